"""A recruiter's sources of offers, and the files they hand in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.resume_limits import MAX_RECEIVED
from meilleursjobs.lib import fetch

from ..models import ApiKey, FeedSource

TOO_LARGE = _(
    "Ce fichier dépasse 10 Mo. Publiez-le à une adresse et créez une source qui la lit : "
    "nous y prenons jusqu’à 300 Mo."
)
# What the elements of an offer say, in the order of an advertisement: jobs/imports/mapping.py.
ELEMENTS = (
    ("referencenumber", _("Votre référence, une seule fois dans le fichier. Obligatoire.")),
    ("title", _("L’intitulé, sans « H/F ». Obligatoire.")),
    ("description", _("Le poste, en texte ou en HTML simple. Obligatoire.")),
    ("rome", _("Le code du métier. Sans lui, « category » ou l’intitulé doit nommer un métier.")),
    ("contract, months", _("Le contrat (cdi, cdd, interim…) et sa durée en mois. Obligatoire.")),
    ("workingtime, hours", _("plein ou partiel, et les heures par semaine.")),
    ("insee", _("Le code de la commune ; sinon « postalcode » et « city ».")),
    ("remotetype", _("total ou partiel ; sinon, pas de télétravail.")),
    (
        "salarymin, salarymax",
        _("La rémunération brute, et « salaryperiod » : an, mois, jour, heure."),
    ),
    ("salaryabsence", _("Pourquoi la rémunération n’est pas indiquée.")),
    ("experience, diploma", _("Les années d’expérience, et le niveau du diplôme.")),
    ("profile, process", _("Le profil, et les étapes du recrutement.")),
    ("startdate", _("Le début du contrat, écrit 2026-01-31.")),
    ("url", _("Où postuler ; vos codes de suivi sont gardés. Sans elle, on postule ici.")),
    ("company", _("D’un intermédiaire : l’employeur final, vu de nous seuls.")),
)
PACKED = (b"PK", b"\x1f\x8b")  # how zip and gzip begin


class SourceForm(forms.ModelForm):
    """The company is one of the person's own: the view gives the choice."""

    url = forms.URLField(
        label=_("Adresse du flux"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={
            "invalid": _("Écrivez une adresse entière, qui commence par https://."),
        },
        help_text=_(
            "En https, jusqu’à 300 Mo et 100 000 offres. Lue chaque heure. Vide : vous déposez le "
            "fichier vous-même."
        ),
    )

    class Meta:
        model = FeedSource
        fields = ("company", "name", "url", "is_agency", "pay_absence", "most_withdrawn")
        labels = {"company": _("Entreprise")}
        help_texts = {
            "is_agency": _("L’employeur final n’est vu que de nous."),
            "pay_absence": _("Ces mots seront affichés à la place de la rémunération."),
            "most_withdrawn": _(
                "Quand le flux ne les nomme plus. Au-delà, nous attendons votre accord."
            ),
        }

    def __init__(self, *args, companies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = companies
        self.fields["company"].empty_label = None
        if self.instance.pk:  # what it brought is this company's
            self.fields["company"].disabled = True

    def clean_url(self):
        url = self.cleaned_data["url"]
        if url:
            try:
                fetch.check(url)
            except fetch.CannotFetch as error:
                raise forms.ValidationError(error.message) from error
        return url


class UploadForm(forms.Form):
    """oversized: the file was thrown away on its way (accounts/uploads.py)."""

    file = forms.FileField(
        label=_("Fichier"),
        help_text=_("XML, 10 Mo au plus : environ 6 000 offres. Au-delà, donnez une adresse."),
        error_messages={
            "required": _("Choisissez le fichier XML de vos offres."),
            "empty": _("Ce fichier est vide : exportez-le de nouveau."),
        },
    )
    dry_run = forms.BooleanField(
        label=_("Essai à blanc"),
        required=False,
        help_text=_("Dit ce qui serait fait, sans rien changer."),
    )

    def __init__(self, *args, oversized=False, **kwargs):
        super().__init__(*args, **kwargs)
        if oversized:
            self.fields["file"].error_messages["required"] = TOO_LARGE

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_RECEIVED:
            raise forms.ValidationError(TOO_LARGE)
        start = file.read(2)
        file.seek(0)
        if start.startswith(PACKED):
            raise forms.ValidationError(
                _("Ce fichier est compressé : déposez le fichier XML qu’il contient.")
            )
        return file


class KeyForm(forms.ModelForm):
    class Meta:
        model = ApiKey
        fields = ("name",)
        help_texts = {"name": _("Par exemple le nom de votre logiciel.")}
