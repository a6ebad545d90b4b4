from .preferences import Contract, Preferences, Remote, WorkingTime
from .profile import CandidateProfile, Education, Experience, LanguageSkill, Skill
from .resume import Resume, ResumeUnavailable
from .user import User

__all__ = [
    "CandidateProfile",
    "Contract",
    "Education",
    "Experience",
    "LanguageSkill",
    "Preferences",
    "Remote",
    "Resume",
    "ResumeUnavailable",
    "Skill",
    "User",
    "WorkingTime",
]
