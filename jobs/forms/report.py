from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Report
from .reasons import WithReasons


class NoticeForm(forms.ModelForm):
    """What is wrong and why, in good faith (DSA article 16(2))."""

    honest = forms.BooleanField(
        label=_("Je le signale de bonne foi, et ce que j’écris est exact à ma connaissance."),
        error_messages={"required": _("Cochez la case pour signaler.")},
    )

    class Meta:
        fields = ("ground", "words")
        widgets = {"words": forms.Textarea(attrs={"rows": 5})}


class ReportForm(NoticeForm):
    """Anyone's notice. Who is signed in is known already."""

    class Meta(NoticeForm.Meta):
        model = Report
        fields = (*NoticeForm.Meta.fields, "name", "email")

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        if user:
            del self.fields["name"], self.fields["email"]
        else:
            self.fields["name"].widget.attrs["autocomplete"] = "name"
            self.fields["email"].help_text = _("Pour vous répondre, rien d’autre.")


class DecisionForm(WithReasons, forms.Form):
    """What our staff decides about a notice, and why."""

    answer = forms.CharField(
        label=_("Décision et raisons"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Dites pourquoi : la personne qui signale le lira.")},
        help_text=_(
            "Lues par la personne qui signale ; par l’auteur aussi, si quelque chose est retiré."
        ),
    )
