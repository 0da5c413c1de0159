"""Who reads sheets: the units and fields behind a user's appointments.

The appraisal slice comes later on the way of the data, so it tells this one through ``register``
which fields it has assigned; until it does, appraisers read no sheet (deny by default).
"""

from collections.abc import Callable, Iterable

from openpar.criteria.duties import AssignedLeaf, assigned_leaves
from openpar.people.models import Role, User
from openpar.people.scopes import Reach, Touch, roles_with

#: A cycle's primary key and a field's code.
AssignedField = tuple[int, str]

_CACHE = "_fields_to_appraise"
_SOURCES: list[Callable[[User], Iterable[AssignedField]]] = []


def register(fields_of_user: Callable[[User], Iterable[AssignedField]]) -> None:
    """Let a later slice name the (cycle id, field code) pairs that a user appraises.

    Called once from the slice's ``AppConfig.ready``. The function may ask one query.
    """
    if fields_of_user not in _SOURCES:
        _SOURCES.append(fields_of_user)


def fields_of(user: User) -> frozenset[AssignedField]:
    """Return the fields assigned to an appraiser; empty for anybody else.

    Asked once per user object, as appointments are, so that a page's queries stay a fixed number.
    """
    if not user.holds(Role.APPRAISER):
        return frozenset()
    if not hasattr(user, _CACHE):
        pairs = frozenset(pair for source in _SOURCES for pair in source(user))
        setattr(user, _CACHE, pairs)
    return getattr(user, _CACHE)


def own_units(user: User) -> frozenset[int]:
    """Return the units whose sheets the user reads because of working there, as primary keys."""
    return frozenset(unit.pk for unit in user.units(*roles_with(sheets=Reach.OWN_UNIT)))


def filled_units(user: User) -> frozenset[int]:
    """Return the units whose sheets the user fills in and submits: as an officer or the head."""
    return frozenset(unit.pk for unit in user.units(*roles_with(touches=Touch.OWN_SHEET)))


def fills(user: User, leaf: AssignedLeaf) -> bool:
    """Whether the user fills in one leaf: of the whole sheet, or by a duty the head has given.

    Duties are asked once per user object, and only of who is nothing but a section contributor.
    """
    unit = leaf[1]
    if unit in filled_units(user):
        return True
    return unit in own_units(user) and leaf in assigned_leaves(user)


def units_of(user: User) -> frozenset[int]:
    """Return every unit the user is appointed to, in any role: nobody appraises these."""
    return frozenset(unit.pk for unit in user.units(*Role))


def oversees_any(user: User) -> bool:
    """Whether the user's office may oversee cycles at all; which ones, ``exercises`` says."""
    return user.holds(Role.INNER_COORDINATOR, *roles_with(sheets=Reach.ALL))
