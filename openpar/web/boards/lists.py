"""The lists of the board: units, missing documents, contradictions, gaps, superior bodies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from openpar.assessments.gaps import Gap, Pair, by_criterion, by_unit, gap_of
from openpar.assessments.progress import Departure, Lack
from openpar.criteria.models import Cycle, Membership
from openpar.people.lists import Column, RowList
from openpar.people.search import fold
from openpar.scoring.numbers import Number
from openpar.web.boards.forms import BoardForm, GapForm, SearchForm
from openpar.web.boards.rows import Body, UnitRow

UNIT_COLUMNS = (
    Column("unit", _("Unit"), lambda row: row.unit.name, sortable=True, width=42),
    Column("code", _("Code"), lambda row: row.unit.code, shown=False, width=12),
    Column("cohort", _("Cohort"), lambda row: row.member.cohort.title, shown=False, width=24),
    Column("done", _("Filled in"), lambda row: row.progress.done if row.progress else None,
           sortable=True, number=True, width=10),
    Column("leaves", _("Criteria asked"), lambda row: row.progress.leaves if row.progress else None,
           shown=False, width=10),
    Column("documents", _("Documents missing"),
           lambda row: row.progress.missing_documents if row.progress else None,
           sortable=True, number=True, width=12),
    Column("state", _("Sheet"), lambda row: row.state_label, sortable=True, width=20),
    Column("punctuality", _("Deadline"), lambda row: str(row.punctuality.label), sortable=True),
    Column("submitted", _("First submitted at"), lambda row: row.first_at, shown=False, width=20),
    Column("holder", _("Held now by"), lambda row: ", ".join(row.holders) or None, width=30),
    Column("contact", _("Whom to call"),
           lambda row: ", ".join(str(one.user) for one in row.contacts), shown=False, width=30),
    Column("email", _("E-mail address"),
           lambda row: ", ".join(one.user.email for one in row.contacts if one.user.email),
           shown=False, width=30),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Missing:
    """A criterion of a unit without documents that the set requires."""

    row: UnitRow
    lack: Lack


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A criterion of a unit whose declared points its own figures do not give."""

    row: UnitRow
    departure: Departure


@dataclass(frozen=True, slots=True)
class GapRow:
    """A unit or a criterion with its gap this year, and last year's where that is known."""

    code: str
    title: str
    now: Gap
    before: Gap | None

    @property
    def mean_before(self) -> Number | None:
        """The mean gap of last year."""
        return self.before.mean if self.before else None


MISSING_COLUMNS = (
    Column("unit", _("Unit"), lambda one: one.row.unit.name, sortable=True, width=42),
    Column("code", _("Criterion"), lambda one: one.lack.code, width=12),
    Column("title", _("Title of the criterion"), lambda one: one.lack.title, width=50),
    Column("documents", _("Documents missing"), lambda one: "; ".join(one.lack.documents),
           width=40),
    Column("explained", _("Explained"), lambda one: one.lack.is_explained, sortable=True, width=10),
)  # fmt: skip

CONTRADICTION_COLUMNS = (
    Column("unit", _("Unit"), lambda one: one.row.unit.name, sortable=True, width=42),
    Column("code", _("Criterion"), lambda one: one.departure.code, width=12),
    Column("title", _("Title of the criterion"), lambda one: one.departure.title, width=50),
    Column("declared", _("Declared"), lambda one: one.departure.declared, sortable=True,
           number=True, width=12),
    Column("computed", _("By its own figures"), lambda one: one.departure.computed, sortable=True,
           number=True, width=12),
    Column("difference", _("Difference"), lambda one: one.departure.difference, sortable=True,
           number=True, width=12),
)  # fmt: skip

GAP_COLUMNS = (
    Column("title", _("Unit or criterion"), lambda row: row.title, sortable=True, width=50),
    Column("code", _("Code"), lambda row: row.code, shown=False, width=12),
    Column("count", _("Criteria compared"), lambda row: row.now.count,
           sortable=True, number=True, width=12),
    Column("mean", _("Mean gap"), lambda row: row.now.mean, sortable=True,
           number=True, width=12),
    Column("median", _("Median gap"), lambda row: row.now.middle,
           sortable=True, number=True, width=12),
    Column("largest", _("Largest gap"), lambda row: row.now.largest,
           sortable=True, number=True, width=12),
    Column("above", _("Self above appraised"), lambda row: row.now.above,
           sortable=True, number=True, width=12),
    Column("before", _("Mean gap last year"), lambda row: row.mean_before,
           sortable=True, number=True, width=12),
)  # fmt: skip

BODY_COLUMNS = (
    Column("body", _("Superior body"), lambda one: one.body.name if one.body else None,
           sortable=True, width=42),
    Column("units", _("Units"), lambda one: one.units, sortable=True, number=True, width=10),
    Column("submitted", _("Submitted"), lambda one: one.submitted, sortable=True, number=True,
           width=10),
    Column("late", _("Late or overdue"), lambda one: one.late, sortable=True, number=True,
           width=12),
    Column("done", _("Filled in"), lambda one: one.done, sortable=True, number=True, width=10),
    Column("leaves", _("Criteria asked"), lambda one: one.leaves, shown=False, width=10),
    Column("documents", _("Documents missing"), lambda one: one.missing_documents, sortable=True,
           number=True, width=12),
)  # fmt: skip


def units_list(request: HttpRequest, cycle: Cycle, rows: Sequence[UnitRow]) -> RowList:
    """Units, filtered by name, cohort, punctuality, and by what is still missing."""
    cohorts = {row.member.cohort.code: row.member.cohort.title for row in rows}
    form = BoardForm(request.GET, cohorts=cohorts.items())
    return RowList(
        request,
        _asked(rows, form),
        UNIT_COLUMNS,
        label=_("Units of the cycle"),
        file_name=f"tien-do-{cycle.code}",
        row_template="web/board/_unit_row.html",
        form=form,
        title=cycle.title,
        empty_title=_("No unit matches"),
        empty_text=_("Change the filters, or add units to the cycle."),
    )


def missing_list(request: HttpRequest, cycle: Cycle, rows: Sequence[UnitRow]) -> RowList:
    """Criteria without a required document, by unit."""
    form = SearchForm(request.GET)
    found = [
        Missing(row, lack) for row in _named(rows, form) if row.progress
        for lack in row.progress.lacks
    ]  # fmt: skip
    return RowList(
        request, found, MISSING_COLUMNS, label=_("Missing documents"), form=form, title=cycle.title,
        file_name=f"thieu-tai-lieu-{cycle.code}", row_template="web/board/_missing_row.html",
        empty_title=_("No required document is missing"),
    )  # fmt: skip


def contradictions_list(request: HttpRequest, cycle: Cycle, rows: Sequence[UnitRow]) -> RowList:
    """Declared points that the unit's own figures do not give, the largest difference first."""
    form = SearchForm(request.GET)
    found = [
        Contradiction(row, departure) for row in _named(rows, form) if row.progress
        for departure in row.progress.departures
    ]  # fmt: skip
    found.sort(key=lambda one: abs(one.departure.difference or 0), reverse=True)
    return RowList(
        request, found, CONTRADICTION_COLUMNS, label=_("Contradictions"), form=form,
        title=cycle.title, file_name=f"mau-thuan-{cycle.code}",
        row_template="web/board/_contradiction_row.html",
        empty_title=_("Every declared point follows from its figures"),
    )  # fmt: skip


def bodies_list(request: HttpRequest, cycle: Cycle, bodies: Sequence[Body]) -> RowList:
    """The units put together by the body above them."""
    return RowList(
        request, bodies, BODY_COLUMNS, label=_("Superior bodies"), title=cycle.title,
        file_name=f"theo-co-quan-{cycle.code}", row_template="web/board/_body_row.html",
        empty_title=_("No unit in this cycle"),
    )  # fmt: skip


def gaps_list(
    request: HttpRequest,
    cycle: Cycle,
    titles: Mapping[object, tuple[str, str]],
    years: tuple[Mapping, Mapping],
    form: GapForm,
) -> RowList:
    """Gaps by unit or by criterion: ``titles`` gives code and title of each, ``years`` the pairs of
    this year and of last."""
    now, before = years
    rows = [
        GapRow(code, title, gap_of(now.get(key, ())), gap_of(before.get(key, ())))
        for key, (code, title) in titles.items()
        if key in now
    ]
    return RowList(
        request, rows, GAP_COLUMNS, label=_("Gaps"), form=form, title=cycle.title,
        file_name=f"chenh-lech-{cycle.code}", row_template="web/board/_gap_row.html",
        empty_title=_("Nothing has been appraised yet"),
        empty_text=_("Gaps appear here once appraisers have given points to submitted sheets."),
    )  # fmt: skip


def gap_years(
    pairs: tuple[Sequence[Pair], Sequence[Pair]], *, criteria: bool
) -> tuple[Mapping, Mapping]:
    """Return the pairs of both years, by criterion or by unit."""
    group = by_criterion if criteria else by_unit
    return group(pairs[0]), group(pairs[1])


def unit_titles(members: Sequence[Membership]) -> dict[int, tuple[str, str]]:
    """Return code and name of each unit, by its id."""
    return {member.unit_id: (member.unit.code, member.unit.name) for member in members}


def criterion_titles(members: Sequence[Membership]) -> dict[str, tuple[str, str]]:
    """Return code and title of each leaf of the sets that score the cycle, by its code."""
    sets = {member.cohort.criteria_set_id: member.cohort.criteria_set for member in members}
    return {
        leaf.code: (leaf.code, leaf.title) for one in sets.values() for leaf in one.parsed.leaves()
    }


def _named(rows: Sequence[UnitRow], form: SearchForm) -> list[UnitRow]:
    """Return the units whose name or code holds what was typed, diacritics ignored."""
    wanted = fold(form.cleaned_data["q"]) if form.is_valid() else ""
    return [row for row in rows if wanted in fold(f"{row.unit.name} {row.unit.code}")]


def _asked(rows: Sequence[UnitRow], form: BoardForm) -> list[UnitRow]:
    found = _named(rows, form)
    if not form.is_valid():
        return found
    given = form.cleaned_data
    if given["cohort"]:
        found = [row for row in found if row.member.cohort.code == given["cohort"]]
    if given["punctuality"]:
        found = [row for row in found if row.punctuality == given["punctuality"]]
    if given["incomplete"]:
        found = [row for row in found if row.left is None or row.left]
    return found
