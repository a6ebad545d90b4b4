"""« Coller mon annonce »: the text, and the form of an offer with what was read in it."""

from dataclasses import dataclass, field

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meilleursjobs.lib import geo

from .. import pasted
from ..models import Offer
from .offer import OfferForm

# What is read together fills several fields.
FILLS = {
    "pay": ("pay_min", "pay_max", "pay_period"),
    "places": ("place", "more_places"),
    "apply_url": ("apply_mode", "apply_url"),
}
# An ordinary offer says « temps plein, sur place, débutant, sans diplôme » unless told otherwise.
# A pasted ad that is silent says none of it: the recruiter chooses.
CHOSEN = ("working_time", "remote", "experience_years", "diploma")
UNNEEDED = {"apply_mode", "process", "answer_days", "profile", "reference"}  # few ads hold them
LONGEST_MARK, LONGEST_LEFT = 500, 4_000  # characters that come back with the form


class PasteForm(forms.Form):
    """The text of an ad. `reading` is what it says, once valid. The text goes nowhere else."""

    text = forms.Field(  # no CharField: its sentence about NUL helps nobody
        label=_("Le texte de votre annonce"),
        error_messages={"required": pasted.NOTHING},
        widget=forms.Textarea(
            attrs={"rows": 18, "data-count": "text-count", "data-limit": str(pasted.LONGEST)}
        ),
        help_text=_(
            "Depuis Word, un courriel ou un autre site, tel quel : listes et titres compris."
        ),
    )
    reading: pasted.Reading

    def clean_text(self):
        text = self.cleaned_data["text"]
        try:
            self.reading = pasted.read(text, today=timezone.localdate())
        except pasted.NotAnAd as error:
            self.data = self.data.copy()
            self.data["text"] = text.replace("\0", "")
            raise forms.ValidationError(error.message) from error
        return text


@dataclass(frozen=True)
class Marks:
    """What the form says beside its fields: the passage of each proposal, and what was seen.

    It travels in the page, so that a form sent back for an error keeps its marks.
    """

    read: dict[str, str]
    seen: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, reading):
        """From what was just read."""
        found = {
            name: one.passage
            for key, one in reading.proposals.items()
            for name in _filled(key, one.value)
        }
        asked = {FILLS.get(key, (key,))[0]: one for key, one in reading.unclear.items()}
        seen = {name: one.passage for name, one in asked.items() if name not in found}
        choices = {name: _labels(name, asked[name].choices) for name in seen}
        return cls(
            found, seen, {name: some for name, some in choices.items() if some}, reading.left
        )

    @classmethod
    def sent(cls, data):
        """From the fields of a form sent back; None when it holds no pasted ad."""
        if not data or "pasted" not in data:
            return None
        kept = {kind: {} for kind in ("read", "seen", "choices")}
        for key, value in data.items():
            kind, _dash, name = key.partition("-")
            if kind in kept and name in OfferForm.base_fields:
                kept[kind][name] = value[:LONGEST_MARK]
        choices = {name: value.split("\n") for name, value in kept["choices"].items()}
        left = data.get("left", "")[:LONGEST_LEFT].replace("\r", "").split("\n")
        return cls(kept["read"], kept["seen"], choices, [line for line in left if line])

    def hidden(self):
        """(name, value) of the hidden fields that carry it."""
        yield "pasted", "1"
        for kind in ("read", "seen"):
            for name, passage in getattr(self, kind).items():
                yield f"{kind}-{name}", passage
        for name, some in self.choices.items():
            yield f"choices-{name}", "\n".join(some)
        yield "left", "\n".join(self.left)


def _filled(key, value):
    """The fields of the form that a proposal fills."""
    if key == "pay":
        yield from (name for name in FILLS["pay"] if value[name])
        if value["pay_is_net"]:
            yield "pay_is_net"
    elif key == "places":
        yield from FILLS["places"][: len(value)]
    else:
        yield from FILLS.get(key, (key,))


def _labels(name, values):
    """Codes among several as the names of the form."""
    if name == "contract":
        return [str(label) for code, label in Offer._meta.get_field(name).choices if code in values]
    return list(values)


class Marked(BoundField):
    """A field with a remark, which screen readers hear as well."""

    @property
    def aria_describedby(self):
        return " ".join(filter(None, [super().aria_describedby, f"{self.auto_id}_mark"]))


def offer_of(company, reading):
    """An unsaved offer that holds what was read; places apart, they are rows of their own."""
    values = {name: one.value for name, one in reading.proposals.items() if name != "places"}
    values |= values.pop("pay", {})
    if values.get("apply_url"):
        values["apply_mode"] = Offer.ApplyMode.LINK
    return Offer(company=company, **values)


class ProposedOfferForm(OfferForm):
    """The form of an offer, its proposals marked. Nothing that the ad does not say is chosen."""

    def __init__(self, *args, marks, places=(), **kwargs):
        self.marks = marks
        super().__init__(*args, **kwargs)
        labels = [geo.commune(code).label for code in places]
        if labels:
            self.initial |= {"place": labels[0], "more_places": labels[1:]}
        for name in CHOSEN:
            if name not in marks.read:
                self._leave_open(name)
        for name in {*marks.read, *marks.seen} & self.fields.keys():
            self._mark(name)

    def _leave_open(self, name):
        one = self.fields[name]
        self.initial[name] = None
        one.error_messages["required"] = _("Votre texte ne le dit pas : choisissez.")
        if name == "diploma":
            one.choices = [("", _("Choisissez")), *one.choices]

    def _mark(self, name):
        one = self.fields[name]
        one.template_name = "jobs/recruiter/marked_field.html"
        one.bound_field_class = Marked
        one.proposed = name in self.marks.read
        one.passage = self.marks.read.get(name) or self.marks.seen.get(name)
        one.may_be = self.marks.choices.get(name, [])

    def missing(self):
        """(field, short label) of what was looked for and not seen, in the order of the page."""
        read = {*self.marks.read, *self.marks.seen}
        rest = {FILLS.get(key, (key,))[0] for key in pasted.FIELDS} - read - UNNEEDED
        if {"pay_min", "pay_max", "pay_absence"} & read:
            rest -= {"pay_min", "pay_absence"}
        if self["contract"].value() == "cdi":
            rest -= {"duration_months"}
        return [
            (one, str(one.label).split(",")[0].lower())
            for _title, fields in self.sections()
            for one in fields
            if one.name in rest
        ]
