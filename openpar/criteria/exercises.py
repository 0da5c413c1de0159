"""Who steers and who reads a cycle: the owner of the exercise decides, never the role alone.

One unit may be scored above and score below at once (S4-31), so every right over a cycle is asked
with the cycle. Each question stands here twice, as a predicate on one cycle and as a condition for
querysets; a test holds the two together. Neither asks a query beyond the user's appointments.
"""

from django.db.models import Q

from openpar.criteria.models.exercise import Exercise, ExerciseFields
from openpar.people.models import Role, User
from openpar.people.scopes import Reach, roles_with

#: Roles that read every result without steering: leaders and the council.
LEADERS = tuple(
    role for role in roles_with(results=Reach.ALL) if role not in (Role.COORDINATOR, Role.AUDITOR)
)


def offices(user: User, *roles: str) -> frozenset[int]:
    """Return the units in which ``user`` holds any of ``roles`` today, as primary keys."""
    return frozenset(unit.pk for unit in user.units(*roles))


def steers(user: User, cycle: ExerciseFields) -> bool:
    """Whether ``user`` steers ``cycle``: coordinator in its owner or in its standing body.

    The coordinator of an inner exercise steers those of the own unit and nothing else.
    """
    coordinating = offices(user, Role.COORDINATOR)
    if coordinating and (
        cycle.owner_id is None or {cycle.owner_id, cycle.standing_body_id} & coordinating
    ):
        return True
    inner = cycle.exercise == Exercise.INSIDE_BODY
    return inner and cycle.owner_id in offices(user, Role.INNER_COORDINATOR)


def steered_by(user: User, path: str = "") -> Q:
    """Return the condition under which ``user`` steers the cycle at ``path``."""
    coordinating = offices(user, Role.COORDINATOR)
    condition = NOTHING
    if coordinating:
        condition |= (
            Q(**{f"{path}owner__isnull": True})
            | Q(**{f"{path}owner__in": coordinating})
            | Q(**{f"{path}standing_body__in": coordinating})
        )
    if inner := offices(user, Role.INNER_COORDINATOR):
        condition |= Q(**{f"{path}owner__in": inner, f"{path}exercise": Exercise.INSIDE_BODY})
    return condition


def oversees(user: User, cycle: ExerciseFields) -> bool:
    """Whether ``user`` reads everything of ``cycle``: who steers it, the auditor, and the
    coordinators of the unit that the owner lets read along."""
    if user.holds(Role.AUDITOR) or steers(user, cycle):
        return True
    return cycle.also_read_by_id in offices(user, Role.COORDINATOR)


def overseen_by(user: User, path: str = "") -> Q:
    """Return the condition under which ``user`` reads everything of the cycle at ``path``."""
    if user.holds(Role.AUDITOR):
        return EVERYTHING
    condition = steered_by(user, path)
    if coordinating := offices(user, Role.COORDINATOR):
        condition |= Q(**{f"{path}also_read_by__in": coordinating})
    return condition


def leads(user: User, cycle: ExerciseFields) -> bool:
    """Whether ``user`` reads the results of ``cycle`` as a leader or in the council of its owner:
    leaders of another body read what that one publishes."""
    return sits_with(user, cycle, *LEADERS)


def led_by(user: User, path: str = "") -> Q:
    """Return the condition under which ``user`` reads the results of the cycle at ``path`` as a
    leader or in the council."""
    bodies = _with_superiors(user, *LEADERS)
    if not bodies:
        return NOTHING
    return Q(**{f"{path}owner__isnull": True}) | Q(**{f"{path}owner__in": bodies})


def sits_with(user: User, cycle: ExerciseFields, *roles: str) -> bool:
    """Whether ``user`` holds any of ``roles`` in the owner of ``cycle`` or directly below it (a
    council sits from several departments); of a cycle without an owner, wherever."""
    bodies = _with_superiors(user, *roles)
    return bool(bodies) and (cycle.owner_id is None or cycle.owner_id in bodies)


def open_to_all(path: str = "") -> Q:
    """Return the condition under which anybody may know that a cycle exists: inner exercises and
    a province's own file are the business of those concerned."""
    private = [Exercise.INSIDE_BODY, Exercise.OWN_FILE]
    return ~Q(**{f"{path}exercise__in": private})


def concerns(user: User) -> Q:
    """Return the condition under which a cycle concerns ``user``: open to all, overseen, run by a
    body where the user holds an office, or scoring such a unit."""
    units = offices(user, *Role.values)
    theirs = Q(owner__in=units) | Q(standing_body__in=units) | Q(memberships__unit__in=units)
    return open_to_all() | overseen_by(user) | theirs


def _with_superiors(user: User, *roles: str) -> frozenset[int]:
    """Return the units of these offices and the units directly above them, as primary keys."""
    units = user.units(*roles)
    return frozenset(key for unit in units for key in (unit.pk, unit.parent_id) if key)


#: True of no row, true of every row (an empty ``Q`` would vanish in a disjunction).
NOTHING = Q(pk__in=[])
EVERYTHING = ~NOTHING
