"""Criteria sets as they were decided, and the cycles that use them.

A published set is frozen by triggers (migration 0001) and identified by the hash of its text. The
deadlines of a cycle are the rows of ``Phase``; only the database clock decides whether one is open.
"""

from openpar.criteria.models.annex import AnnexImport
from openpar.criteria.models.calendar import Holiday
from openpar.criteria.models.cohort import Cohort, Membership
from openpar.criteria.models.crosswalk import RELATIONS, Crosswalk, CrosswalkLine
from openpar.criteria.models.cycle import Cycle, CycleFile
from openpar.criteria.models.extension import Extension
from openpar.criteria.models.period import Period
from openpar.criteria.models.phase import Phase
from openpar.criteria.models.plan import PlanStep
from openpar.criteria.models.responsibility import Duty, Matrix, Responsibility
from openpar.criteria.models.sets import CriteriaSet, CriteriaSetQuerySet, Criterion

__all__ = [
    "RELATIONS",
    "AnnexImport",
    "Cohort",
    "CriteriaSet",
    "CriteriaSetQuerySet",
    "Criterion",
    "Crosswalk",
    "CrosswalkLine",
    "Cycle",
    "CycleFile",
    "Duty",
    "Extension",
    "Holiday",
    "Matrix",
    "Membership",
    "Period",
    "Phase",
    "PlanStep",
    "Responsibility",
]
