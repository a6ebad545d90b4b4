"""How a company can be written to: what its page says, and whether it says anything."""

from dataclasses import dataclass
from enum import StrEnum

from .models import ApplicationAddress, Company


class Way(StrEnum):
    CLOSED = "closed"
    REFUSES = "refuses"
    GIVEN = "given"  # the company gave an address
    FOUND = "found"  # our staff found one, and the company was told
    TOLD = "told"  # the same, but its seven days are not over
    NONE = "none"  # the candidate may bring an address of their own


@dataclass(frozen=True)
class Reach:
    """The way, and the address it is about, if any."""

    way: Way
    address: ApplicationAddress | None = None

    @property
    def open(self) -> bool:
        """Whether an application may be started from the page."""
        return self.way not in {Way.CLOSED, Way.REFUSES}


def reach(company: Company) -> Reach:
    """What the company's page says about writing to it. One query at most."""
    if not company.is_listed:
        return Reach(Way.CLOSED)
    if company.refuses_since:
        return Reach(Way.REFUSES)
    addresses = list(
        ApplicationAddress.objects.filter(
            establishment__company=company, establishment__closed_at=None
        )
        .select_related("establishment")
        .order_by("-establishment__is_head_office", "pk")[:200]
    )
    for address in sorted(addresses, key=lambda one: one.source != one.Source.COMPANY):
        if address.is_writable:
            given = address.source == address.Source.COMPANY
            return Reach(Way.GIVEN if given else Way.FOUND, address)
    for address in addresses:
        if address.told_at and address.writable_from and not address.refused_at:
            return Reach(Way.TOLD, address)
    if any(address.refused_at for address in addresses):
        return Reach(Way.REFUSES)
    return Reach(Way.NONE)
