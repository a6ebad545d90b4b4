from .registry import Basis, NotPersonal, PersonalData, declare

declare(
    PersonalData(
        model="privacy.SiteMail",
        subject="user",
        purpose="Tell the person what concerns them by mail",
        basis=Basis.CONTRACT,
        retention="site_mail",
        starts="created_at",
        exported=("to_email", "name", "subject", "body", "state", "created_at", "sent_at"),
        technical=("id", "user", "dedupe_key", "unsubscribe", "tries", "next_try_at"),
    ),
    NotPersonal("privacy.PolicyVersion", "texts that we published"),
    NotPersonal("privacy.PolicyTelling", "how far the announcement of a text has gone"),
    NotPersonal("contenttypes.ContentType", "names of models"),
    NotPersonal("auth.Permission", "names of permissions"),
    NotPersonal("auth.Group", "names of groups of permissions"),
)
