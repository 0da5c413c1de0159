"""Forms of cycles: head, phases, plan, extensions, scope, and days of the working calendar.

A moment is typed in Vietnam's time, to the second. What a form cannot know – the clock of the
database, what others did meanwhile – the action says, beside the same fields.
"""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from openpar.criteria.calendar import Calendar
from openpar.criteria.models import (
    Cohort,
    CriteriaSet,
    Cycle,
    Holiday,
    Period,
    Phase,
    PlanStep,
)
from openpar.criteria.periods import Days
from openpar.criteria.phases import Dates
from openpar.criteria.plan import Step
from openpar.people.models import Unit, User

FIRST_YEAR, LAST_YEAR = 2000, 2100
MOST_GRACE = 7 * 24 * 60  # minutes: a grace of more than a week is another deadline


class MomentField(forms.DateTimeField):
    """A moment in Vietnam's time, to the second."""

    def __init__(self, **options):
        widget = forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": "1"}
        )
        super().__init__(widget=widget, **options)


class DayField(forms.DateField):
    """A day."""

    def __init__(self, **options):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, **options)


class ActionForm(forms.Form):
    """A form whose action may refuse: the sentences stand beside the fields, typed text stays."""

    def refused(self, refusal: ValidationError) -> None:
        """Show what the action says, each sentence at its field, the others on top."""
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for name, errors in refusal.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)


class CycleForm(ActionForm):
    """The head of a cycle to prepare, from nothing or carried over from another."""

    title = forms.CharField(label=_("Title"), max_length=300)
    title_en = forms.CharField(label=_("English title"), max_length=300, required=False)
    code = forms.SlugField(
        label=_("Code"), max_length=100, help_text=_("Letters a–z, digits and hyphens: dot-2026")
    )
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    as_of = DayField(label=_("Figures as of"))
    carried_from = forms.ModelChoiceField(
        label=_("Carry over from"),
        queryset=Cycle.objects.none(),
        required=False,
        help_text=_("Newest versions of its sets, its cohorts and units, its phases a year later."),
    )

    def __init__(self, *arguments, user: User, **options):
        super().__init__(*arguments, **options)
        steered = Cycle.objects.steered_by(user).exclude(state=Cycle.State.PLANNED)
        self.fields["carried_from"].queryset = steered


class PhaseForm(ActionForm):
    """Opening and closing of a phase; the closing may be given in working days."""

    opens_at = MomentField(label=_("Opens at"))
    closes_at = MomentField(label=_("Closes at"), required=False)
    working_days = forms.IntegerField(
        label=_("Or closes after so many working days"),
        required=False,
        min_value=1,
        max_value=250,
        help_text=_("Counted from the day after opening, until 17:00; days off are left out."),
    )
    grace = forms.IntegerField(
        label=_("Grace"), min_value=0, max_value=MOST_GRACE, initial=0, required=False,
        help_text=_("Minutes after closing in which one may still finish, recorded as late."),
    )  # fmt: skip
    late_until = MomentField(
        label=_("Accepted late until"),
        required=False,
        help_text=_("Until then a late sheet is taken; it counts, and stays late for ever."),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *arguments, phase: Phase | None, kind: str, **options):
        initial = {"grace": 0}
        if phase is not None:
            initial |= {"opens_at": phase.opens_at, "closes_at": phase.closes_at}
            initial |= {"grace": phase.grace_minutes, "late_until": phase.late_until}
        super().__init__(*arguments, initial=initial, **options)
        self.phase = phase
        if kind != Phase.Kind.SELF_ASSESSMENT:
            del self.fields["late_until"]
        self.fields["grace"].unit = _("minutes")
        self.fields["working_days"].unit = _("days")

    def clean(self):
        """Put the dates into ``dates``; a moment that nobody touched keeps its fractions."""
        cleaned = super().clean()
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        late_until = cleaned.get("late_until")
        if self.phase is not None:
            opens_at = opens_at if "opens_at" in self.changed_data else self.phase.opens_at
            closes_at = closes_at if "closes_at" in self.changed_data else self.phase.closes_at
            if "late_until" not in self.changed_data:
                late_until = self.phase.late_until
        if opens_at and cleaned.get("working_days"):
            first = timezone.localtime(opens_at).date()
            closes_at = Calendar.read().deadline(first, cleaned["working_days"])
        if not self.errors and closes_at is None:
            self.add_error("closes_at", _("Give the closing, or the number of working days."))
        if not self.errors:
            minutes = cleaned.get("grace") or 0
            cleaned["dates"] = Dates(opens_at, closes_at, timedelta(minutes=minutes), late_until)
        return cleaned


class SignOffForm(ActionForm):
    """How a sheet leaves its unit."""

    signed_by_head = forms.BooleanField(
        label=_("The head of the unit, or a deputy, signs the sheet off before it is submitted"),
        required=False,
    )
    report_required = forms.BooleanField(
        label=_("The signed report is uploaded, with its number and date"), required=False
    )

    def __init__(self, *arguments, cycle: Cycle, **options):
        names = ("signed_by_head", "report_required")
        initial = {name: getattr(cycle, name) for name in names}
        super().__init__(*arguments, initial=initial, **options)


class PeriodsForm(ActionForm):
    """Which parts of the year are scored; none: the year alone."""

    kinds = forms.MultipleChoiceField(
        label=_("Units also score themselves"),
        required=False,
        choices=[each for each in Period.Kind.choices if each[0] != Period.Kind.YEAR],
        widget=forms.CheckboxSelectMultiple,
    )


class PeriodForm(ActionForm):
    """Both cut-offs of a period, and when it is scored."""

    report_until = DayField(label=_("Report up to"))
    as_of = DayField(label=_("Index up to"))
    opens_at = MomentField(label=_("Opens at"), required=False)
    closes_at = MomentField(label=_("Closes at"), required=False)

    def __init__(self, *arguments, period: Period, **options):
        names = ("report_until", "as_of", "opens_at", "closes_at")
        self.before = {name: getattr(period, name) for name in names}
        super().__init__(*arguments, initial=self.before, **options)
        if period.is_year:
            del self.fields["opens_at"], self.fields["closes_at"]

    @property
    def days(self) -> Days:
        """What was typed; a moment that nobody touched keeps its fractions."""
        typed = {name: self.cleaned_data[name] for name in self.changed_data}
        return Days(**self.before | typed)


class ExtensionForm(ActionForm):
    """A later closing for one unit, with its ground."""

    phase = forms.ModelChoiceField(label=_("Phase"), queryset=Phase.objects.none())
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    until = MomentField(label=_("Extended until"))
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))
    approval_number = forms.CharField(label=_("Number of the approving document"), max_length=100)
    approval_date = DayField(label=_("Date of the approving document"))

    def __init__(self, *arguments, cycle: Cycle, **options):
        super().__init__(*arguments, **options)
        self.fields["phase"].queryset = cycle.phases.order_by("opens_at")
        self.fields["phase"].label_from_instance = Phase.get_kind_display
        units = Unit.objects.filter(memberships__cycle=cycle)
        self.fields["unit"].queryset = units.order_by("search")


class RefusalForm(ActionForm):
    """Why an extension is not granted."""

    ground = forms.CharField(label=_("Why not"), widget=forms.Textarea(attrs={"rows": 2}))


class StepForm(ActionForm):
    """A step of the yearly plan."""

    title = forms.CharField(label=_("Step"), max_length=300)
    owner = forms.ModelChoiceField(
        label=_("Lead unit"), queryset=Unit.objects.none(), required=False
    )
    phase = forms.ModelChoiceField(
        label=_("Phase"),
        queryset=Phase.objects.none(),
        required=False,
        help_text=_("With a phase, its dates hold and the two days stay empty."),
    )
    begins = DayField(label=_("From"), required=False)
    ends = DayField(label=_("To"), required=False)
    product = forms.CharField(label=_("Product"), max_length=300, required=False)

    def __init__(self, *arguments, cycle: Cycle, known: PlanStep | None = None, **options):
        names = ("title", "owner", "phase", "begins", "ends", "product")
        initial = {name: getattr(known, name) for name in names} if known else {}
        super().__init__(*arguments, initial=initial, **options)
        self.fields["phase"].queryset = cycle.phases.order_by("opens_at")
        self.fields["phase"].label_from_instance = Phase.get_kind_display
        kinds = (Unit.Kind.PROVINCE, Unit.Kind.MINISTRY, Unit.Kind.DEPARTMENT)
        owners = Unit.objects.valid_today().filter(kind__in=[*kinds, Unit.Kind.SPECIAL_AGENCY])
        self.fields["owner"].queryset = owners.order_by("search")

    @property
    def step(self) -> Step:
        """What was typed, for the action."""
        return Step(**self.cleaned_data)


class CohortForm(ActionForm):
    """A cohort of a published set: both in one choice, because a set names its cohorts."""

    choice = forms.ChoiceField(label=_("Cohort"))

    def __init__(self, *arguments, user: User, **options):
        super().__init__(*arguments, **options)
        sets = CriteriaSet.objects.published().visible_to(user)
        self.sets = {str(one.pk): one for one in sets.order_by("-in_force", "code", "-version")}
        self.fields["choice"].choices = [
            (one.title, [(f"{key} {each.code}", each.title) for each in one.parsed.cohorts])
            for key, one in self.sets.items()
        ]

    @property
    def chosen(self) -> tuple[CriteriaSet, str]:
        """The set, and the code of the cohort."""
        key, code = self.cleaned_data["choice"].split(" ", 1)
        return self.sets[key], code


class ScopeFilterForm(forms.Form):
    """Which units the scope editor shows."""

    q = forms.CharField(label=_("Name or code"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Type of unit"), required=False)
    place = forms.ChoiceField(
        label=_("In the cycle"),
        required=False,
        choices=[("", _("all")), ("out", _("in no cohort")), ("in", _("in a cohort"))],
    )

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["kind"].choices = [("", _("all types")), *Unit.Kind.choices]


class PlaceForm(ActionForm):
    """Into which cohort the ticked units go; empty: out of the cycle."""

    cohort = forms.ModelChoiceField(
        label=_("Put into"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=_("no cohort: out of the cycle"),
    )

    def __init__(self, *arguments, cycle: Cycle, **options):
        super().__init__(*arguments, **options)
        self.fields["cohort"].queryset = cycle.cohorts.order_by("position")


class HolidayForm(ActionForm):
    """A day that differs from its weekday."""

    day = DayField(label=_("Day"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Holiday.Kind)
    title = forms.CharField(label=_("Occasion"), max_length=200)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)


class WorkingDaysForm(forms.Form):
    """From which day, how many working days."""

    start = DayField(label=_("From"))
    days = forms.IntegerField(label=_("Working days"), min_value=0, max_value=500)
