"""The search's own tables: what is visible, narrow and indexed. Written by `projection` alone."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func

from .offer import Offer

PAIRS = Func(
    F("full_vector"),
    function="search_pairs",
    output_field=ArrayField(models.CharField(max_length=200)),
)


def _indexes(prefix: str) -> list[models.Index]:
    """What both tables are read by."""
    return [
        # Written at once: a list of what is new would be read by every search.
        GinIndex(fields=["full_vector"], fastupdate=False, name=f"{prefix}_full"),
        models.Index(fields=["-published_at", "-offer"], name=f"{prefix}_newest"),
        models.Index(fields=["-pay_year", "-offer"], name=f"{prefix}_best_paid"),
        models.Index(fields=["commune_code", "-published_at"], name=f"{prefix}_commune"),
        models.Index(fields=["occupation", "-published_at"], name=f"{prefix}_occupation"),
        models.Index(fields=["company_id"], name=f"{prefix}_company"),
        # Pairs of common words that follow each other, for phrases (`search.answers`).
        GinIndex(PAIRS, fastupdate=False, name=f"{prefix}_pairs"),
    ]


class SearchRow(models.Model):
    """One visible offer in one place. Slot 0 stands for the offer where no place is asked for.

    A scalar commune is what `commune_code = ANY(near)` answers fast (design: search.md), so an
    offer in three communes has three rows. A trigger adds to full_vector the marks by which
    `search.answers` finds the title's words and the filters.
    """

    slot = models.PositiveSmallIntegerField()
    company_id = models.BigIntegerField()
    published_at = models.DateTimeField()
    commune_code = models.CharField(max_length=5)  # empty: full remote work, anywhere
    department = models.CharField(max_length=3)
    occupation = models.CharField(max_length=5)
    contract = models.CharField(max_length=20)
    working_time = models.CharField(max_length=7)
    remote = models.CharField(max_length=7)
    pay_year = models.IntegerField()  # euros, the top of the range; 0 when none can be told
    experience_years = models.PositiveSmallIntegerField()
    diploma = models.PositiveSmallIntegerField()
    is_agency = models.BooleanField()
    licences = ArrayField(models.CharField(max_length=5))
    hours = ArrayField(models.CharField(max_length=10))
    title_vector = SearchVectorField()  # what the trigger marks words of titles by
    full_vector = SearchVectorField()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.offer_id}/{self.slot}"


class OfferSearch(SearchRow):
    """What the search finds: every visible offer."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "projection of offers for the search"
        constraints = [models.UniqueConstraint(fields=["offer", "slot"], name="search_row_once")]
        indexes = _indexes("search")


class OfferSample(SearchRow):
    """A sixteenth of OfferSearch, drawn by the offer's number. A trigger keeps it.

    It tells at a sixteenth of the cost that many offers answer, of which kinds they are, and
    where the best of them begin; which offers they are, OfferSearch says.
    """

    SHARE = 16

    offer = models.ForeignKey(
        Offer, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )

    class Meta:
        verbose_name = verbose_name_plural = "sample of the projection"
        indexes = _indexes("sample")


class SearchWord(models.Model):
    """A word of published titles, folded, with how many: what a misspelt word may have meant."""

    word = models.CharField(max_length=40, primary_key=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "words of titles"
        indexes = [GinIndex(OpClass(F("word"), "gin_trgm_ops"), name="search_word_trigrams")]

    def __str__(self):
        return self.word
