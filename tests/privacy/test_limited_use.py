"""What the policy says never happens to a message: it has no way to happen."""

import re
from pathlib import Path

from django.conf import settings as project

from tests.factories.privacy import publish_texts
from tests.test_project import PUBLIC, pages, sources

ROOT = Path(project.BASE_DIR)
LEARNING = (
    "torch", "tensorflow", "keras", "scikit-learn", "transformers", "openai", "anthropic",
    "langchain", "xgboost", "lightgbm", "spacy", "sentence-transformers", "mistralai", "jax",
)  # fmt: skip
# Whoever opens what is to be sent: the sending itself, and who gives it back to its author.
OPENS = re.compile(r"\bDeliveryContent\b|\.content\.raw\b")


def test_no_library_of_machine_learning_is_installed():
    for path in (ROOT / "requirements").glob("*.txt"):
        names = set(re.findall(r"^([A-Za-z0-9_.-]+)", path.read_text().lower(), re.MULTILINE))
        assert not names & set(LEARNING), path.name


def test_only_the_sending_opens_what_is_to_be_sent():
    opened_by = {name.split("/")[0] for name, text in sources() if OPENS.search(text)}
    assert opened_by == {"gmail_send"}


def test_no_page_loads_anything_from_elsewhere(client, db):
    """Neither the policy of the browser nor the page itself names another host to load from."""
    publish_texts()
    loads = re.compile(
        r'<(?:script|img|iframe|link|source)\b[^>]*(?:src|href)="(?:https?:)?//([^/"]+)'
    )
    for name, path in sorted(set(pages())):
        if name in PUBLIC:
            answer = client.get(path)
            for rule in answer.get("Content-Security-Policy", "").split("; "):
                if not rule.startswith("form-action"):
                    assert "//" not in rule, (name, rule)
            html = answer.getvalue().decode(errors="replace")
            assert set(loads.findall(html)) <= {"localhost:8000"}, name


def test_a_first_visit_leaves_no_cookie_but_the_technical_ones(client, db):
    technical = {project.SESSION_COOKIE_NAME, project.CSRF_COOKIE_NAME, "messages"}
    publish_texts()
    for name, path in sorted(set(pages())):
        if name in PUBLIC:
            assert set(client.get(path).cookies) <= technical, name
