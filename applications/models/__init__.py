from .asking import OutcomeAsking
from .contact import Reservation, SendLog, SuppressionEntry
from .interview import Interview
from .letters import DraftContent, LetterModel, Words
from .objection import ObjectionRequest
from .reading import MassReading
from .recall import Recall
from .report import ApplicationReport, HiddenPart
from .spontaneous import ApplicationEvent, SpontaneousApplication
from .to_offer import AnswerTemplate, Application, ApplicationNote, ApplicationStep
from .tracking import Memo, OutsideApplication

__all__ = [
    "AnswerTemplate",
    "Application",
    "ApplicationEvent",
    "ApplicationNote",
    "ApplicationReport",
    "ApplicationStep",
    "DraftContent",
    "HiddenPart",
    "Interview",
    "LetterModel",
    "MassReading",
    "Memo",
    "ObjectionRequest",
    "OutcomeAsking",
    "OutsideApplication",
    "Recall",
    "Reservation",
    "SendLog",
    "SpontaneousApplication",
    "SuppressionEntry",
    "Words",
]
