"""An ad written elsewhere, read as what a recruiter would type into the form of an offer.

Rules alone, as data in rules/*.toml: nothing is learnt, nothing is asked of anybody, and a field
that the text does not say stays empty.
"""

from .model import FIELDS, LONGEST, NotAnAd, Proposal, Reading, Unclear
from .reader import NOTHING, read

__all__ = ["FIELDS", "LONGEST", "NOTHING", "NotAnAd", "Proposal", "Reading", "Unclear", "read"]
