"""Beginning an inner exercise or a province's own file: whose it is, by which set, over whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.criteria import lifecycle
from openpar.criteria.models import CriteriaSet, Cycle
from openpar.criteria.models.exercise import Exercise
from openpar.criteria.owning import Whose
from openpar.people.models import Role, Unit, User


@dataclass(frozen=True, slots=True)
class Head:
    """What a cycle is called, and the year it scores."""

    code: str
    title: str
    year: int
    as_of: date
    title_en: str = ""


def bodies(user: User, exercise: str) -> list[Unit]:
    """Return the bodies whose exercise of this kind ``user`` may open.

    An inner exercise is that of the own unit. A province's own file is opened by the standing body
    for its superior, or by the superior's own coordinator.
    """
    if exercise == Exercise.INSIDE_BODY:
        return user.units(Role.COORDINATOR, Role.INNER_COORDINATOR)
    own = user.units(Role.COORDINATOR)
    superiors = {unit.pk: unit for body in own for unit in (body, body.parent) if unit}
    return [unit for unit in superiors.values() if unit.kind == Unit.Kind.PROVINCE]


def standing_body(user: User, body: Unit) -> Unit | None:
    """Return the unit through whose office ``user`` coordinates for ``body``: one below it, else
    the body itself."""
    own = user.units(Role.COORDINATOR)
    below = [unit for unit in own if unit.parent_id == body.pk]
    return next((unit for unit in (*below, *own) if body.pk in (unit.pk, unit.parent_id)), None)


@transaction.atomic
def begin_exercise(
    head: Head,
    whose: Whose,
    criteria_set: CriteriaSet,
    cohort: str,
    units: Sequence[Unit],
    *,
    by: User,
) -> Cycle:
    """Plan a cycle of one cohort with its units, ready for its phases.

    Raises
    ------
    django.core.exceptions.ValidationError
        A code that is taken, a set that is not published, a unit that this exercise does not score.
    """
    if not units:
        raise ValidationError({"units": _("Choose at least one unit to score.")})
    planned = lifecycle.plan_cycle(
        by=by, code=head.code, title=head.title, title_en=head.title_en, year=head.year,
        as_of=head.as_of, whose=whose,
    )  # fmt: skip
    placed = lifecycle.put_cohort(planned, cohort, criteria_set, by=by)
    lifecycle.place_units(planned, units, placed, by=by)
    return planned


def readers_above(body: Unit) -> list[Unit]:
    """Return the standing bodies that may be let to read along: of the cycles that score ``body``,
    one query."""
    cycles = Cycle.objects.filter(memberships__unit=body, standing_body__isnull=False)
    return list(Unit.objects.filter(pk__in=cycles.values("standing_body")).order_by("code"))
