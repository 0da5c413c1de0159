"""A round -> marks, indices, ranks, classes: every unit, exactly, one column at a time.

A rule is compiled once a leaf and run once for each *different* row of figures, so a national
round of 4,420 units costs seconds. Explanations are made by ``explaining``, when asked for.
"""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from openpar.scoring.index import TOTAL, Plan
from openpar.scoring.language.evaluate import compile_formula_alone, compile_rule
from openpar.scoring.language.tree import Call, Formula, Name
from openpar.scoring.marks import Mark, Status
from openpar.scoring.numbers import rounded
from openpar.scoring.rounds import standing
from openpar.scoring.rounds.columns import Columns
from openpar.scoring.rounds.model import (
    Claim,
    GivenPoints,
    Outcome,
    Round,
    RoundResult,
    UnitResult,
    UnitRow,
)
from openpar.scoring.sets.model import CriteriaSet, Node, Policy, Source

Progress = Callable[[int, int], None]  # (leaves done, leaves in all)


def score_round(made: Round, *, progress: Progress | None = None) -> RoundResult:
    """Score every unit of a round.

    Parameters
    ----------
    made
        A round whose sets have no defects (``sets.check.check_set``).
    progress
        Called after each leaf of each set with the number done and the number in all.

    Returns
    -------
    RoundResult
        Units in the order of ``made.units``; every number exact. An unknown index is a result with
        its status, never a zero.
    """
    with _collector_at_rest():
        return _scored(made, progress)


def _scored(made: Round, progress: Progress | None) -> RoundResult:
    found: dict[str, UnitResult] = {}
    scorers = [SetScorer(made, criteria_set, units) for criteria_set, units in made.units_by_set()]
    whole = sum(len(scorer.plan.leaves) for scorer in scorers)
    done = 0
    for scorer in scorers:
        for _ in scorer.score():
            done += 1
            if progress is not None:
                progress(done, whole)
        found |= {result.unit: result for result in scorer.results()}
    result = RoundResult(made, [found[unit.code] for unit in made.units])
    standing.rank_and_classify(result)
    return result


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Spare the garbage collector: a round makes a million small objects and no circles.

    Walking through a national round again and again while it grows costs two fifths of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class SetScorer:
    """Scores the units of one set. ``outcomes`` holds a column per leaf, in the units' order."""

    def __init__(self, made: Round, criteria_set: CriteriaSet, units: Sequence[UnitRow]) -> None:
        self.made = made
        self.criteria_set = criteria_set
        self.units = units
        self.plan = Plan(criteria_set)
        self.outcomes: dict[str, list[Outcome]] = {}
        self.columns = Columns(made, criteria_set, units, self.plan, self.outcomes)
        self.survey_held = self._survey_held()

    def score(self) -> Iterator[Node]:
        """Fill ``outcomes``, yielding each leaf when it is done; referenced leaves come first."""
        for leaf in _in_order_of_reference(self.plan):
            self.outcomes[leaf.code] = self._leaf(leaf)
            yield leaf

    def results(self) -> list[UnitResult]:
        """Add up every unit."""
        codes = [leaf.code for leaf in self.plan.leaves]
        columns = [self.outcomes[code] for code in codes]
        spreading = any(outcome.spread for column in columns for outcome in column)
        results = []
        for unit, row in zip(self.units, zip(*columns, strict=True), strict=True):
            marks = [outcome.mark for outcome in row]
            spreads = [outcome.spread for outcome in row] if spreading else None
            whole = self.plan.total(marks, spreads)
            outcomes = dict(zip(codes, row, strict=True))
            made = UnitResult(unit.code, unit.name, unit.cohort, outcomes, whole, self.plan)
            made.index_published = self.plan.published(whole.index)
            results.append(made)
        return results

    def _leaf(self, leaf: Node) -> list[Outcome]:
        """Return the outcome of one leaf for every unit."""
        if leaf.due is not None and leaf.due > self.made.as_of:
            due = Outcome(Mark(Status.NOT_YET_DUE, None, leaf.maximum or 0, "due"))
            return self._outside(leaf, [due] * len(self.units))
        if leaf.source is Source.SURVEY and not self.survey_held:
            return self._outside(leaf, [self._no_survey(leaf)] * len(self.units))
        column = self._by_rule(leaf)
        self._overrule(leaf, column)
        return self._outside(leaf, column)

    def _by_rule(self, leaf: Node) -> list[Outcome]:
        """Run the rule once for each different row of figures."""
        compiled = compile_rule(leaf, self.criteria_set)
        return self.columns.each(
            leaf, compiled.names, lambda row: self._finish(leaf, compiled.evaluate(row))
        )

    def _overrule(self, leaf: Node, column: list[Outcome]) -> None:
        """Let points set by hand win over the rule, and not applying over both."""
        given = self.made.points.get(leaf.code, {})
        claims = self.made.claims.get(leaf.code, {})
        out = leaf.not_applicable.when
        when = self._holds(leaf, out) if out is not None else None
        if not given and not claims and when is None:
            return
        for at, unit in enumerate(self.units):
            claim = claims.get(unit.code)
            layers = given.get(unit.code)
            if claim is not None and claim.accepted:
                column[at] = self._claimed(leaf, claim)
            elif when is not None and when[at]:
                column[at] = self._not_applicable(leaf, "when", "")
            elif layers:
                column[at] = self._given(leaf, layers[-1])

    def _outside(self, leaf: Node, column: list[Outcome]) -> list[Outcome]:
        """Take a leaf out for the units to whose set it does not belong."""
        if leaf.applies is None:
            return column
        maximum = leaf.maximum or 0
        outside = Outcome(Mark(Status.NOT_APPLICABLE, None, maximum, "applies"))
        unknown = Outcome(Mark(Status.MISSING, None, maximum, "scope"))
        applies = self._holds(leaf, leaf.applies)
        for at, holds in enumerate(applies):
            if holds is None:
                column[at] = unknown
            elif not holds:
                column[at] = outside
        return column

    def _holds(self, leaf: Node, formula: Formula) -> list[object | None]:
        """Evaluate a condition of a leaf for every unit; ``None`` where it is unknown."""
        compiled = compile_formula_alone(formula)
        return self.columns.each(leaf, compiled.names, compiled.evaluate)

    def _finish(self, leaf: Node, mark: Mark) -> Outcome:
        """Round a mark where the set rounds criteria; send "not applicable" to its policy."""
        if mark.status is Status.NOT_APPLICABLE:
            return self._not_applicable(leaf, mark.reason, "")
        return Outcome(round_at_criterion(mark, self.criteria_set))

    def _given(self, leaf: Node, given: GivenPoints) -> Outcome:
        mark = Mark.scored(given.points, leaf.maximum or 0)
        return Outcome(round_at_criterion(mark, self.criteria_set), layer=given.layer)

    def _claimed(self, leaf: Node, claim: Claim) -> Outcome:
        return self._not_applicable(leaf, "claim", claim.ground)

    def _not_applicable(self, leaf: Node, reason: str, ground: str) -> Outcome:
        """Do what the policy says of a leaf that does not apply."""
        return not_applicable(self.plan, leaf, reason, ground)

    def _no_survey(self, leaf: Node) -> Outcome:
        """Where no survey is held at all, the set says: missing, or the total is rescaled."""
        if self.criteria_set.survey_absent != "rescale":
            return Outcome(Mark(Status.MISSING, None, leaf.maximum or 0, "survey all"))
        mark = Mark(Status.NOT_APPLICABLE, None, leaf.maximum or 0, "no_survey")
        return Outcome(mark, spread=TOTAL)

    def _survey_held(self) -> bool:
        """Whether anything at all is known from a survey for any unit of the set."""
        units = {unit.code for unit in self.units}
        leaves = [leaf for leaf in self.plan.leaves if leaf.source is Source.SURVEY]
        for leaf in leaves:
            known: set[str] = set(self.made.survey.counts.get(leaf.code, ()))
            known.update(self.made.points.get(leaf.code, ()))
            for one in leaf.inputs:
                known.update(self.made.answers.get((leaf.code, one.name), ()))
            if not units.isdisjoint(known):
                return True
        # An index taken from an outside survey counts as one, too.
        external = [name for leaf in leaves for name in _names(leaf) if name.kind == "external"]
        return any(not units.isdisjoint(self.made.external.get(name.name, {})) for name in external)


def not_applicable(plan: Plan, leaf: Node, reason: str, ground: str = "") -> Outcome:
    """Return what becomes of a leaf that does not apply, by the policy in force for it."""
    at = plan.position[leaf.code]
    policy, maximum = plan.policies[at], leaf.maximum or 0
    if policy is Policy.FULL:
        return Outcome(Mark(Status.SCORED, maximum, maximum, reason), ground=ground)
    if policy is Policy.UNDETERMINED:
        return Outcome(Mark(Status.UNDETERMINED, None, maximum, reason), ground=ground)
    mark = Mark(Status.NOT_APPLICABLE, None, maximum, reason)
    return Outcome(mark, spread=plan.spreads[at], ground=ground)


def round_at_criterion(mark: Mark, criteria_set: CriteriaSet) -> Mark:
    """Round the points of a scored leaf where the set rounds criteria, once."""
    rounding = criteria_set.rounding
    points = mark.points
    if points is None or "criterion" not in rounding.at:
        return mark
    if 10**rounding.digits % points.denominator == 0:
        return mark  # it has no more digits than that
    points = rounded(points, rounding.digits, rounding.mode)
    return Mark(mark.status, points, mark.maximum, mark.reason)


def _names(leaf: Node) -> list[Name]:
    """Return every name that a leaf looks up, those inside cohort functions too."""
    found: list[Name] = []
    waiting: list[Name | Call] = []
    formulas = [one for one in (leaf.not_applicable.when, leaf.applies) if one is not None]
    if leaf.rule is not None:
        waiting += leaf_names(leaf)
    for formula in formulas:
        waiting += compile_formula_alone(formula).names
    while waiting:
        name = waiting.pop()
        if isinstance(name, Call):
            waiting += compile_formula_alone(name.arguments[0]).names
        else:
            found.append(name)
    return found


def leaf_names(leaf: Node) -> tuple[Name | Call, ...]:
    """Return the names that the rule of a leaf looks up."""
    return compile_rule(leaf, _NO_SET).names


_NO_SET = CriteriaSet("", "", "", 0, ())


def _in_order_of_reference(plan: Plan) -> list[Node]:
    """Return the leaves so that one whose points another uses comes before it.

    A circle, which the checks of a set refuse, leaves the later leaf's value missing.
    """
    below = {code: plan.leaves[part.start : part.stop] for code, part in plan.parts.items()}
    ordered: dict[str, Node] = {}
    started: set[str] = set()

    def visit(leaf: Node) -> None:
        if leaf.code in started:
            return
        started.add(leaf.code)
        for name in _names(leaf):
            if name.kind == "criterion" and name.name in ("points", "share"):
                for other in below.get(name.code, ()):
                    visit(other)
        ordered[leaf.code] = leaf

    for leaf in plan.leaves:
        visit(leaf)
    return list(ordered.values())
