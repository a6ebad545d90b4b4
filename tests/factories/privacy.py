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


def two_versions(_user=None):
    """The published policy, and a second version with some words more."""
    first = texts.sources(PolicyVersion.Kind.PRIVACY)[0]
    publish_texts()
    second = source(
        2,
        updated_on=date(2026, 9, 1),
        text_fr=first.text_fr.replace("Rien d’autre.", "Rien d’autre, jamais."),
        text_en=first.text_en.replace("Nothing else.", "Nothing else, ever."),
        changes_fr="L’usage de Gmail est dit plus fermement.",
        purposes=["audience"],
    )
    policy.publish(PolicyVersion.Kind.PRIVACY, [first, second])
    return {}


class PolicyVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PolicyVersion

    kind = PolicyVersion.Kind.PRIVACY
    number = factory.Sequence(lambda n: n + 1)
    updated_on = date(2026, 4, 20)
    text_fr = text_en = TEXT
    changes_fr = changes_en = "Première version."
    tables = factory.LazyFunction(tables.facts)
