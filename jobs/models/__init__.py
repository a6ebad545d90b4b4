from .company import Closing, Company
from .contact import ApplicationAddress, Membership
from .establishment import Establishment
from .offer import HoursPattern, Licence, Offer, OfferPlace, PayPeriod

__all__ = [
    "ApplicationAddress",
    "Closing",
    "Company",
    "Establishment",
    "HoursPattern",
    "Licence",
    "Membership",
    "Offer",
    "OfferPlace",
    "PayPeriod",
]
