from .preferences import Contract, Preferences, Remote, WorkingTime
from .profile import CandidateProfile, Education, Experience, LanguageSkill, Skill
from .resume import MAX_STORED_BYTES, MOST_RESUMES, Resume, ResumeUnavailable
from .user import User

__all__ = [
    "MAX_STORED_BYTES",
    "MOST_RESUMES",
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
