from jobs.forms.report import NoticeForm

from ..models import ApplicationReport


class ApplicationReportForm(NoticeForm):
    """What is wrong with an application, among the grounds of the side that reports."""

    class Meta(NoticeForm.Meta):
        model = ApplicationReport

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        grounds = ApplicationReport.GROUNDS[self.instance.side]
        self.fields["ground"].choices = [("", "---------"), *((one, one.label) for one in grounds)]
