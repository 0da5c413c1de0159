"""Forms of the responsibility matrix and of duties."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from openpar.criteria.models import Criterion
from openpar.people.account_forms import UnitField
from openpar.people.models import Unit, User


class UnitsField(forms.CharField):
    """Several units by their codes, with commas between."""

    def clean(self, value):
        """Return the units in force, in the order in which they were typed."""
        codes = [code.strip() for code in super().clean(value).split(",") if code.strip()]
        found = {unit.code.casefold(): unit for unit in Unit.objects.valid_today().filter(
            code__in=[*codes, *(code.upper() for code in codes)])}  # fmt: skip
        unknown = [code for code in codes if code.casefold() not in found]
        if unknown:
            raise ValidationError(
                _now("No unit in force has these codes: %(codes)s.") % {"codes": ", ".join(unknown)}
            )
        return [found[code.casefold()] for code in codes]


class ResponsibilityForm(forms.Form):
    """Who leads and who cooperates at one node."""

    lead = UnitField(
        label=_("Lead agency"), max_length=250, required=False,
        help_text=_("Code or name; leave empty to take over what stands above."),
    )  # fmt: skip
    cooperating = UnitsField(
        label=_("Cooperating agencies"), max_length=1000, required=False,
        help_text=_("Codes with commas between; leave empty to take over what stands above."),
    )  # fmt: skip


class DecisionForm(forms.Form):
    """The decision that approves, or the reason for taking back."""

    decision = forms.CharField(label=_("Decision or reason"), max_length=200, required=False)


class CriterionChoices(forms.ModelMultipleChoiceField):
    """Nodes of a set, indented by depth."""

    def label_from_instance(self, criterion: Criterion) -> str:
        """Code and title, as deep as the node stands."""
        return f"{'— ' * criterion.depth}{criterion.code} {criterion.title}"


class DutyForm(forms.Form):
    """Which person of the unit answers for which criteria."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    criteria = CriterionChoices(
        label=_("Criteria"),
        queryset=Criterion.objects.none(),
        help_text=_("Choosing a field or a group gives everything below it."),
        widget=forms.SelectMultiple(attrs={"size": 12}),
    )

    def __init__(self, *arguments, people, nodes, **options) -> None:
        super().__init__(*arguments, **options)
        self.fields["person"].queryset = people
        self.fields["criteria"].queryset = nodes
