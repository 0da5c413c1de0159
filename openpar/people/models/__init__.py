"""Tables of units and people. Everything organisational has validity dates."""

from openpar.people.models.account import Appointment, Role, User
from openpar.people.models.unit import Unit, UnitQuerySet
from openpar.people.models.validity import ValidQuerySet, today_in_database

__all__ = [
    "Appointment",
    "Role",
    "Unit",
    "UnitQuerySet",
    "User",
    "ValidQuerySet",
    "today_in_database",
]
