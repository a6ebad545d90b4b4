"""Bounds of a CV. Apart, so that neither the web process loads PDF tools nor the check Django."""

MAX_RECEIVED = 10_000_000  # bytes
MAX_STORED = 3_000_000  # bytes: a mail makes a file a third larger
MAX_PAGES = 20
MOST_RESUMES = 6  # of one person
UPLOADS_AN_HOUR = 30  # each costs seconds of computing
