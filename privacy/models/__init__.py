from .mail import SiteMail
from .policy import PolicyTelling, PolicyVersion

__all__ = ["PolicyTelling", "PolicyVersion", "SiteMail"]
