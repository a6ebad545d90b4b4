"""Published texts, as tests need them."""

from datetime import date

import factory

from privacy import policy, tables, texts
from privacy.models import PolicyVersion

TEXT = """## 1. Ce que nous gardons

Votre adresse, pour ouvrir votre compte.

- le nom
- le prénom

## 2. Nous écrire

support@meilleursjobs.com
"""


def publish_texts(_user=None):
    """The texts of the repository, as a start of the site publishes them."""
    for kind in texts.FOLDERS:
        policy.publish(kind, texts.sources(kind))
    return {}


def source(number=1, **changes):
    """A version as its files would tell it."""
    told = {
        "number": number,
        "updated_on": date(2026, 4, number),
        "text_fr": TEXT,
        "text_en": TEXT,
        "changes_fr": f"Nouveauté {number}",
        "changes_en": f"News {number}",
        "purposes": [],
    }
    return texts.Source(**told | changes)


class PolicyVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PolicyVersion

    kind = PolicyVersion.Kind.PRIVACY
    number = factory.Sequence(lambda n: n + 1)
    updated_on = date(2026, 4, 20)
    text_fr = text_en = TEXT
    changes_fr = changes_en = "Première version."
    tables = factory.LazyFunction(tables.facts)
