"""The lead agency of a criterion gives its figures for all units at once, from one table.

A figure fills in what a unit has not answered; where the unit says otherwise both stand, and the
difference is shown to both: nobody's declaration is written over by somebody else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from openpar.assessments import providing_permissions as permissions
from openpar.assessments.computed import asked_of_unit, is_self_assessed
from openpar.assessments.entry import read_entry, write_entry
from openpar.assessments.models import ProvidedFigure, ScoreItem, ScoreSheet, State
from openpar.assessments.shares import leads_of
from openpar.assessments.submission import node_of
from openpar.audit.log import record
from openpar.criteria.models import CriteriaSet, Criterion, Cycle, Membership, Period
from openpar.criteria.responsibilities import lead_of
from openpar.people.formats import InputError
from openpar.people.models import Unit, User
from openpar.scoring.sets.model import Input, Node


@dataclass(frozen=True, slots=True)
class Place:
    """One criterion of one period of a cycle, and the agency that leads it (``None``: nobody)."""

    cycle: Cycle
    period: Period
    criterion: Criterion
    lead: Unit | None

    @property
    def node(self) -> Node:
        """The leaf of the criteria set."""
        return node_of(self.criterion.set.parsed, self.criterion.code)


@dataclass(frozen=True, slots=True)
class Given:
    """One row of a table: the unit's code and the texts as typed, by the name of the input."""

    number: int
    unit: str
    texts: Mapping[str, str]


@dataclass(slots=True)
class Figure:
    """One figure of one unit: what was typed, what it reads, what stands.

    ``before`` is what the agency gave earlier, ``own`` what stands on the unit's sheet, both as
    the form shows them.
    """

    asked: Input
    typed: str
    text: str = ""
    before: str = ""
    own: str = ""
    given: ProvidedFigure | None = None
    is_new: bool = False
    fills: bool = False
    error: str = ""

    @property
    def differs(self) -> bool:
        """Whether the unit itself says something else."""
        return bool(self.text and self.own) and self.own != write_entry(self.asked, self.text)


@dataclass(slots=True)
class Line:
    """One unit: its figures, its item where its sheet has begun; ``error`` where it is unknown."""

    number: int
    code: str
    unit: Unit | None = None
    item: ScoreItem | None = None
    figures: list[Figure] = field(default_factory=list)
    error: str = ""

    @property
    def is_wrong(self) -> bool:
        """Whether the row cannot be taken."""
        return bool(self.error) or any(figure.error for figure in self.figures)


class RefusedFiguresError(ValueError):
    """A row of the table cannot be taken, so none was; ``lines`` say why."""

    def __init__(self, lines: Sequence[Line]) -> None:
        super().__init__("a row of the table cannot be taken")
        self.lines = lines


def place_of(cycle: Cycle, criterion: Criterion, period: Period) -> Place:
    """Return the place of a criterion with its lead agency."""
    return Place(cycle, period, criterion, lead_of(cycle, criterion))


def is_given(node: Node) -> bool:
    """Whether units answer the leaf by figures, so that an agency can give them."""
    return is_self_assessed(node) and bool(asked_of_unit(node))


def led_criteria(cycle: Cycle, units: Iterable[int] | None) -> list[tuple[Criterion, Unit]]:
    """Return the leaves that units (ids; ``None``: anybody) lead and that ask for figures, with
    the lead: four queries.
    """
    wanted = None if units is None else set(units)
    sets = CriteriaSet.objects.filter(cohorts__cycle=cycle).distinct()
    leaves = list(
        Criterion.objects.filter(set__in=sets, is_leaf=True)
        .select_related("set")
        .defer("set__text")
        .order_by("set__code", "position")
    )
    leads = leads_of(cycle, leaves)
    return [
        (leaf, leads[leaf.pk])
        for leaf in leaves
        if leaf.pk in leads
        and (wanted is None or leads[leaf.pk].pk in wanted)
        and is_given(node_of(leaf.set.parsed, leaf.code))
    ]


def standing(place: Place) -> list[Line]:
    """Return every unit that the criterion scores with what was given and what it says itself:
    three queries.
    """
    return compare(place)


def compare(place: Place, given: Iterable[Given] | None = None) -> list[Line]:
    """Return what a table would change, row by row; without one, every unit as it stands."""
    units = {unit.code: unit for unit in _units(place)}
    given = [Given(0, code, {}) for code in units] if given is None else given
    items = {
        item.sheet.unit_id: item
        for item in ScoreItem.objects.filter(
            criterion=place.criterion, sheet__cycle=place.cycle, sheet__period=place.period
        ).select_related("sheet")
    }
    held = {
        (row.unit_id, row.name): row
        for row in ProvidedFigure.objects.of(place.period, place.criterion)
    }
    lines, seen = [], set()
    for row in given:
        line = Line(row.number, row.unit, units.get(row.unit))
        lines.append(line)
        if line.unit is None:
            line.error = _("The criterion does not score a unit with this code.")
            continue
        if row.unit in seen:
            line.error = _("This unit stands in the table twice.")
            continue
        seen.add(row.unit)
        line.item = items.get(line.unit.pk)
        line.figures = [
            _figure(place, asked, row.texts, line, held) for asked in asked_of_unit(place.node)
        ]
    return lines


@transaction.atomic
def provide(place: Place, given: Iterable[Given], *, source: str, by: User) -> list[Line]:
    """Write the figures of a table down, every row or none; return what came of each.

    ``source`` names where the figures come from. What is in force already is not written again.

    Raises
    ------
    PermissionDenied
        With the reason.
    RefusedFiguresError
        A row cannot be taken; nothing was.
    """
    permissions.may_provide(by, place.cycle, place.lead).or_403()
    sheets = ScoreSheet.objects.filter(cycle=place.cycle, period=place.period)
    list(sheets.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    lines = compare(place, given)
    if any(line.is_wrong for line in lines):
        raise RefusedFiguresError(lines)
    new = [(line, figure) for line in lines for figure in line.figures if figure.is_new]
    rows = [_row(place, line, figure, source, by) for line, figure in new]
    ProvidedFigure.objects.bulk_create(rows)
    filled = _fill_in(place, lines, by)
    if new:
        figures: dict[str, dict[str, str]] = {}
        for line, figure in new:
            figures.setdefault(line.code, {})[figure.asked.name] = figure.text
        record(
            "assessments.figures_provided", place.criterion, by=by,
            cycle=place.cycle.code, period=place.period.code or "year", source=source,
            lead=place.lead.code, figures=figures, filled_in=filled,
        )  # fmt: skip
    return lines


def provided_to(sheet: ScoreSheet) -> dict[tuple[int, str], ProvidedFigure]:
    """Return what agencies gave for a sheet, by criterion (id) and input: one query."""
    rows = ProvidedFigure.objects.filter(period=sheet.period_id, unit=sheet.unit_id)
    return {
        (row.criterion_id, row.name): row
        for row in rows.newest().select_related("provider")
        if row.text
    }


def given_texts(sheet: ScoreSheet) -> dict[int, dict[str, str]]:
    """Return what agencies gave for a sheet, texts by input and criterion (id): one query."""
    texts: dict[int, dict[str, str]] = {}
    for (criterion, name), row in provided_to(sheet).items():
        texts.setdefault(criterion, {})[name] = row.text
    return texts


def _units(place: Place) -> list[Unit]:
    members = Membership.objects.filter(
        cycle=place.cycle, cohort__criteria_set=place.criterion.set_id
    ).select_related("unit")
    return [member.unit for member in members.order_by("cohort__position", "unit__search")]


def _figure(
    place: Place,
    asked: Input,
    texts: Mapping[str, str],
    line: Line,
    held: Mapping[tuple[int, str], ProvidedFigure],
) -> Figure:
    given = held.get((line.unit.pk, asked.name))
    before = given.text if given else ""
    stored = line.item.inputs.get(asked.name, "") if line.item else ""
    figure = Figure(
        asked,
        texts.get(asked.name, write_entry(asked, before)),
        before=write_entry(asked, before),
        own=write_entry(asked, stored),
        given=given,
    )
    try:
        figure.text = read_entry(asked, figure.typed, year=place.cycle.year)
    except InputError as refusal:
        figure.error = str(refusal)
        return figure
    figure.is_new = figure.text != before
    is_draft = line.item is not None and line.item.sheet.state == State.DRAFT
    figure.fills = bool(figure.text) and is_draft and not stored
    return figure


def _row(place: Place, line: Line, figure: Figure, source: str, by: User) -> ProvidedFigure:
    return ProvidedFigure(
        cycle=place.cycle,
        period=place.period,
        unit=line.unit,
        criterion=place.criterion,
        name=figure.asked.name,
        text=figure.text,
        provider=place.lead,
        source=source,
        author=by.get_username(),
        author_name=str(by),
    )


def _fill_in(place: Place, lines: Iterable[Line], by: User) -> list[str]:
    """Fill in what the units have not answered, each row with its event; return their codes."""
    filled = [line for line in lines if any(figure.fills for figure in line.figures)]
    for line in filled:
        item = line.item
        new = {each.asked.name: each.text for each in line.figures if each.fills}
        before = dict(item.inputs)
        item.inputs = item.inputs | new
        item.version += 1
        record(
            "assessments.figures_filled_in", item, by=by, criterion=place.criterion.code,
            changed={"inputs": {"from": before, "to": item.inputs}},
        )  # fmt: skip
    ScoreItem.objects.bulk_update([line.item for line in filled], ["inputs", "version"])
    sheets = [line.item.sheet_id for line in filled]
    ScoreSheet.objects.filter(pk__in=sheets).update(version=F("version") + 1)
    return [line.code for line in filled]
