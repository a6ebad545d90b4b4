"""A company's own rules for spontaneous applications, set by its members."""

from django.db import transaction
from django.utils import timezone

from ..models import ApplicationAddress, Company, Establishment


@transaction.atomic
def set_rules(
    company: Company,
    *,
    accepts: bool,
    letters_a_month: int | None,
    wanted_occupations: list[str],
    email: str,
) -> None:
    """Whether the company takes letters, how many a month and a place, about what, and where.

    email: the address at which its head office takes them; "" leaves addresses as they are.
    """
    refuses_since = None if accepts else company.refuses_since or timezone.now()
    Company.objects.filter(pk=company.pk).update(
        refuses_since=refuses_since,
        letters_a_month=letters_a_month,
        wanted_occupations=wanted_occupations,
    )
    head = Establishment.objects.filter(company=company).open().shown_first().first()
    if email and head:
        ApplicationAddress.objects.update_or_create(
            establishment=head,
            email=email.lower(),
            defaults={
                "source": ApplicationAddress.Source.COMPANY,
                "writable_from": timezone.now(),
                "refused_at": None,
            },
        )


def given_address(company: Company) -> str:
    """The address that the company gave for its head office, or ""."""
    rows = ApplicationAddress.objects.filter(
        establishment__company=company, source=ApplicationAddress.Source.COMPANY, refused_at=None
    )
    given = rows.order_by("-establishment__is_head_office", "-pk").first()
    return given.email if given else ""
