"""The reasons of a decision, with those that our staff wrote once for many."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import SavedReason

LONGEST = SavedReason._meta.get_field("text").max_length  # characters


class WithReasons(forms.BaseForm):
    """Mixin of a form whose field `REASONS` says why: reasons kept before stand in front of it."""

    REASONS = "answer"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get(self.add_prefix("saved")):
            self.fields[self.REASONS].required = False  # what was kept before may say it all
        before = {
            "saved": forms.ModelChoiceField(
                SavedReason.objects.all(),
                label=_("Un motif enregistré"),
                required=False,
                empty_label=_("Aucun"),
                help_text=_("Ses mots précèdent les vôtres."),
            )
        }
        after = {
            "keep_as": forms.CharField(
                label=_("Enregistrer ces mots sous un nom"),
                max_length=SavedReason._meta.get_field("name").max_length,
                required=False,
                help_text=_("Pour une autre fois : rien qui concerne une personne."),
            )
        }
        self.fields = self._around(before, after)

    def _around(self, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
        """The form's fields with these around its reasons."""
        found: dict[str, Any] = {}
        for name, field in self.fields.items():
            found |= {**before, name: field, **after} if name == self.REASONS else {name: field}
        return found

    def clean(self) -> dict[str, Any]:
        """Put the kept words and those typed together, where the services look for them."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        own, saved = self.fields[self.REASONS], data.get("saved")
        typed = data.get(self.REASONS) or ""
        if self.REASONS in self.errors:
            return data
        words = "\n\n".join(part for part in (saved.text if saved else "", typed) if part.strip())
        if len(words) > own.max_length:
            self.add_error(
                self.REASONS,
                _("%(most)s caractères au plus, motif compris.") % {"most": own.max_length},
            )
        data[self.REASONS] = words
        return self._named(data, typed)

    def _named(self, data: dict[str, Any], typed: str) -> dict[str, Any]:
        name = data.get("keep_as") or ""
        if name and not typed.strip():
            self.add_error("keep_as", _("Écrivez d’abord les mots à enregistrer."))
        elif name and SavedReason.objects.filter(name__iexact=name).exists():
            self.add_error("keep_as", _("Un motif porte déjà ce nom."))
        elif name and len(typed) > LONGEST:
            self.add_error(
                "keep_as", _("%(most)s caractères au plus pour un motif.") % {"most": LONGEST}
            )
        data["typed"] = typed
        return data

    def keep(self) -> None:
        """Keep the words that were typed under the wished name, once the decision is taken."""
        if name := self.cleaned_data.get("keep_as"):
            typed = self.cleaned_data["typed"]
            SavedReason.objects.get_or_create(name=name, defaults={"text": typed})
