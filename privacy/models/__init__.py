from .mail import SiteMail

__all__ = ["SiteMail"]
