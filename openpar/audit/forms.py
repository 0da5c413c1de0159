"""What may be asked of the log."""

from django import forms
from django.utils.translation import gettext_lazy as _


class EventFilterForm(forms.Form):
    """Filters of the log. Everything is optional; ``object`` is a kind and a number, or a kind."""

    action = forms.CharField(label=_("Action"), required=False, max_length=100)
    object = forms.CharField(label=_("Object"), required=False, max_length=200)
    actor = forms.CharField(label=_("Account"), required=False, max_length=150)
