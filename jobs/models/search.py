"""The search's own tables: what is visible, narrow and indexed. Written by `projection` alone."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F

from .offer import Offer


class OfferSearch(models.Model):
    """One visible offer in one place. Slot 0 stands for the offer where no place is asked for.

    A scalar commune is what `commune_code = ANY(near)` answers fast (design: search.md), so an
    offer in three communes has three rows.
    """

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="+")
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
    title_vector = SearchVectorField()
    full_vector = SearchVectorField()

    class Meta:
        verbose_name = verbose_name_plural = "projection of offers for the search"
        constraints = [models.UniqueConstraint(fields=["offer", "slot"], name="search_row_once")]
        indexes = [
            GinIndex(fields=["title_vector"], name="search_title"),
            GinIndex(fields=["full_vector"], name="search_full"),
            models.Index(fields=["-published_at", "-offer"], name="search_newest"),
            models.Index(fields=["-pay_year", "-offer"], name="search_best_paid"),
            models.Index(fields=["commune_code", "-published_at"], name="search_commune"),
            models.Index(fields=["department", "-published_at"], name="search_department"),
            models.Index(fields=["occupation", "-published_at"], name="search_occupation"),
            models.Index(fields=["company_id"], name="search_company"),
            # For values that few offers have; combined with each other and with the words.
            models.Index(fields=["contract"], name="search_contract"),
            models.Index(fields=["remote"], name="search_remote"),
            models.Index(fields=["working_time"], name="search_working_time"),
            models.Index(fields=["is_agency"], name="search_agency"),
            GinIndex(fields=["hours"], name="search_hours"),
        ]

    def __str__(self):
        return f"{self.offer_id}/{self.slot}"


class SearchWord(models.Model):
    """A word of published titles, folded, with how many: what a misspelt word may have meant."""

    word = models.CharField(max_length=40, primary_key=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "words of titles"
        indexes = [GinIndex(OpClass(F("word"), "gin_trgm_ops"), name="search_word_trigrams")]

    def __str__(self):
        return self.word
