from privacy.registry import Basis, NotPersonal, PersonalData, declare

declare(
    NotPersonal(
        "jobs.Company",
        "legal units under their trade name; the import reads no name of a natural person",
    ),
    NotPersonal(
        "jobs.Establishment",
        "places of work; those that object to being public are never kept",
    ),
    PersonalData(
        model="jobs.ApplicationAddress",
        subject="email",
        purpose="Tell candidates where a company takes applications",
        basis=Basis.INTEREST,
        retention="company_contact",
        starts="created_at",
        exported=(
            "email",
            "source",
            "source_detail",
            "told_at",
            "writable_from",
            "refused_at",
            "created_at",
        ),
        technical=("id", "establishment"),
    ),
    PersonalData(
        model="jobs.Membership",
        subject="user",
        purpose="Let recruiters act for their company",
        basis=Basis.CONTRACT,
        retention="account",
        starts="user__last_activity_on",
        exported=("company", "role", "created_at"),
        technical=("id", "user"),
    ),
)
