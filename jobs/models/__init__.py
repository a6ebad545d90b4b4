from .company import Closing, Company
from .contact import ApplicationAddress, Membership
from .establishment import Establishment

__all__ = ["ApplicationAddress", "Closing", "Company", "Establishment", "Membership"]
