"""Forms of exercises: an inner one, a province's own file, a new division."""

from django import forms
from django.utils.translation import gettext_lazy as _

from openpar.criteria.cycle_forms import ActionForm, CohortForm, DayField
from openpar.criteria.models.exercise import Exercise
from openpar.criteria.opening import Head, readers_above, standing_body
from openpar.criteria.owning import Whose
from openpar.people.models import Unit, User


class ExerciseForm(CohortForm):
    """An exercise of one body: head, set, and (inside a body) the divisions to score."""

    title = forms.CharField(label=_("Title"), max_length=300)
    code = forms.SlugField(
        label=_("Code"), max_length=100, help_text=_("Letters a–z, digits and hyphens: dot-2026")
    )
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    as_of = DayField(label=_("Figures as of"))
    units = forms.ModelMultipleChoiceField(
        label=_("Divisions to score"),
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    also_read_by = forms.ModelChoiceField(
        label=_("May also read it"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("nobody outside"),
        help_text=_("Reads along without steering. Nobody outside does unless you say so."),
    )

    def __init__(self, *arguments, user: User, body: Unit, exercise: Exercise, **options):
        super().__init__(*arguments, user=user, **options)
        self.user, self.body, self.exercise = user, body, exercise
        self.order_fields(["title", "code", "year", "as_of", "choice", "units", "also_read_by"])
        if exercise == Exercise.OWN_FILE:
            del self.fields["units"], self.fields["also_read_by"]
            return
        below = Unit.objects.valid_today().filter(parent=body)
        self.fields["units"].queryset = below.for_list()
        above = Unit.objects.filter(pk__in=[unit.pk for unit in readers_above(body)])
        self.fields["also_read_by"].queryset = above.order_by("code")

    @property
    def head(self) -> Head:
        """Code, title, year and day."""
        names = ("code", "title", "year", "as_of")
        return Head(**{name: self.cleaned_data[name] for name in names})

    @property
    def whose(self) -> Whose:
        """Owner, standing body, who reads along."""
        if self.exercise == Exercise.OWN_FILE:
            return Whose(self.exercise, self.body, standing_body(self.user, self.body))
        reader = self.cleaned_data["also_read_by"]
        return Whose(self.exercise, self.body, also_read_by=reader)

    @property
    def scored(self) -> list[Unit]:
        """The units to score: the ticked divisions, or the province itself."""
        if self.exercise == Exercise.OWN_FILE:
            return [self.body]
        return list(self.cleaned_data["units"])


class DivisionForm(ActionForm):
    """A division of the own body."""

    name = forms.CharField(label=_("Name"), max_length=250)
    code = forms.CharField(label=_("Code"), max_length=50)
    valid_from = DayField(label=_("Valid from"))
