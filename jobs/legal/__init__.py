"""Lawful wording of ads and of questions to candidates: rules as data, each with its article."""

from .model import Passage, Rule, Severity
from .review import blocking, review, review_question
from .rules import RULES

__all__ = ["RULES", "Passage", "Rule", "Severity", "blocking", "review", "review_question"]
