from django.utils.translation import gettext_lazy as _

from privacy.registry import Basis, NotPersonal, PersonalData, declare

declare(
    PersonalData(
        model="accounts.User",
        subject="self",
        purpose="Manage the account",
        basis=Basis.CONTRACT,
        retention="account",
        starts="last_activity_on",
        exported=(
            "email",
            "first_name",
            "last_name",
            "language",
            "date_joined",
            "last_login",
            "last_activity_on",
        ),
        withheld={"password": "a one-way hash that only serves to sign in"},
        technical=(
            "id",
            "is_active",
            "is_staff",
            "is_superuser",
            "groups",
            "user_permissions",
        ),
    ),
)


def _candidate(model, purpose, exported, technical=(), starts="user__last_activity_on"):
    declare(
        PersonalData(
            model=model,
            subject="user",
            purpose=purpose,
            basis=Basis.CONTRACT,
            retention="account",
            starts=starts,
            exported=exported,
            technical=("id", "user", *technical),
        )
    )


_candidate(
    "accounts.CandidateProfile",
    "Present the candidate",
    ("headline", "summary", "phone", "commune_code", "updated_at"),
)
_candidate(
    "accounts.Experience",
    "Present the candidate's career",
    ("title", "employer", "place", "started_on", "ended_on", "description"),
)
_candidate(
    "accounts.Education",
    "Present the candidate's training",
    ("title", "school", "level", "started_in", "ended_in"),
)
_candidate("accounts.Skill", "Present the candidate's skills", ("name",), ("key",))
_candidate("accounts.LanguageSkill", "Present the candidate's languages", ("code", "level"))
_candidate(
    "accounts.Preferences",
    "Know what the candidate looks for",
    (
        "contracts",
        "remote",
        "working_time",
        "occupations",
        "min_pay",
        "radius_km",
        "available_from",
        "updated_at",
    ),
)
_candidate(
    "accounts.Resume",
    "Send the candidate's CV to those the candidate chooses",
    ("title", "file_name", "file", "size", "pages", "is_main", "created_at"),
    ("received_size", "sha256", "slot"),
)


def _third_party(
    model,
    purpose,
    exported=(),
    withheld=None,
    technical=(),
    starts="user__last_login",
    retention="account",
    names=(),
):
    declare(
        PersonalData(
            model=model,
            subject="user",
            purpose=purpose,
            basis=Basis.CONTRACT,
            retention=retention,
            starts=starts,
            exported=exported,
            withheld=withheld or {},
            names=names,
            technical=("id", "user", *technical),
        )
    )


_third_party("account.EmailAddress", "Sign in", ("email", "verified", "primary"))
_third_party(
    "socialaccount.SocialAccount",
    "Sign in with Google",
    ("provider", "uid", "last_login", "date_joined", "extra_data"),
)
_third_party(
    "mfa.Authenticator",
    "Second factor",
    ("type", "created_at", "last_used_at"),
    {"data": "a secret that would let its reader pass for the person"},
    names=(_("second facteur"), _("seconds facteurs")),
)
_third_party(
    "usersessions.UserSession",
    "Show and end open sessions",
    ("ip", "user_agent", "created_at", "last_seen_at"),
    {"session_key": "whoever knows it is signed in"},
    ("data",),
    names=(_("appareil connecté"), _("appareils connectés")),
    starts="last_seen_at",
    retention="session",
)
declare(
    PersonalData(
        model="account.EmailConfirmation",
        subject="email_address__user",
        purpose="Confirm an address",
        basis=Basis.CONTRACT,
        retention="account",
        starts="created",
        exported=("created", "sent"),
        withheld={"key": "whoever knows it confirms the address"},
        technical=("id", "email_address"),
    ),
    PersonalData(
        model="admin.LogEntry",
        subject="user",
        purpose="Know who of the staff did what",
        basis=Basis.LEGAL,
        retention="security_log",
        starts="action_time",
        exported=("action_time", "object_repr", "action_flag", "change_message"),
        technical=("id", "user", "content_type", "object_id"),
    ),
    NotPersonal("sessions.Session", "opaque; UserSession lists and ends them for each person"),
    NotPersonal("socialaccount.SocialApp", "our own client at Google; held in the settings"),
    NotPersonal("socialaccount.SocialToken", "never written: sign-in stores no token"),
)
