from .contact import Reservation, SendLog, SuppressionEntry
from .letters import DraftContent, LetterModel, Words
from .spontaneous import ApplicationEvent, SpontaneousApplication

__all__ = [
    "ApplicationEvent",
    "DraftContent",
    "LetterModel",
    "Reservation",
    "SendLog",
    "SpontaneousApplication",
    "SuppressionEntry",
    "Words",
]
