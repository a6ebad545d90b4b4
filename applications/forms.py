import uuid

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Resume
from gmail_send import mime
from gmail_send.models import MOST_AHEAD
from jobs.models import ApplicationAddress, Establishment
from meilleursjobs.lib.text import has_control

from .models import LetterModel, SpontaneousApplication, Words
from .starting_points import BY_KEY, STARTING_POINTS

Source = SpontaneousApplication.Source
FOUND = "found"
MOST_PLACES = 300  # of one company in the list; a chain's page leads to each shop


def plain_lines(text: str) -> str:
    """Line ends as « \\n », whatever the browser or the word processor wrote."""
    for end in ("\r\n", "\r", "\v", "\f", "\u2028", "\u2029"):
        text = text.replace(end, "\n")
    return text


class OneLine(forms.CharField):
    """A text on one line: a control character is an error, never silently repaired."""

    def clean(self, value):
        value = super().clean(value)
        if has_control(value):
            raise forms.ValidationError(_("Écrivez sur une seule ligne, sans caractère invisible."))
        return value


class ComposeForm(forms.Form):
    """Recipient, letter and CV. A draft may be incomplete; the preview asks for everything."""

    key = forms.UUIDField(widget=forms.HiddenInput)  # of the draft to be: twice sent, once made
    company_name = OneLine(label=_("Entreprise"), max_length=160)
    address = forms.ChoiceField(
        label=_("À quelle adresse écrire ?"), widget=forms.RadioSelect, required=False
    )
    establishment = forms.ModelChoiceField(
        label=_("Établissement visé"),
        queryset=Establishment.objects.none(),
        required=False,
        empty_label=_("Choisissez un établissement"),
    )
    found_email = OneLine(
        label=_("Adresse que vous avez trouvée"),
        max_length=254,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}
        ),
    )
    found_where = OneLine(
        label=_("Où l’avez-vous trouvée ?"),
        max_length=200,
        required=False,
        help_text=_(
            "Par exemple : page « Contact » de leur site, carte de visite. Cette adresse reste à "
            "vous : elle n’est montrée à personne d’autre."
        ),
    )
    subject = OneLine(label=_("Objet"), max_length=mime.MOST_SUBJECT, required=False)
    body = forms.CharField(
        label=_("Votre lettre"),
        required=False,
        max_length=mime.MOST_BODY,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 18, "data-count": "body-count", "data-limit": mime.MOST_BODY}
        ),
    )
    resume = forms.ModelChoiceField(
        label=_("CV joint"),
        queryset=Resume.objects.none(),
        required=False,
        empty_label=_("Aucun CV"),
        error_messages={"invalid_choice": _("Ce CV n’est plus parmi les vôtres.")},
    )

    def __init__(self, data=None, *, user, company=None, application=None, strict=False, **kwargs):
        self.user, self.company, self.strict = user, company, strict
        self.application = application
        kwargs["initial"] = {**self._initial(), **kwargs.get("initial", {})}
        super().__init__(data, **kwargs)
        self.fields["resume"].queryset = Resume.objects.owned_by(user)
        self.known = []
        if company:
            self._offer_places()
        else:
            del self.fields["address"], self.fields["establishment"]

    def _initial(self):
        if not self.application:
            resume = Resume.objects.owned_by(self.user).first()
            return {"key": uuid.uuid4(), "resume": resume}
        draft = self.application
        found = draft.address_source in ("", Source.FOUND)
        return {
            "key": draft.pk,
            "company_name": draft.company_name,
            "address": FOUND if found else self._known_pk(draft),
            "establishment": draft.establishment_id,
            "found_email": draft.recipient if found else "",
            "found_where": draft.found_where,
            "resume": draft.resume_id,
        }

    @staticmethod
    def _known_pk(draft):
        addresses = ApplicationAddress.objects.filter(
            establishment=draft.establishment_id, email=draft.recipient.lower()
        )
        return str(addresses.values_list("pk", flat=True).first() or FOUND)

    def _offer_places(self):
        del self.fields["company_name"]
        places = Establishment.objects.filter(company=self.company, closed_at=None)
        self.fields["establishment"].queryset = places.select_related("company").order_by(
            "-is_head_office", "commune_code", "pk"
        )
        self.fields["establishment"].label_from_instance = place_label
        first = places.order_by("-is_head_office", "pk").first()
        self.initial.setdefault("establishment", first.pk if first else None)
        self.known = list(
            ApplicationAddress.objects.writable()
            .filter(establishment__company=self.company)
            .select_related("establishment__company")
            .order_by("source", "-establishment__is_head_office", "pk")[:MOST_PLACES]
        )
        if not self.known:
            del self.fields["address"]
            return
        self.fields["address"].choices = [
            *((str(one.pk), address_label(one)) for one in self.known),
            (FOUND, _("une adresse que j’ai trouvée moi-même")),
        ]
        self.initial.setdefault("address", str(self.known[0].pk))

    # --- cleaning ---
    def clean_body(self):
        body = plain_lines(self.cleaned_data["body"])
        if has_control(body, allowed="\n\t"):
            raise forms.ValidationError(
                _("Votre lettre contient un caractère invisible : effacez-le.")
            )
        return body

    def clean_found_email(self):
        email = self.cleaned_data["found_email"]
        try:
            return mime.clean_address(email) if email else ""
        except mime.Unsendable as error:
            raise forms.ValidationError(error.message) from error

    def clean(self):
        if self.strict:
            for field, words in {
                "subject": _("Donnez un objet à votre message."),
                "body": _("Écrivez votre lettre."),
            }.items():
                if not self.errors.get(field) and not self.cleaned_data.get(field, "").strip():
                    self.add_error(field, words)
            if not self.chosen:
                self._ask_for_the_found_address()

    def _ask_for_the_found_address(self):
        wanted = {
            "found_email": _("Indiquez l’adresse à laquelle écrire."),
            "found_where": _("Dites où vous avez trouvé cette adresse."),
        }
        if self.company:
            wanted["establishment"] = _("Choisissez l’établissement visé.")
        for field, words in wanted.items():
            if field not in self.errors and not self.cleaned_data.get(field):
                self.add_error(field, words)

    # --- what was read ---
    @property
    def chosen(self):
        """The known address that was picked, if any."""
        picked = self.cleaned_data.get("address")
        return next((one for one in self.known if str(one.pk) == picked), None)

    @property
    def words(self):
        return Words(self.cleaned_data["subject"].strip(), self.cleaned_data["body"])

    def fill(self, application):
        """Write what was read into an unsaved draft."""
        read, chosen = self.cleaned_data, self.chosen
        application.resume = read["resume"]
        if chosen:
            application.establishment = chosen.establishment
            application.recipient = chosen.email
            application.address_source, application.found_where = chosen.source, ""
        else:
            application.establishment = read.get("establishment")
            application.recipient = read["found_email"]
            application.address_source = Source.FOUND if read["found_email"] else ""
            application.found_where = read["found_where"]
        application.company_name = self.company.name[:160] if self.company else read["company_name"]
        return application


def place_label(place):
    """« Atelier de Sète (34200), siège »."""
    head = _(", siège") if place.is_head_office else ""
    code = place.postal_code or place.commune_code
    return f"{place.name or place.company.name} ({code}){head}"


def address_label(address):
    return f"{address.email} – {place_label(address.establishment)}, {address.get_source_display()}"


class InsertForm(forms.Form):
    """A starting point of ours, or a model of one's own, to put into the letter."""

    start = forms.ChoiceField(label=_("Partir de"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.models = {f"model-{m.pk}": m for m in LetterModel.objects.owned_by(user)}
        choices = [
            ("", _("Choisissez un début")),
            (_("Débuts écrits par nous"), [(p.key, p.title) for p in STARTING_POINTS]),
        ]
        if self.models:
            own = [(key, model.name) for key, model in self.models.items()]
            choices.append((_("Vos modèles"), own))
        self.fields["start"].choices = choices

    @property
    def words(self):
        """The chosen text, None when nothing was chosen. Raises Unreadable."""
        start = self.cleaned_data.get("start", "") if self.is_valid() else ""
        if start in self.models:
            return self.models[start].read()
        return BY_KEY[start].words if start in BY_KEY else None


class ModelForm(forms.ModelForm):
    """Only the name; subject and letter come from the page and are sealed by the view."""

    class Meta:
        model = LetterModel
        fields = ["name"]

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - {"owner"}  # the name is taken per person


class ValidateForm(forms.Form):
    """The one act: what was seen, when it leaves, and the remarks one passes over."""

    NOW, LATER = "now", "later"

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    when = forms.ChoiceField(
        label=_("Quand l’envoyer ?"),
        choices=[(NOW, _("dès maintenant")), (LATER, _("à un moment choisi"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    send_at = forms.DateTimeField(
        label=_("Jour et heure, dans les 21 jours"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"],
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={"invalid": _("Écrivez le moment ainsi : 24/11/2026 09:00.")},
    )
    anyway = forms.BooleanField(
        label=_("J’ai lu ces remarques, j’envoie quand même"), required=False
    )

    def __init__(self, *args, warned, **kwargs):
        super().__init__(*args, **kwargs)
        self.warned = warned
        if not warned:
            del self.fields["anyway"]

    def clean_anyway(self):
        if self.warned and not self.cleaned_data["anyway"]:
            raise forms.ValidationError(
                _("Corrigez la lettre, ou cochez cette case pour l’envoyer telle quelle.")
            )
        return True

    def clean_send_at(self):
        if self.cleaned_data.get("when") != self.LATER:
            return None
        at = self.cleaned_data["send_at"]
        if at is None:
            raise forms.ValidationError(_("Choisissez un jour et une heure."))
        if not timezone.now() < at <= timezone.now() + MOST_AHEAD:
            raise forms.ValidationError(_("Choisissez un moment à venir, dans les 21 jours."))
        return at
