"""What each role reaches: the one table from which pages, permissions and tests take it.

A scope is coarse: it says whose sheets and results a role reaches at all. Whether one object may be
read or changed now is a permission of its slice, which asks this table first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from openpar.people.models import Role


class Reach(StrEnum):
    """How far a role sees, from nothing to everything."""

    NOTHING = "nothing"
    OWN_UNIT = "own unit"
    OWN_EXERCISE = "own exercise"
    ASSIGNED = "assigned"
    PUBLISHED = "published"
    ALL = "all"


class Touch(StrEnum):
    """What a role may write that can change points; the operator nothing at all."""

    NOTHING = "nothing"
    ASSIGNED_CRITERIA = "assigned criteria"
    OWN_SHEET = "own sheet"
    APPRAISAL = "appraisal"
    COUNCIL = "council"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Scope:
    """The reach of one role.

    ``sheets``: whose score sheets it reads; ``results``: whose results (of the own unit once they
    are published); ``touches``: what it may write; ``people``: it sees accounts and appointments;
    ``keeps_accounts``: it creates and closes accounts; ``appoints``: it gives roles.
    """

    sheets: Reach = Reach.NOTHING
    results: Reach = Reach.NOTHING
    touches: Touch = Touch.NOTHING
    people: bool = False
    keeps_accounts: bool = False
    appoints: bool = False


_COUNCIL = Scope(results=Reach.ALL, touches=Touch.COUNCIL)

SCOPES: Mapping[Role, Scope] = MappingProxyType({
    Role.OFFICER: Scope(Reach.OWN_UNIT, Reach.OWN_UNIT, Touch.OWN_SHEET),
    Role.CONTRIBUTOR: Scope(Reach.OWN_UNIT, Reach.OWN_UNIT, Touch.ASSIGNED_CRITERIA),
    Role.HEAD: Scope(Reach.OWN_UNIT, Reach.OWN_UNIT, Touch.OWN_SHEET),
    Role.DEPUTY: Scope(Reach.OWN_UNIT, Reach.OWN_UNIT, Touch.OWN_SHEET),
    Role.COORDINATOR: Scope(
        Reach.ALL, Reach.ALL, Touch.PROCESS, people=True, keeps_accounts=True, appoints=True
    ),
    Role.INNER_COORDINATOR: Scope(Reach.OWN_EXERCISE, Reach.OWN_EXERCISE, Touch.PROCESS),
    Role.APPRAISER: Scope(Reach.ASSIGNED, Reach.NOTHING, Touch.APPRAISAL),
    Role.CHAIR: _COUNCIL,
    Role.VICE_CHAIR: _COUNCIL,
    Role.MEMBER: _COUNCIL,
    Role.SECRETARY: _COUNCIL,
    Role.LEADER: Scope(results=Reach.ALL),
    Role.OBSERVER: Scope(results=Reach.PUBLISHED),
    Role.AUDITOR: Scope(Reach.ALL, Reach.ALL, people=True),
    Role.OPERATOR: Scope(people=True, keeps_accounts=True),
})  # fmt: skip


def roles_with(**wanted: object) -> tuple[Role, ...]:
    """Return the roles whose scope has these values, in the order of ``Role``.

    >>> roles_with(appoints=True)
    (Role.COORDINATOR,)
    """
    return tuple(
        role
        for role in Role
        if all(getattr(SCOPES[role], name) == value for name, value in wanted.items())
    )


#: Roles through which somebody can change a point, directly or through the process.
TOUCHING = tuple(role for role in Role if SCOPES[role].touches != Touch.NOTHING)
