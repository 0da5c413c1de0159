"""Tables of units and people. Everything organisational has validity dates."""

from openpar.people.models.account import Appointment, Role, User
from openpar.people.models.exchange import KeptAnswer, RequestCount
from openpar.people.models.facts import FACTS, UnitFacts, written_fact
from openpar.people.models.lineage import Reorganisation, Succession
from openpar.people.models.service_point import ServicePoint
from openpar.people.models.token import PersonalToken
from openpar.people.models.unit import Unit, UnitPeriod, UnitQuerySet
from openpar.people.models.unit_import import UnitImport
from openpar.people.models.validity import ValidQuerySet, today_in_database

__all__ = [
    "FACTS",
    "Appointment",
    "KeptAnswer",
    "PersonalToken",
    "Reorganisation",
    "RequestCount",
    "Role",
    "ServicePoint",
    "Succession",
    "Unit",
    "UnitFacts",
    "UnitImport",
    "UnitPeriod",
    "UnitQuerySet",
    "User",
    "ValidQuerySet",
    "today_in_database",
    "written_fact",
]
