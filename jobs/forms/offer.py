"""The recruiter's form of an offer, by sections."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from accounts.models import LanguageSkill
from meilleursjobs.lib import gazetteer, geo
from meilleursjobs.lib.text import fold

from ..models import HoursPattern, Licence, Offer, StatementOfReasons
from ..models.offer import MOST_PLACES, PayPeriod
from ..nomenclatures import find_occupations, occupations
from ..titles import without_sexes
from .lines import LinesField, with_remedy
from .meant import unknown_occupation, unknown_town
from .questions import in_order, question_forms
from .reasons import WithReasons


def read_language(line: str) -> str:
    """« anglais B2 » → « en:B2 ». Raises ValidationError."""
    name, _space, level = line.rpartition(" ")
    codes = {fold(str(label)): code for code, label in LanguageSkill.Language.choices}
    if fold(name) not in codes or level.upper() not in LanguageSkill.Level.values:
        sentence = _("« %(line)s » : écrivez une langue et son niveau, par exemple « anglais B2 ».")
        raise forms.ValidationError(with_remedy(sentence % {"line": line}, line))
    return f"{codes[fold(name)]}:{level.upper()}"


def language_name(code: str) -> str:
    """« en:B2 » → « anglais B2 »."""
    language, _colon, level = code.partition(":")
    return f"{dict(LanguageSkill.Language.choices).get(language, language)} {level}"


SECTIONS = (
    (_("Le poste"), ("title", "occupation", "contract", "duration_months", "starts_on",
                     "working_time", "weekly_hours", "hours")),
    (_("Le lieu"), ("place", "more_places", "remote")),
    (_("La rémunération"), ("pay_min", "pay_max", "pay_period", "pay_is_net", "pay_extra",
                            "pay_absence", "benefits")),
    (_("L’annonce"), ("description", "profile")),
    (_("La personne"), ("experience_years", "diploma", "licences", "skills", "languages")),
    (_("La suite"), ("process", "answer_days", "apply_mode", "apply_url", "reference",
                     "is_agency", "final_client")),
)  # fmt: skip


# A draft may lack them, a published offer may not: `services.checks.missing`.
WANTED = {
    "occupation": _("pour publier"),
    "duration_months": _("pour publier, si le contrat a une fin"),
    "place": _("pour publier, sauf en télétravail total"),
    "pay_min": _("pour publier, ou dites pourquoi elle manque"),
    "pay_absence": _("à la place d’une fourchette"),
    "description": _("pour publier"),
    "final_client": _("pour publier, si vous êtes un intermédiaire"),
}
# Euros between which a pay of this period lies: our choice, wide, to catch a period taken for
# another. A few lessons a month are in, « 12 € par an » is out.
PLAUSIBLE = {"an": (500, 900_000), "mois": (30, 25_000), "jour": (8, 10_000), "heure": (1, 1_500)}
NAMES_A_JOB = re.compile(r"[^\W\d_]{2}")
IP = re.compile(r"[\d.]+|.*:.*")  # of a machine: no employer gives it to people
FURTHEST_START = timedelta(days=2 * 365)
QUESTIONS_TO_SEE = _("Vos questions aux candidats sont à revoir : la phrase est à côté de chacune.")


class OfferForm(forms.ModelForm):
    """Everything may be missing from a draft but its title; `services.publishing` asks for more."""

    occupation = forms.CharField(
        label=_("Métier"),
        max_length=150,
        required=False,
        help_text=_(
            "Choisissez dans la liste qui s’ouvre : c’est par lui que l’offre est trouvée."
        ),
    )
    place = forms.CharField(label=_("Commune"), max_length=80, required=False)
    more_places = LinesField(
        label=_("Autres communes, une par ligne"),
        most=MOST_PLACES - 1,
        longest=80,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    hours = forms.MultipleChoiceField(
        label=_("Horaires"),
        choices=HoursPattern.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    licences = forms.MultipleChoiceField(
        label=_("Permis exigés"),
        choices=Licence.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    skills = LinesField(label=_("Compétences, une par ligne"), most=20, longest=60)
    benefits = LinesField(label=_("Avantages, un par ligne"), most=12, longest=80)
    languages = LinesField(
        label=_("Langues, une par ligne avec son niveau"),
        most=6,
        longest=40,
        help_text=_("Par exemple : anglais B2. Seulement celles dont le poste a besoin."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    apply_url = forms.URLField(
        label=_("Adresse où postuler"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https", "http"])],
        help_text=_("L’adresse complète, codes de suivi compris."),
    )

    class Meta:
        model = Offer
        fields = [
            name
            for _title, names in SECTIONS
            for name in names
            if name not in {"place", "more_places"}
        ]
        widgets = {
            "description": forms.Textarea(
                attrs={"rows": 14, "data-count": "description-count", "data-limit": "8000"}
            ),
            "profile": forms.Textarea(attrs={"rows": 6}),
            "process": forms.Textarea(attrs={"rows": 4}),
            "starts_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "apply_mode": forms.RadioSelect,
            "remote": forms.RadioSelect,
            "working_time": forms.RadioSelect,
        }
        help_texts = {
            "title": _(
                "Le nom du poste, au féminin et au masculin si vous pouvez. Sinon, le site ajoute "
                "« H/F »."
            ),
            "starts_on": _("Vide : dès que possible."),
            "weekly_hours": _("35 pour un temps plein ordinaire."),
            "pay_min": _("Une fourchette honnête attire plus de candidatures."),
            "pay_absence": _("À remplir seulement sans fourchette : ces mots seront affichés."),
            "description": _(
                "Un tiret en début de ligne fait une liste, **deux étoiles** le gras."
            ),
            "process": _("Par exemple : un appel, une visite de l’atelier, un essai payé."),
            "answer_days": _("Ce délai est affiché : il vous engage."),
            "final_client": _("Nous seuls le voyons."),
        }

    to_confirm = ()  # what stands in the way until the recruiter says why: views.recruiter

    def __init__(self, *args, codes=None, **kwargs):
        """codes: communes to show, where they are not those of the offer or of its revision."""
        super().__init__(*args, **kwargs)
        posted = self.data if self.is_bound else None
        self.questions = question_forms(posted, self.instance.questions)
        self.asked = self.questions[: len(self.instance.questions)]  # in the offer's order
        self.fields["contract"].choices = [
            ("", _("Choisissez")),
            *self.fields["contract"].choices[1:],
        ]
        for name in ("contract", "description"):
            self.fields[name].required = name == "contract"
        for name, words in WANTED.items():
            self.fields[name].wanted = words
        self._show_known(codes)
        for name, view, options in (
            ("occupation", "occupation_suggestions", "metiers"),
            ("place", "place_suggestions", "lieux"),
        ):
            self.fields[name].widget.attrs |= {
                "list": options,
                "autocomplete": "off",
                "hx-get": reverse(view),
                "hx-trigger": "input changed delay:200ms",
                "hx-target": f"#{options}",
                "hx-swap": "innerHTML",
            }

    def _show_known(self, codes):
        """Codes as names, for people."""
        offer = self.instance
        if known := occupations().get(offer.occupation):
            self.initial["occupation"] = known.label
        if offer.pk:
            if codes is None and (revision := getattr(offer, "revision", None)):
                codes = revision.places
            elif codes is None:
                codes = [place.commune_code for place in offer.places.all()]
            labels = [geo.commune(code).label for code in codes]
            self.initial["place"] = labels[0] if labels else ""
            self.initial["more_places"] = labels[1:]
        self.initial["languages"] = [language_name(code) for code in offer.languages]

    def sections(self):
        """(title, fields) in the order of the page."""
        return [(title, [self[name] for name in names]) for title, names in SECTIONS]

    def clean(self):
        """The questions go into the offer with the fields, when each of them is right."""
        data = super().clean()
        self._check_pay(data)
        if data.get("apply_mode") == Offer.ApplyMode.LINK and data.get("apply_url") == "":
            self.add_error("apply_url", _("Indiquez l’adresse où postuler."))
        asked = in_order(self.questions)
        if asked is None:
            self.add_error(None, QUESTIONS_TO_SEE)
            return data
        self.asked, self.instance.questions = asked, [one.question for one in asked]
        if asked and data.get("apply_mode") == Offer.ApplyMode.LINK:
            self.add_error(
                "apply_mode",
                _("Vos questions ne se posent qu’à qui postule ici : effacez-les, ou recevez ici."),
            )
        return data

    def _check_pay(self, data):
        """Beside its field, what makes no sense together: the database would say it of the whole.

        An amount that no period of this length pays was meant for another one.
        """
        low, high = data.get("pay_min"), data.get("pay_max")
        period = data.get("pay_period")
        if low is not None and high is not None and low > high:
            self.add_error("pay_max", _("Le haut de la fourchette est au-dessus du bas."))
        if (low is not None or high is not None) and period == "":
            self.add_error(
                "pay_period", _("Dites si c’est par an, par mois, par jour ou par heure.")
            )
        least, most = PLAUSIBLE.get(period, (0.01, 10_000_000))
        for name, amount in (("pay_min", low), ("pay_max", high)):
            if amount is None or least <= amount <= most:
                continue
            sentence = _("%(euros)s € %(period)s : vérifiez le montant ou la période.")
            shown = {"euros": localize(amount.normalize()), "period": period}
            if period:
                shown["period"] = PayPeriod(period).label
            self.add_error(name, sentence % shown)

    def say(self, field, sentence):
        """Put an error beside its field, or with what is about the whole offer."""
        self.add_error(field if field in self.fields else None, sentence)

    def say_passage(self, passage):
        """Put what a rule of wording says beside the field, or the question, that holds the words.

        passage: jobs.legal.Passage.
        """
        if passage.question is None:
            self.say(passage.field, passage.sentence)
            return
        self.asked[passage.question - 1].add_error("text", passage.sentence)
        if QUESTIONS_TO_SEE not in self.non_field_errors():
            self.add_error(None, QUESTIONS_TO_SEE)

    def sentences(self):
        """Field → its errors, those of the questions together."""
        found = {name: [str(one) for one in errors] for name, errors in self.errors.items()}
        about = [
            f"{one.number} : {sentence}"
            for one in self.questions
            for errors in one.errors.values()
            for sentence in errors
        ]
        return found | ({"questions": about} if about else {})

    def clean_title(self):
        title = without_sexes(self.cleaned_data["title"])
        if not NAMES_A_JOB.search(without_sexes(f"- {title}")):
            raise forms.ValidationError(_("Écrivez le nom du poste."))
        return title

    def clean_starts_on(self):
        """Long over, it is a slip; one that has just passed reads « dès que possible »."""
        day = self.cleaned_data["starts_on"]
        if day and abs(day - timezone.localdate()) > FURTHEST_START:
            raise forms.ValidationError(_("Vérifiez l’année : cette date est à plus de deux ans."))
        return day

    def clean_apply_url(self):
        """Where people can go: the site of an employer, under its own name."""
        address = self.cleaned_data["apply_url"]
        parts = urlsplit(address)
        if address and (parts.username or IP.fullmatch(parts.hostname or "")):
            raise forms.ValidationError(
                _("Écrivez l’adresse d’un site sous son nom, sans mot de passe.")
            )
        return address

    def clean_occupation(self):
        typed = self.cleaned_data["occupation"]
        if not typed:
            return ""
        found = find_occupations(typed, limit=1)
        if not found:
            raise forms.ValidationError(unknown_occupation(typed))
        return found[0].code

    def clean_languages(self):
        return [read_language(line) for line in self.cleaned_data["languages"]]

    def _code(self, typed):
        found = gazetteer.find(typed)
        if found is None:
            raise forms.ValidationError(unknown_town(typed))
        return found.code

    def clean_place(self):
        typed = self.cleaned_data["place"].strip()
        return self._code(typed) if typed else ""

    def clean_more_places(self):
        found = []
        for line in self.cleaned_data["more_places"]:
            try:
                found.append(self._code(line))
            except forms.ValidationError as error:
                raise forms.ValidationError(with_remedy(error.message, line)) from error
        return found

    @property
    def codes(self) -> list[str]:
        """INSEE codes of the places, the first one first."""
        data = self.cleaned_data
        typed = [data.get("place", ""), *data.get("more_places", [])]
        return list(dict.fromkeys(code for code in typed if code))


class StatementForm(WithReasons, forms.ModelForm):
    """Our staff's reasons against an offer."""

    REASONS = "facts"

    class Meta:
        model = StatementOfReasons
        fields = ("ground", "facts")
        widgets = {"facts": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"facts": _("Ce qui, dans l’annonce, motive la décision. L’auteur le lira.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ground = self.fields["ground"]
        ground.choices = [("", _("Choisissez")), *ground.choices[1:]]
