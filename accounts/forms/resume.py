from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Resume
from ..resume_limits import MAX_RECEIVED
from ..resumes import SENTENCES


class UploadForm(forms.Form):
    title = forms.CharField(
        label=_("Titre"),
        max_length=80,
        required=False,
        validators=Resume._meta.get_field("title").validators,
        help_text=_("Pour vous y retrouver : « CV comptable 2027 ». Vide : le nom du fichier."),
    )
    file = forms.FileField(
        label=_("Fichier"),
        allow_empty_file=True,  # our own sentence says what to do
        help_text=_(
            "PDF de 10 Mo au plus, 20 pages au plus ; nous l’allégeons pour qu’il passe par "
            "e-mail. Une photo JPEG ou PNG devient un PDF."
        ),
        widget=forms.ClearableFileInput(
            attrs={"accept": "application/pdf,.pdf,image/jpeg,image/png"}
        ),
        error_messages={"required": _("Choisissez un fichier.")},
    )

    def __init__(self, *args, oversized=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if oversized:
            self.fields["file"].error_messages["required"] = SENTENCES["size"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_RECEIVED:
            raise ValidationError(SENTENCES["size"])
        return file


class TitleForm(forms.ModelForm):
    class Meta:
        model = Resume
        fields = ("title",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
