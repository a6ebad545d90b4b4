from .alert import Alert, AlertHit, Bookmark
from .claim import Claim, Invitation
from .company import Closing, Company
from .contact import ApplicationAddress, Membership
from .establishment import Establishment
from .feed import (
    ApiKey,
    FeedSource,
    ImportedOffer,
    ImportLine,
    ImportRun,
    Outcome,
)
from .figures import OfferViews
from .moderation import (
    OfferRevision,
    RefusedChange,
    SavedReason,
    StatementOfReasons,
    WordingConfirmed,
)
from .offer import HoursPattern, Licence, Offer, OfferPlace, PayPeriod
from .report import Notice, NoticeQuerySet, Report
from .search import OfferSample, OfferSearch, SearchWord

__all__ = [
    "Alert",
    "AlertHit",
    "ApiKey",
    "ApplicationAddress",
    "Bookmark",
    "Claim",
    "Closing",
    "Company",
    "Establishment",
    "FeedSource",
    "HoursPattern",
    "ImportLine",
    "ImportRun",
    "ImportedOffer",
    "Invitation",
    "Licence",
    "Membership",
    "Notice",
    "NoticeQuerySet",
    "Offer",
    "OfferPlace",
    "OfferRevision",
    "OfferSample",
    "OfferSearch",
    "OfferViews",
    "Outcome",
    "PayPeriod",
    "RefusedChange",
    "Report",
    "SavedReason",
    "SearchWord",
    "StatementOfReasons",
    "WordingConfirmed",
]
