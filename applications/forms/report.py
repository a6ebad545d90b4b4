from django import forms
from django.utils.translation import gettext_lazy as _

from jobs.forms.reasons import WithReasons
from jobs.forms.report import NoticeForm

from ..models import ApplicationReport, MassReading


class ApplicationReportForm(NoticeForm):
    """What is wrong with an application, among the grounds of the side that reports."""

    class Meta(NoticeForm.Meta):
        model = ApplicationReport

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        grounds = ApplicationReport.GROUNDS[self.instance.side]
        self.fields["ground"].choices = [("", "---------"), *((one, one.label) for one in grounds)]


class ReadingForm(WithReasons, forms.Form):
    """What our staff makes of unusually many readings."""

    answer = forms.CharField(
        label=_("Ce que vous avez vérifié, et pourquoi vous décidez ainsi"),
        max_length=MassReading._meta.get_field("answer").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Dites pourquoi.")},
        help_text=_(
            "Gardé un an. Les membres de l’entreprise le lisent, si vous la suspendez ; "
            "la personne, si elle demande une copie de ses données."
        ),
    )
