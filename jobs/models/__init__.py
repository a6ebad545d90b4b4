from .alert import Alert, AlertHit, Bookmark
from .claim import Claim, Invitation
from .company import Closing, Company
from .contact import ApplicationAddress, Membership
from .establishment import Establishment
from .moderation import OfferRevision, StatementOfReasons, WordingConfirmed
from .offer import HoursPattern, Licence, Offer, OfferPlace, PayPeriod
from .search import OfferSearch, SearchWord

__all__ = [
    "Alert",
    "AlertHit",
    "ApplicationAddress",
    "Bookmark",
    "Claim",
    "Closing",
    "Company",
    "Establishment",
    "HoursPattern",
    "Invitation",
    "Licence",
    "Membership",
    "Offer",
    "OfferPlace",
    "OfferRevision",
    "OfferSearch",
    "PayPeriod",
    "SearchWord",
    "StatementOfReasons",
    "WordingConfirmed",
]
