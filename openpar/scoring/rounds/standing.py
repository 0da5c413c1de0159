"""Indices -> ranks and classes, cohort by cohort."""

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from openpar.scoring.classes import Classifier
from openpar.scoring.index import exact_sum, share_of
from openpar.scoring.language.tree import Call, Name
from openpar.scoring.marks import Status
from openpar.scoring.numbers import Number, exact, rounded
from openpar.scoring.ranking import MANUAL, Contestant, rank_cohort
from openpar.scoring.rounds.model import Round, RoundResult, UnitResult
from openpar.scoring.sets.model import Cohort, CriteriaSet, Source

_INPUT_KEY = re.compile(r"input \[([^\[\]]+)\]\.(\w+)")

Key = Callable[[UnitResult], Number | None]


def rank_and_classify(result: RoundResult) -> None:
    """Give every unit of a round its rank and class, and note the ties."""
    made = result.round
    attributes = {unit.code: unit.attributes for unit in made.units}
    for code, key in made.cohorts.items():
        criteria_set = made.sets[key]
        cohort = cohort_of(criteria_set, code)
        rows = [row for row in result.units if row.cohort == code]
        keys = [tie_key(text, made, cohort, criteria_set) for text in cohort.ties]
        indices = {row.unit: _ranked_on(row, cohort, criteria_set) for row in rows}
        contestants = [
            Contestant(row.unit, indices[row.unit], tuple(one(row) for one in keys)) for row in rows
        ]
        ranking = rank_cohort(cohort, contestants)
        result.ties += ranking.ties
        classifier = Classifier(cohort)
        for row in rows:
            row.rank = ranking.ranks[row.unit]
            lookup = _Facts(row, made, attributes[row.unit]).value
            found = classifier.classify(indices[row.unit], lookup)
            row.class_title, row.class_title_en = found.title, found.title_en
            row.class_reason, row.class_about = found.reason, found.about


def cohort_of(criteria_set: CriteriaSet, code: str) -> Cohort:
    """Return a cohort as its set declares it; a set without cohorts ranks every one."""
    return next((one for one in criteria_set.cohorts if one.code == code), Cohort(code, code))


def _ranked_on(row: UnitResult, cohort: Cohort, criteria_set: CriteriaSet) -> Number | None:
    """Return the index that decides rank and class: as published, or with every digit."""
    if row.index is None or cohort.rank_on != "rounded":
        return row.index
    rounding = criteria_set.rounding
    return rounded(row.index, rounding.digits, rounding.mode)


def tie_key(text: str, made: Round, cohort: Cohort, criteria_set: CriteriaSet) -> Key:
    """Return what a tie key compares, higher first.

    Raises
    ------
    ValueError
        No such key: ``field CODE``, ``criterion CODE``, ``survey``, ``appraisal``,
        ``input [CODE].NAME``, ``manual``.
    """
    word, _, rest = text.partition(" ")
    code = rest.strip().strip("\"'")
    if text == MANUAL:
        order = made.ties.get(cohort.code, {})
        return lambda row: -order[row.unit] if row.unit in order else None
    if text in ("survey", "appraisal"):
        leaves = [leaf.code for leaf in criteria_set.leaves() if leaf.source is Source(text)]
        return lambda row: _sum_of(row, leaves)
    if word in ("field", "criterion") and code:
        return lambda row: row.points_of(code)
    if match := _INPUT_KEY.fullmatch(text):
        column = made.answers.get((match[1], match[2]), {})
        return lambda row: _comparable(column.get(row.unit))
    raise ValueError(f"{text!r} is no tie key")


def _sum_of(row: UnitResult, codes: list[str]) -> Number:
    """Add the points of some leaves; a leaf without points adds nothing."""
    points = (row.outcomes[code].mark.points for code in codes)
    return exact_sum(one for one in points if one is not None)


def _comparable(value: object | None) -> Number | None:
    if isinstance(value, date):
        return value.toordinal()
    if isinstance(value, (int, Fraction)):
        return exact(value)
    return None


class _Facts:
    """What a class condition may ask about one unit."""

    def __init__(self, row: UnitResult, made: Round, attributes: Any) -> None:
        self.row = row
        self.made = made
        self.attributes = attributes

    def value(self, name: Name | Call) -> object | None:
        """Return a value, or ``None`` where it is unknown."""
        if isinstance(name, Call):
            return None
        if name.kind == "unit":
            return self.attributes.get(name.name)  # type: ignore[no-any-return]
        if name.kind == "criterion":
            return self._criterion(name)
        if name.kind == "external":
            found = self.made.external.get(name.name, {}).get(self.row.unit)
            return getattr(found, name.part or "value", None)
        if name.kind == "cycle":
            return {"year": self.made.year, "as_of": self.made.as_of}.get(name.name)
        if name.name == "lowest_share":
            return self._lowest_share()
        return {"index": self.row.index, "points": self.row.points}.get(name.name)

    def _criterion(self, name: Name) -> object | None:
        if name.name == "points":
            return self.row.points_of(name.code)
        if name.name == "share":
            total = self.row.nodes.get(name.code)
            return share_of(total) if total else None
        return self.made.answers.get((name.code, name.name), {}).get(self.row.unit)

    def _lowest_share(self) -> Number | None:
        """Return the lowest points ÷ maximum of a counted leaf; bonus and penalty are none."""
        inside = {leaf.code for node in self.row.plan.criteria_set.fields for leaf in node.leaves()}
        shares = [
            Fraction(outcome.mark.points or 0) / outcome.mark.maximum
            for code, outcome in self.row.outcomes.items()
            if code in inside and outcome.mark.status is Status.SCORED and outcome.mark.maximum
        ]
        return exact(min(shares)) if shares else None
