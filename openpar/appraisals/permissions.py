"""Who may appraise. Every refusal carries its reason; a page asks once and judges many rows."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from openpar.appraisals.models import APPRAISED_SOURCES
from openpar.assessments import readers
from openpar.assessments.models import ScoreItem
from openpar.criteria import exercises
from openpar.criteria.models import Cycle, Phase
from openpar.criteria.models.exercise import Exercise
from openpar.people.models import Role, User
from openpar.people.permissions import YES, Verdict, no


@dataclass(frozen=True, slots=True)
class Desk:
    """What decides whether one person may appraise in one cycle, read in at most two queries.

    ``is_open``: the appraisal phase is open by the database clock. ``fields``: codes assigned.
    ``own_units``: primary keys of every unit where the person is appointed today.
    """

    cycle_id: int
    is_open: bool
    fields: frozenset[str]
    own_units: frozenset[int]

    @classmethod
    def of(cls, user: User, cycle: Cycle) -> "Desk":
        """Read what decides, once."""
        return cls(
            cycle_id=cycle.pk,
            is_open=Phase.objects.open_now(cycle, Phase.Kind.APPRAISAL),
            fields=frozenset(
                code for cycle_id, code in readers.fields_of(user) if cycle_id == cycle.pk
            ),
            own_units=readers.units_of(user),
        )

    def verdict(self, item: ScoreItem) -> Verdict:
        """Judge one item without a query; it needs its sheet and criterion loaded."""
        if {item.sheet.unit_id, item.lead_id} & self.own_units:
            return no(_("Nobody appraises the own unit."))
        if not item.sheet.period.is_year:
            return no(_("Sheets within the year are the unit's own; the year's is appraised."))
        if item.sheet.cycle_id != self.cycle_id or item.criterion.field_code not in self.fields:
            return no(_("This field is assigned to another appraiser."))
        if item.criterion.source not in APPRAISED_SOURCES:
            return no(_("The points of this criterion do not come from appraisal."))
        if not item.sheet.was_submitted:
            return no(_("This unit has not submitted its sheet yet."))
        return self.may_write

    @property
    def may_write(self) -> Verdict:
        """Whether anything can be appraised now."""
        return YES if self.is_open else no(_("The appraisal phase of this cycle is not open."))


def may_appraise(user: User, item: ScoreItem) -> Verdict:
    """An appraiser judges the assigned fields of submitted sheets while the appraisal phase is
    open by the database clock, and never the own unit."""
    return Desk.of(user, item.sheet.cycle).verdict(item)


def may_assign(user: User, cycle: Cycle) -> Verdict:
    """Who steers the cycle assigns its fields."""
    if exercises.steers(user, cycle):
        return YES
    return no(_("Only the coordinator of the body that scores assigns fields."))


def may_be_assigned(user: User, cycle: Cycle) -> Verdict:
    """An appraiser; in an inner exercise one of the body itself, from whatever division of it."""
    if not user.holds(Role.APPRAISER):
        return no(_("%(person)s is not appointed as an appraiser.") % {"person": user})
    if cycle.exercise == Exercise.INSIDE_BODY:
        posts = user.units(Role.APPRAISER)
        if cycle.owner_id not in {key for unit in posts for key in (unit.pk, unit.parent_id)}:
            return no(
                _("An inner exercise is appraised by people of the body: %(person)s is of another.")
                % {"person": user}
            )
    return YES
