"""Names of a rule -> columns of values, one value a unit, in the units' order."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any, TypeVar

from openpar.scoring.index import NodeTotal, Plan, share_of
from openpar.scoring.language.evaluate import compile_formula_alone
from openpar.scoring.language.tree import Call, Literal, Name
from openpar.scoring.numbers import Number, exact
from openpar.scoring.rounds.model import Outcome, Round, UnitRow
from openpar.scoring.sets.model import CriteriaSet, Node

Result = TypeVar("Result")
_SAMPLE = 200  # rows looked at to see whether they repeat

Values = Sequence[Any]  # a value or ``None`` (not given) per unit


class Columns:
    """Looks up what rules name, for all units of one set at once.

    ``outcomes`` are the columns of leaves already scored; a leaf not in it has no points yet.
    """

    def __init__(
        self,
        made: Round,
        criteria_set: CriteriaSet,
        units: Sequence[UnitRow],
        plan: Plan,
        outcomes: Mapping[str, list[Outcome]],
    ) -> None:
        self.made = made
        self.units = units
        self.codes = [unit.code for unit in units]
        self.plan = plan
        self.outcomes = outcomes
        self.peers = _Peers(criteria_set, units)

    def each(
        self, leaf: Node, names: Sequence[Name | Call], run: Callable[[tuple[Any, ...]], Result]
    ) -> list[Result]:
        """Return ``run(row)`` for every unit; a row of values seen before is not run again.

        A row holds the values of ``names`` as ``leaf`` sees them, in their order.
        """
        columns = [self.column(leaf, name) for name in names]
        varying = [column for column in columns if any(one is not column[0] for one in column)]
        if not varying:
            same = run(tuple(column[0] for column in columns)) if self.units else None
            return [same] * len(self.units)  # type: ignore[list-item]
        rows = zip(*columns, strict=True)
        # What is the same for all (a mean of the cohort) need not be hashed for each unit.
        keys: list[Any] = list(varying[0] if len(varying) == 1 else zip(*varying, strict=True))
        if len(set(keys[:_SAMPLE])) > _SAMPLE * 99 // 100:
            return list(
                map(run, rows)
            )  # hardly a row comes twice: hashing costs more than it saves
        known: dict[Any, Result] = {}
        found: list[Result] = []
        for key, row in zip(keys, rows, strict=True):
            result = known.get(key)
            if result is None:
                result = known[key] = run(row)
            found.append(result)
        return found

    def column(self, leaf: Node, name: Name | Call) -> Values:
        """Return one value for every unit, ``None`` where it is not given."""
        if isinstance(name, Call):
            return self._cohort(leaf, name)
        return self._READERS[name.kind](self, leaf, name)

    def _given(self, column: Mapping[str, Any]) -> Values:
        return list(map(column.get, self.codes))

    def _input(self, leaf: Node, name: Name) -> Values:
        return self._given(self.made.answers.get((leaf.code, name.name), {}))

    def _target(self, leaf: Node, name: Name) -> Values:
        return self._given(self.made.targets.get((leaf.code, name.name), {}))

    def _previous(self, leaf: Node, name: Name) -> Values:
        return self._given(self.made.previous.get((name.code or leaf.code, name.name), {}))

    def _unit(self, leaf: Node, name: Name) -> Values:
        return [unit.attributes.get(name.name) for unit in self.units]

    def _external(self, leaf: Node, name: Name) -> Values:
        found = self._given(self.made.external.get(name.name, {}))
        part = name.part or "value"
        return [None if value is None else getattr(value, part) for value in found]

    def _survey(self, leaf: Node, name: Name) -> Values:
        survey = self.made.survey
        found = [survey.value(leaf.code, code, name.name) for code in self.codes]
        return [None if value is None else value.value for value in found]

    def _cycle(self, leaf: Node, name: Name) -> Values:
        cycle = {"year": self.made.year, "as_of": self.made.as_of, "due": leaf.due}
        return [cycle.get(name.name)] * len(self.units)

    def _maximum(self, leaf: Node, name: Name) -> Values:
        return [leaf.maximum] * len(self.units)

    def _criterion(self, leaf: Node, name: Name) -> Values:
        """Return an input of another leaf, or the points or share of any node."""
        if name.name not in ("points", "share"):
            return self._given(self.made.answers.get((name.code, name.name), {}))
        part = self.plan.parts.get(name.code)
        below = self.plan.leaves[part.start : part.stop] if part else ()
        if not below or any(other.code not in self.outcomes for other in below):
            return [None] * len(self.units)
        totals = [self._node_total(name.code, at) for at in range(len(self.units))]
        if name.name == "share":
            return [share_of(total) for total in totals]
        return [total.points if total.applicable_maximum else None for total in totals]

    def _node_total(self, code: str, at: int) -> NodeTotal:
        """Return the total of one node of one unit from the outcomes so far."""
        part = self.plan.parts[code]
        marks: list[Any] = [None] * len(self.plan.leaves)
        spreads = [""] * len(marks)
        for place in range(part.start, part.stop):
            outcome = self.outcomes[self.plan.leaves[place].code][at]
            marks[place], spreads[place] = outcome.mark, outcome.spread
        return self.plan.node(code, marks, spreads)

    def _cohort(self, leaf: Node, call: Call) -> Values:
        """Return a function of the cohort for every unit: the second pass of a cohort rule."""
        own = compile_formula_alone(call.arguments[0])
        values: list[Any] = self.each(leaf, own.names, own.evaluate)
        options = [one.value for one in call.arguments[1:] if isinstance(one, Literal)]
        itself, unranked, order = options or (True, False, "high")
        found: list[Any] = [None] * len(values)
        for members, peers in self.peers.groups(bool(unranked)):
            known = [value for at in peers if (value := values[at]) is not None]
            group = _Group(known, frozenset(peers))
            for at in members:
                found[at] = group.value(
                    call.function, at, values[at], bool(itself), order == "high"
                )
        return found

    _READERS = {
        "input": _input,
        "target": _target,
        "previous": _previous,
        "unit": _unit,
        "external": _external,
        "survey": _survey,
        "cycle": _cycle,
        "maximum": _maximum,
        "criterion": _criterion,
    }


class _Peers:
    """Who is compared with whom.

    The peers of a unit in a ranked cohort are its cohort. A unit that is scored but not ranked is
    compared with the ranked units of its set, and never enters their figures unless a rule says
    ``unranked: yes``; then the units that are not ranked are everybody's peers.
    """

    def __init__(self, criteria_set: CriteriaSet, units: Sequence[UnitRow]) -> None:
        self.unranked = {cohort.code for cohort in criteria_set.cohorts if not cohort.ranked}
        self.by_cohort: dict[str, list[int]] = {}
        for at, unit in enumerate(units):
            self.by_cohort.setdefault(unit.cohort, []).append(at)

    def groups(self, with_unranked: bool) -> list[tuple[list[int], list[int]]]:
        """Return (members, peers) for each cohort, as positions of units."""
        ranked = [
            at for code, ats in self.by_cohort.items() if code not in self.unranked for at in ats
        ]
        apart = [at for code, ats in self.by_cohort.items() if code in self.unranked for at in ats]
        groups = []
        for code, members in self.by_cohort.items():
            if code in self.unranked:
                peers = ranked + apart if with_unranked or not ranked else ranked
            else:
                peers = members + apart if with_unranked else members
            groups.append((members, peers))
        return groups


class _Group:
    """The known values of a group of peers, and what may be asked of them.

    Values are compared as whole numbers over one common denominator, which is exact and many times
    faster than comparing fractions.
    """

    def __init__(self, known: Sequence[Number], peers: frozenset[int]) -> None:
        self.count = len(known)
        self.peers = peers
        self.common = lcm(*[value.denominator for value in known])
        self.scaled = [self._scale(value) for value in known]
        self.total = sum(self.scaled)
        self._made: dict[object, Number | None] = {}

    @cached_property
    def ordered(self) -> list[int]:
        """The values from low to high."""
        return sorted(self.scaled)

    def value(
        self, function: str, at: int, own: Any, itself: bool, high_first: bool
    ) -> Number | None:
        """Return ``mean``, ``best``, ``lowest``, ``total`` or ``rank`` as unit ``at`` sees it."""
        if function == "rank":
            return None if own is None else self._rank(Fraction(own) * self.common, high_first)
        left_out = None
        if not itself and own is not None and at in self.peers:
            left_out = self._scale(own)
        if left_out not in self._made:
            self._made[left_out] = self._of_all(function, left_out)
        return self._made[left_out]

    def _scale(self, value: Number) -> int:
        return value.numerator * (self.common // value.denominator)

    def _rank(self, scaled: Fraction, high_first: bool) -> int:
        if high_first:
            return self.count - bisect_right(self.ordered, scaled) + 1
        return bisect_left(self.ordered, scaled) + 1

    def _of_all(self, function: str, left_out: int | None) -> Number | None:
        """Return the function over all known values, one of them left out if any."""
        count = self.count - (left_out is not None)
        if not count:
            return None
        if function in ("mean", "total"):
            total = Fraction(self.total - (left_out or 0), self.common)
            return exact(total if function == "total" else total / count)
        first, second = (-1, -2) if function == "best" else (0, 1)
        place = second if left_out == self.ordered[first] else first
        return exact(Fraction(self.ordered[place], self.common))
