"""Shape of what is asked of the list of discussions."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from openpar.people.search import fold


class DiscussionsForm(forms.Form):
    """Which discussions to list: those of a unit, those with something new."""

    unit = forms.CharField(label=_("Unit"), required=False, max_length=100)
    new = forms.BooleanField(label=_("Only what I have not read"), required=False)

    def narrow(self, items: QuerySet) -> QuerySet:
        """Leave out what is not asked for; an unreadable question leaves out nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        if asked.get("unit"):
            items = items.filter(sheet__unit__search__contains=fold(asked["unit"]))
        return items.filter(unread__gt=0) if asked.get("new") else items
