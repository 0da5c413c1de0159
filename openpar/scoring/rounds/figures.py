"""The tables of a round besides its units: answers, targets, last year, claims, points, survey."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from openpar.scoring.rounds.model import LAYERS, Claim, Column, ExternalValue, GivenPoints, Round
from openpar.scoring.rounds.settings import read_weights
from openpar.scoring.rounds.tables import Problems, Table
from openpar.scoring.rounds.values import BadValue, Value, parse_plain, parse_value
from openpar.scoring.sets.model import Input, Node

_CLAIMS = ("not_applicable",)
_DECISIONS = ("accepted", "refused")


@dataclass(slots=True)
class _Slot:
    """Where the figures of one input of one set go; equal texts are read once."""

    given: Input
    column: Column
    read: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def value(self, text: str) -> Value:
        value = self.read.get(text)
        if value is None:
            value = self.read[text] = parse_value(self.given, text)
        return value


class _Lookup:
    """Finds the leaf a row is about, or notes why there is none."""

    def __init__(self, made: Round, problems: Problems) -> None:
        self.made = made
        self.problems = problems
        self.set_of = {unit.code: made.cohorts[unit.cohort] for unit in made.units}
        self.leaves = {
            key: {leaf.code: leaf for leaf in criteria_set.leaves()}
            for key, criteria_set in made.sets.items()
        }
        self.nodes = {
            key: {node.code for root in criteria_set.roots() for node in root.walk()}
            for key, criteria_set in made.sets.items()
        }

    def leaf(self, table: Table, line: int, unit: str, code: str) -> Node | None:
        """Return the leaf ``code`` of the unit's own set."""
        key = self.set_of.get(unit)
        if key is None:
            table.wrong(line, "unit", "unknown_unit" if unit else "empty", text=unit)
            return None
        leaf = self.leaves[key].get(code)
        if leaf is None:
            wrong = "not_a_leaf" if code in self.nodes[key] else "unknown_criterion"
            wrong = wrong if code else "empty"
            table.wrong(line, "criterion", wrong, text=code, set=self.made.sets[key].code)
        return leaf


def read_figures(files: Mapping[str, str], made: Round, problems: Problems) -> None:
    """Read every optional file into ``made``; what is wrong is noted in ``problems``."""
    lookup = _Lookup(made, problems)
    columns = (("answers.csv", made.answers), ("targets.csv", made.targets),
               ("previous.csv", made.previous))  # fmt: skip
    for name, into in columns:
        if name in files:
            _read_values(name, files[name], lookup, into)
    readers = (("external.csv", _read_external), ("claims.csv", _read_claims),
               ("points.csv", _read_points), ("ties.csv", _read_ties))  # fmt: skip
    for name, reader in readers:
        if name in files:
            reader(files[name], lookup)
    if "survey.yaml" in files:
        weights = read_weights("survey.yaml", files["survey.yaml"], problems)
        made.survey.weights, made.survey.overrides = weights
    if "survey.csv" in files:
        _read_survey(files["survey.csv"], lookup, weighted="survey.yaml" in files)


def _read_values(
    name: str, text: str, lookup: _Lookup, into: dict[tuple[str, str], Column]
) -> None:
    """Read a table of figures: unit, criterion, input, value."""
    table = Table(name, text, lookup.problems, ("unit", "criterion", "input", "value"))
    slots: dict[tuple[str | None, str, str], _Slot] = {}
    for line, (unit, code, key, value) in table.rows():
        slot = slots.get((lookup.set_of.get(unit), code, key))
        if slot is None:
            slot = _slot(table, line, lookup, (unit, code, key), into)
            if slot is None:
                continue
            slots[lookup.set_of[unit], code, key] = slot
        before = slot.lines.setdefault(unit, line)
        if before != line:
            table.wrong(line, "unit", "twice", before=str(before))
        elif value:
            try:
                slot.column[unit] = slot.value(value)
            except BadValue as error:
                table.bad_value(line, "value", value, error)


def _slot(
    table: Table,
    line: int,
    lookup: _Lookup,
    row: tuple[str, str, str],
    into: dict[tuple[str, str], Column],
) -> _Slot | None:
    unit, code, key = row
    leaf = lookup.leaf(table, line, unit, code)
    if leaf is None:
        return None
    given = next((one for one in leaf.inputs if one.name == key), None)
    if given is None:
        expected = ", ".join(one.name for one in leaf.inputs) or "—"
        table.wrong(line, "input", "unknown_input", text=key, criterion=code, expected=expected)
        return None
    return _Slot(given, into.setdefault((code, key), {}))


def _read_external(text: str, lookup: _Lookup) -> None:
    """Read indices published elsewhere; of several years, the newest up to the round's counts."""
    names = ("index", "year", "unit", "value", "rank")
    table = Table("external.csv", text, lookup.problems, names[:4], names[4:])
    lines: dict[tuple[str, str, str], int] = {}
    for line, (index, year, unit, value, rank) in table.rows():
        if unit not in lookup.set_of:
            table.wrong(line, "unit", "unknown_unit", text=unit)
            continue
        before = lines.setdefault((index, year, unit), line)
        if before != line:
            table.wrong(line, "unit", "twice", before=str(before))
            continue
        if not index:
            table.wrong(line, "index", "empty")
        year_number = _plain(table, line, "year", year, whole=True)
        made = ExternalValue(
            int(year_number or 0),
            _plain(table, line, "value", value),
            _plain(table, line, "rank", rank, whole=True),
        )
        if year_number is None or year_number > lookup.made.year:
            continue
        column = lookup.made.external.setdefault(index, {})
        if unit not in column or column[unit].year < made.year:
            column[unit] = made


def _plain(table: Table, line: int, name: str, text: str, *, whole: bool = False):  # type: ignore[no-untyped-def]
    """Read a number of a cell without an input; ``None`` if empty or wrong (noted)."""
    if not text:
        return None
    try:
        return parse_value(Input(name, "count" if whole else "number"), text)
    except BadValue as error:
        table.bad_value(line, name, text, error)
        return None


def _read_claims(text: str, lookup: _Lookup) -> None:
    names = ("unit", "criterion", "claim", "ground", "decision")
    table = Table("claims.csv", text, lookup.problems, names)
    lines: dict[tuple[str, str], int] = {}
    for line, (unit, code, claim, ground, decision) in table.rows():
        if lookup.leaf(table, line, unit, code) is None:
            continue
        before = lines.setdefault((unit, code), line)
        if before != line:
            table.wrong(line, "unit", "twice", before=str(before))
        elif claim not in _CLAIMS:
            table.wrong(line, "claim", "not_one_of", text=claim, expected=", ".join(_CLAIMS))
        elif decision and decision not in _DECISIONS:
            table.wrong(
                line, "decision", "not_one_of", text=decision, expected=", ".join(_DECISIONS)
            )
        else:
            claims = lookup.made.claims.setdefault(code, {})
            claims[unit] = Claim(decision == "accepted", ground)


def _read_points(text: str, lookup: _Lookup) -> None:
    """Read score layers; of one criterion of one unit, the newest layer comes last."""
    names = ("unit", "criterion", "layer", "points", "reason")
    table = Table("points.csv", text, lookup.problems, names[:4], names[4:])
    lines: dict[tuple[str, str, str], int] = {}
    layers = LAYERS[1:]  # ``computed`` is the rule's, nobody writes it
    for line, (unit, code, layer, points, reason) in table.rows():
        leaf = lookup.leaf(table, line, unit, code)
        if leaf is None:
            continue
        if layer not in layers:
            table.wrong(line, "layer", "not_one_of", text=layer, expected=", ".join(layers))
            continue
        before = lines.setdefault((unit, code, layer), line)
        if before != line:
            table.wrong(line, "unit", "twice", before=str(before))
        elif points:
            _add_points(table, line, leaf, lookup.made, (unit, layer, points, reason))


def _add_points(
    table: Table, line: int, leaf: Node, made: Round, row: tuple[str, str, str, str]
) -> None:
    unit, layer, text, reason = row
    try:
        points = parse_plain(text)
    except BadValue as error:
        table.bad_value(line, "points", text, error)
        return
    most, least = leaf.maximum or 0, leaf.minimum
    if points > most or (least is not None and points < least):
        lowest = "−∞" if least is None else least
        table.wrong(line, "points", "points_range", text=text, least=lowest, most=most)
        return
    column = made.points.setdefault(leaf.code, {})
    given = [*column.get(unit, ()), GivenPoints(layer, points, reason)]
    column[unit] = tuple(sorted(given, key=lambda one: LAYERS.index(one.layer)))


def _read_survey(text: str, lookup: _Lookup, *, weighted: bool) -> None:
    names = ("unit", "criterion", "group", "question", "option", "count")
    table = Table("survey.csv", text, lookup.problems, names)
    survey = lookup.made.survey
    if not weighted:
        table.wrong(1, "option", "no_weights")
        return
    lines: dict[tuple[str, ...], int] = {}
    for line, cells in table.rows():
        unit, code, group, question, option, count = cells
        if lookup.leaf(table, line, unit, code) is None:
            continue
        before = lines.setdefault(tuple(cells[:5]), line)
        if before != line:
            table.wrong(line, "unit", "twice", before=str(before))
            continue
        weights = survey.weights_of(code)
        declared = (("group", group, weights.groups), ("question", question, weights.questions),
                    ("option", option, weights.options))  # fmt: skip
        for name, value, known in declared:
            if value not in known and (known or name == "option"):
                expected = ", ".join(known)
                table.wrong(line, name, "not_weighted", text=value, expected=expected)
        number = _plain(table, line, "count", count, whole=True)
        if number:
            unit_counts = survey.counts.setdefault(code, {}).setdefault(unit, {})
            unit_counts.setdefault(group, {}).setdefault(question, {})[option] = int(number)


def _read_ties(text: str, lookup: _Lookup) -> None:
    """Read the order that minutes gave to units of equal index: 1 comes first."""
    table = Table("ties.csv", text, lookup.problems, ("cohort", "unit", "order"), ("minutes",))
    cohort_of = {unit.code: unit.cohort for unit in lookup.made.units}
    lines: dict[str, int] = {}
    for line, (cohort, unit, order, _) in table.rows():
        if cohort not in lookup.made.cohorts:
            expected = ", ".join(lookup.made.cohorts)
            table.wrong(line, "cohort", "unknown_cohort", text=cohort, expected=expected)
        elif cohort_of.get(unit) != cohort:
            table.wrong(line, "unit", "unknown_unit", text=unit)
        elif lines.setdefault(unit, line) != line:
            table.wrong(line, "unit", "twice", before=str(lines[unit]))
        elif (number := _plain(table, line, "order", order, whole=True)) is not None:
            lookup.made.ties.setdefault(cohort, {})[unit] = number
