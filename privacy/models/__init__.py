from .archive import Evidence
from .consent import AudienceFigure, Consent
from .desk import AuthorityOrder, Breach, StaffLook
from .mail import Bounce, SiteMail
from .policy import PolicyTelling, PolicyVersion
from .rights import (
    AppliedErasure,
    Directive,
    ErasurePlan,
    Export,
    InactivityNotice,
    Restriction,
    RightsRequest,
)

__all__ = [
    "AppliedErasure",
    "AudienceFigure",
    "AuthorityOrder",
    "Bounce",
    "Breach",
    "Consent",
    "Directive",
    "ErasurePlan",
    "Evidence",
    "Export",
    "InactivityNotice",
    "PolicyTelling",
    "PolicyVersion",
    "Restriction",
    "RightsRequest",
    "SiteMail",
    "StaffLook",
]
