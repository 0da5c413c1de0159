"""Whose exercise a new cycle is, and which units it may score."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from openpar.criteria.models.exercise import Exercise, ExerciseFields
from openpar.people.models import Role, Unit, UnitQuerySet, User


@dataclass(frozen=True, slots=True)
class Whose:
    """The kind of an exercise, the body that scores, who steers it beside, and who reads along."""

    exercise: Exercise
    owner: Unit | None
    standing_body: Unit | None = None
    also_read_by: Unit | None = None

    @classmethod
    def of(cls, cycle: ExerciseFields) -> "Whose":
        """Return whose exercise a cycle is."""
        kind = Exercise(cycle.exercise)
        return cls(kind, cycle.owner, cycle.standing_body, cycle.also_read_by)

    def columns(self) -> dict[str, object]:
        """Return what ``Cycle`` stores."""
        return {
            "exercise": self.exercise,
            "owner": self.owner,
            "standing_body": self.standing_body,
            "also_read_by": self.also_read_by,
        }

    def written(self) -> dict[str, str]:
        """Return what the event says: codes of units."""
        units = {
            "owner": self.owner,
            "standing_body": self.standing_body,
            "also_read_by": self.also_read_by,
        }
        codes = {name: unit.code for name, unit in units.items() if unit is not None}
        return {"exercise": str(self.exercise)} | codes


def usual(by: User) -> Whose:
    """Return the exercise that a person opens without saying more.

    The standing body acts for its superior: the home-affairs department for the province, a
    division for its department, whose exercise is an inner one. The coordinator of an inner
    exercise opens that of the own unit.
    """
    bodies = by.units(Role.COORDINATOR)
    if not bodies:
        inner = by.units(Role.INNER_COORDINATOR)
        return Whose(Exercise.INSIDE_BODY, inner[0] if inner else None)
    body = bodies[0]
    owner = body.parent or body
    kind = Exercise.INSIDE_PROVINCE
    if body.kind == Unit.Kind.DIVISION and owner != body:
        kind = Exercise.INSIDE_BODY
    elif owner.kind == Unit.Kind.MINISTRY:
        kind = Exercise.OVER_PROVINCES
    return Whose(kind, owner, body)


def scorable(cycle: ExerciseFields) -> UnitQuerySet:
    """Return the units in force today that ``cycle`` may score.

    An inner exercise scores what stands directly below its owner, a province's own file the
    province alone, a ministry the provinces; inside a province any unit but the divisions of a
    body, which that body scores itself.
    """
    return Unit.objects.valid_today().filter(scored_by(cycle))


def strangers(cycle: ExerciseFields, units: Iterable[Unit]) -> list[str]:
    """Return a sentence for each of ``units`` that ``cycle`` may not score: at most one query."""
    units = list(units)
    allowed = set(
        Unit.objects.filter(scored_by(cycle), pk__in=[unit.pk for unit in units]).values_list(
            "pk", flat=True
        )
    )
    why = {
        Exercise.INSIDE_PROVINCE: _("“%(unit)s” is a division: its own body scores it."),
        Exercise.INSIDE_BODY: _("“%(unit)s” does not stand below the body that scores."),
        Exercise.OWN_FILE: _("A province's own file scores the province alone, not “%(unit)s”."),
        Exercise.OVER_PROVINCES: _("“%(unit)s” is no province."),
    }[cycle.exercise]
    return [why % {"unit": unit} for unit in units if unit.pk not in allowed]


def scored_by(cycle: ExerciseFields) -> Q:
    """Return the condition of ``scorable`` on a unit, whether it is in force today or not."""
    return {
        Exercise.INSIDE_PROVINCE: ~Q(kind=Unit.Kind.DIVISION),
        Exercise.INSIDE_BODY: Q(parent=cycle.owner_id),
        Exercise.OWN_FILE: Q(pk=cycle.owner_id),
        Exercise.OVER_PROVINCES: Q(kind=Unit.Kind.PROVINCE),
    }[cycle.exercise]
