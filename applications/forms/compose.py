import uuid

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Resume
from gmail_send import mime
from jobs.models import ApplicationAddress, Establishment
from meilleursjobs.lib.text import has_control

from .. import contact_rules
from ..models import SpontaneousApplication, Words

Source = SpontaneousApplication.Source
MOST_PLACES = 300  # offered in the list; a chain's other shops come by their own page
FOUND_FIELDS = {"found_email", "found_where", "establishment"}


def plain_lines(text: str) -> str:
    """Line ends as « \\n », whatever the browser or the word processor wrote."""
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
    """Recipient, letter and CV.

    Everything is asked for before the preview; a draft may lack what `complete=False` excuses. An
    address that the candidate typed goes before the ones we know.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)  # of the draft to be: twice sent, once made
    company_name = OneLine(
        label=_("Entreprise"),
        max_length=160,
        error_messages={"required": _("Dites à quelle entreprise vous écrivez.")},
    )
    address = forms.ChoiceField(
        label=_("À quelle adresse écrire ?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une adresse, ou indiquez-en une.")},
    )
    establishment = forms.ModelChoiceField(
        label=_("Établissement visé"),
        queryset=Establishment.objects.none(),
        empty_label=_("Choisissez un établissement"),
        error_messages={"required": _("Choisissez l’établissement visé.")},
    )
    found_email = OneLine(
        label=_("Adresse que vous avez trouvée"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"inputmode": "email", "autocomplete": "off", "spellcheck": "false"}
        ),
        error_messages={"required": _("Indiquez l’adresse à laquelle écrire.")},
    )
    found_where = OneLine(
        label=_("Où l’avez-vous trouvée ?"),
        max_length=200,
        help_text=_(
            "Par exemple : page « Contact » de leur site, carte de visite. Cette adresse reste à "
            "vous : elle n’est montrée à personne d’autre."
        ),
        error_messages={"required": _("Dites où vous avez trouvé cette adresse.")},
    )
    subject = OneLine(
        label=_("Objet"),
        max_length=mime.MOST_SUBJECT,
        error_messages={"required": _("Donnez un objet à votre message.")},
    )
    body = forms.CharField(
        label=_("Votre lettre"),
        max_length=mime.MOST_BODY,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 18, "data-count": "body-count", "data-limit": mime.MOST_BODY}
        ),
        error_messages={"required": _("Écrivez votre lettre.")},
    )
    resume = forms.ModelChoiceField(
        label=_("CV joint"),
        queryset=Resume.objects.none(),
        required=False,
        empty_label=_("Aucun CV"),
        error_messages={"invalid_choice": _("Ce CV n’est plus parmi les vôtres.")},
    )

    def __init__(
        self, data=None, *, user, company=None, application=None, complete=False, siret="", **kwargs
    ):
        self.user, self.company, self.application = user, company, application
        self.complete, self.siret = complete, siret
        kwargs["initial"] = {**self._initial(), **kwargs.get("initial", {})}
        super().__init__(data, **kwargs)
        self.fields["resume"].queryset = Resume.objects.owned_by(user)
        self.known, self.places = [], Establishment.objects.none()
        if self.follow_up:
            for name in ("company_name", "address", *FOUND_FIELDS):
                del self.fields[name]
        elif company:
            self._offer_places()
            self._offer_addresses()
        else:
            del self.fields["address"], self.fields["establishment"]

    @property
    def follow_up(self):
        """Whether the draft follows another letter: to the same place, at the same address."""
        return bool(self.application and self.application.follows_id)

    def _initial(self):
        if not self.application:
            return {"key": uuid.uuid4(), "resume": Resume.objects.owned_by(self.user).first()}
        draft = self.application
        typed = draft.address_source in ("", Source.FOUND)
        return {
            "key": draft.pk,
            "company_name": draft.company_name,
            "establishment": draft.establishment_id,
            "found_email": draft.recipient if typed else "",
            "found_where": draft.found_where,
            "resume": draft.resume_id,
        }

    def _offer_places(self):
        """The head office first; of a chain, some shops and the one the candidate came for."""
        del self.fields["company_name"]
        mine = self.application.establishment_id if self.application else None
        every = Establishment.objects.filter(company=self.company, closed_at=None)
        first = list(
            every.order_by("-is_head_office", "pk").values_list("pk", flat=True)[:MOST_PLACES]
        )
        self.places = every.filter(Q(pk__in=first) | Q(pk=mine) | Q(siret=self.siret))
        field = self.fields["establishment"]
        field.queryset = self.places.select_related("company").order_by(
            "-is_head_office", "commune_code", "pk"
        )
        field.label_from_instance = place_label
        if not first:  # nothing open to choose from: the company alone is written down
            del self.fields["establishment"]
        elif not self.initial.get("establishment"):
            wanted = every.filter(siret=self.siret).values_list("pk", flat=True).first()
            self.initial["establishment"] = wanted or first[0]

    def _offer_addresses(self):
        places = self.places.values("pk")
        self.known = list(
            ApplicationAddress.objects.writable()
            .filter(establishment__in=places)
            .select_related("establishment__company")
            .order_by("source", "-establishment__is_head_office", "pk")
        )
        if not self.known:
            del self.fields["address"]
            return
        self.fields["address"].choices = [(str(a.pk), address_label(a)) for a in self.known]
        wanted = self.initial.get("establishment")
        recipient = self.application.recipient.lower() if self.application else ""
        best = max(  # the draft's own, else the place's, else the first
            self.known,
            key=lambda a: (a.establishment_id == wanted) + 2 * (a.email == recipient),
        )
        self.initial.setdefault("address", str(best.pk))

    # --- cleaning ---
    def clean_body(self):
        body = plain_lines(self.cleaned_data["body"])
        if has_control(body, allowed="\n\t"):
            raise forms.ValidationError(
                _("Votre lettre contient un caractère invisible : effacez-le.")
            )
        if not body.strip():
            raise forms.ValidationError(
                self.fields["body"].error_messages["required"], code="required"
            )
        return body

    def clean_found_email(self):
        try:
            return mime.clean_address(self.cleaned_data["found_email"])
        except mime.Unsendable as error:
            raise forms.ValidationError(error.message) from error

    def clean(self):
        if not self.complete:
            self._excuse(FOUND_FIELDS | {"address", "subject", "body"})
        elif self._typed_an_address():
            self._excuse({"address"})
        elif self.known:
            self._excuse(FOUND_FIELDS)
        if self.chosen:
            try:
                mime.clean_address(self.chosen.email)
            except mime.Unsendable as error:
                self.add_error("address", error.message)
        if self.complete and not self.errors:
            self._ask_the_rules()

    def _ask_the_rules(self):
        """Say beside the recipient why nobody may write there; a draft may still be kept."""
        if self.follow_up:
            return  # the preview says so: nothing can be changed about its recipient
        letter = self.fill(SpontaneousApplication(candidate=self.user))
        if code := contact_rules.forbidden(letter):
            field = "address" if self.chosen else "found_email"
            self.add_error(field, contact_rules.sentence(code))

    def _typed_an_address(self):
        return bool(self.cleaned_data.get("found_email")) or (
            "found_email" in self.errors and not self.has_error("found_email", "required")
        )

    def _excuse(self, names):
        """Forget that these are missing; other errors stay."""
        for name in names & set(self.errors):
            if all(error.code == "required" for error in self.errors[name].as_data()):
                del self.errors[name]
                self.cleaned_data[name] = None if name == "establishment" else ""

    # --- what was read ---
    @property
    def chosen(self):
        """The known address that was picked, unless another one was typed."""
        read = self.cleaned_data
        if read.get("found_email"):
            return None
        return next((one for one in self.known if str(one.pk) == read.get("address")), None)

    @property
    def words(self):
        return Words(self.cleaned_data["subject"].strip(), self.cleaned_data["body"])

    def fill(self, application):
        """Write what was read into an unsaved draft."""
        read, chosen = self.cleaned_data, self.chosen
        application.resume = read["resume"]
        if self.follow_up:
            return application
        if chosen:
            application.establishment = chosen.establishment
            application.recipient = mime.clean_address(chosen.email)
            application.address_source, application.found_where = chosen.source, ""
        else:
            application.establishment = read.get("establishment") or self.places.first()
            application.recipient = read["found_email"]
            application.address_source = Source.FOUND if read["found_email"] else ""
            application.found_where = read["found_where"]
        application.company_name = self.company.name[:160] if self.company else read["company_name"]
        return application


def place_label(place):
    """« Atelier de Sète (34200), siège »."""
    head = _(", siège") if place.is_head_office else ""
    code = place.postal_code or place.commune_code
    return f"{place.name or place.company.name} ({code}){head}"


def address_label(address):
    return f"{address.email} – {place_label(address.establishment)}, {address.get_source_display()}"
