from .acts import InsertForm, ModelForm, ValidateForm
from .compose import ComposeForm

__all__ = ["ComposeForm", "InsertForm", "ModelForm", "ValidateForm"]
