"""What a newer criteria set takes over from sheets by an older one: worked out, nothing written.

Figures go where name, type and unit are the same and the newer set accepts the value; where two
merged criteria give different answers to one question, the unit answers anew. Points never go.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Now

from openpar.assessments.computed import asked_of_unit, is_self_assessed
from openpar.assessments.entry import check_value
from openpar.assessments.models import EvidenceUse, ScoreItem, ScoreSheet
from openpar.criteria.crosswalks import way_between
from openpar.criteria.models import Cohort, CriteriaSet, Period
from openpar.people.formats import InputError, is_vietnamese
from openpar.people.models import Unit
from openpar.scoring.rounds.values import BadValue, parse_value
from openpar.scoring.sets import model as scoring
from openpar.scoring.sets.crosswalk import Crosswalk, Relation


@dataclass(frozen=True, slots=True)
class Fit:
    """Where the figures of one new leaf may come from: input name → codes of old leaves."""

    leaf: scoring.Node
    relation: Relation
    old: tuple[str, ...]
    sources: Mapping[str, tuple[str, ...]]

    @property
    def unanswered(self) -> list[str]:
        """Titles of the inputs that nothing old answers, in the reader's language."""
        return [title_of(one) for one in asked_of_unit(self.leaf) if not self.sources[one.name]]

    @property
    def title(self) -> str:
        """The title of the leaf in the reader's language."""
        return _worded(self.leaf.title, self.leaf.title_en)


@dataclass(frozen=True, slots=True)
class Start:
    """What one item of a new sheet begins with; ``anew`` are titles the unit must answer."""

    fit: Fit
    inputs: Mapping[str, str]
    explanation: str
    claim_ground: str
    uses: tuple[EvidenceUse, ...]
    anew: tuple[str, ...]
    item: ScoreItem | None  # the old item, where one leaf became one leaf


@dataclass(frozen=True, slots=True)
class Begun:
    """A new sheet: its period, the sheet it starts from, and what found no place in it."""

    period: Period
    source: ScoreSheet
    starts: tuple[Start, ...]
    lost: tuple[tuple[str, str, str], ...]  # code, title and text of a figure

    @property
    def carried(self) -> int:
        """How many figures are carried."""
        return sum(len(start.inputs) for start in self.starts)

    @property
    def anew(self) -> list[Start]:
        """The items with something to answer."""
        return [start for start in self.starts if start.anew]


@dataclass(slots=True)
class UnitPlan:
    """One unit: the sheets set aside, and those begun by the newer set."""

    unit: Unit
    replaced: list[ScoreSheet] = field(default_factory=list)
    begun: list[Begun] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """What taking a newer set means for a cohort. ``submitted``: units whose sheet of the year has
    been submitted by the older set, so that it cannot be taken."""

    cohort: Cohort
    new_set: CriteriaSet
    fits: list[Fit] = field(default_factory=list)
    units: list[UnitPlan] = field(default_factory=list)
    submitted: list[Unit] = field(default_factory=list)


def plan_of(cohort: Cohort, new_set: CriteriaSet) -> Plan | None:
    """Return the plan, or ``None`` where no confirmed crosswalk leads to ``new_set``.

    A fixed number of queries for each set that sheets of the cohort are filled in by.
    """
    lines = way_between(cohort.criteria_set, new_set)
    if lines is None:
        return None
    plan = Plan(cohort, new_set, fits_of(lines, cohort.criteria_set.parsed, new_set.parsed))
    year = Period.objects.year_of(cohort.cycle)
    fillable = set(_fillable(cohort).values_list("pk", flat=True))
    sheets: dict[int, list[ScoreSheet]] = {}
    for sheet in sheets_of(cohort).exclude(set_of_items=new_set.pk):
        sheets.setdefault(sheet.unit_id, []).append(sheet)
    sources: list[tuple[Period, ScoreSheet]] = []
    for own in sheets.values():
        unit = UnitPlan(own[0].unit)
        if any(sheet.period.is_year and sheet.was_submitted for sheet in own):
            plan.submitted.append(unit.unit)
            continue
        unit.replaced = [
            sheet for sheet in own if sheet.period_id in fillable and not sheet.was_submitted
        ]
        plan.units.append(unit)
        sources += [(sheet.period, sheet) for sheet in unit.replaced]
        if not any(sheet.period.is_year for sheet in unit.replaced):
            newest = max(own, key=lambda sheet: (sheet.period.as_of, sheet.pk))
            sources.append((year, newest))
    _begin(plan, sources)
    return plan


def sheets_of(cohort: Cohort):
    """Return the sheets in use of a cohort's units, as ``by_set`` does."""
    rows = ScoreSheet.objects.filter(cycle=cohort.cycle_id, unit__memberships__cohort=cohort)
    rows = by_set(rows).select_related("unit", "period")
    return rows.order_by("unit__search", "unit__code", "pk")


def by_set(sheets):
    """Return sheets with ``set_of_items``, the set they are filled in by."""
    of_items = ScoreItem.objects.filter(sheet=OuterRef("pk")).values("criterion__set")[:1]
    return sheets.annotate(set_of_items=Subquery(of_items)).filter(set_of_items__isnull=False)


def fits_of(lines: Crosswalk, old: scoring.CriteriaSet, new: scoring.CriteriaSet) -> list[Fit]:
    """Return for every leaf of the newer set where its figures may come from."""
    before = {leaf.code: leaf for leaf in old.leaves()}
    fits = []
    for leaf in new.leaves():
        line = lines.to(leaf.code)
        codes = line.old if line else ()
        sources = {
            asked.name: tuple(code for code in codes if _asks_alike(before[code], asked))
            for asked in asked_of_unit(leaf)
        }
        fits.append(Fit(leaf, line.relation if line else Relation.NEW, codes, sources))
    return fits


def _asks_alike(old: scoring.Node, asked: scoring.Input) -> bool:
    """Whether an old leaf asks the unit for the same figure: name, type and unit."""
    return any(
        (one.name, one.type, one.unit) == (asked.name, asked.type, asked.unit)
        for one in asked_of_unit(old)
    )


def _fillable(cohort: Cohort):
    """Return the periods that are still being scored, or will be; the year is one of them."""
    periods = Period.objects.filter(cycle=cohort.cycle_id)
    return periods.filter(Q(kind=Period.Kind.YEAR) | Q(closes_at=None) | Q(closes_at__gte=Now()))


def _begin(plan: Plan, sources: Sequence[tuple[Period, ScoreSheet]]) -> None:
    """Work out the new sheets of all units: the items of their sources in two queries."""
    by_unit = {unit.unit.pk: unit for unit in plan.units}
    items: dict[int, list[ScoreItem]] = {}
    rows = ScoreItem.objects.filter(sheet__in=[sheet.pk for _period, sheet in sources])
    for item in rows.select_related("criterion").with_evidence().order_by("criterion__position"):
        items.setdefault(item.sheet_id, []).append(item)
    old_set, fits = plan.cohort.criteria_set, plan.fits
    ways: dict[int, list[Fit]] = {old_set.pk: fits}
    parsed = {old_set.pk: old_set.parsed}
    for period, sheet in sources:
        key = sheet.set_of_items
        if key not in ways:  # an earlier period by a still older set
            older = CriteriaSet.objects.defer("text").get(pk=key)
            way, parsed[key] = way_between(older, plan.new_set), older.parsed
            ways[key] = fits_of(way or Crosswalk(()), older.parsed, plan.new_set.parsed)
        own = {item.criterion.code: item for item in items.get(sheet.pk, [])}
        starts = tuple(_start(fit, own, plan.cohort.cycle.year) for fit in ways[key])
        lost = tuple(_lost(own, starts, parsed[key]))
        by_unit[sheet.unit_id].begun.append(Begun(period, sheet, starts, lost))


def _start(fit: Fit, own: Mapping[str, ScoreItem], year: int) -> Start:
    items = [own[code] for code in fit.old if code in own]
    inputs = {}
    for asked in asked_of_unit(fit.leaf):
        texts = {own[code].inputs.get(asked.name, "") for code in fit.sources[asked.name]
                 if code in own} - {""}  # fmt: skip
        if len(texts) == 1 and _accepted(asked, text := texts.pop(), year):
            inputs[asked.name] = text
    anew = [title_of(one) for one in asked_of_unit(fit.leaf) if one.name not in inputs]
    single = items[0] if len(items) == 1 else None
    stands = fit.relation in (Relation.KEPT, Relation.REWEIGHTED) and single is not None
    uses = {use.revision_id: use for item in items for use in item.uses.all()}
    return Start(
        fit=fit,
        inputs=inputs,
        explanation=_explanations(items),
        claim_ground=single.claim_ground if stands and single.claim_not_applicable else "",
        uses=tuple(uses.values()),
        anew=tuple(anew) if is_self_assessed(fit.leaf) else (),
        item=single,
    )


def _accepted(asked: scoring.Input, text: str, year: int) -> bool:
    try:
        check_value(asked, parse_value(asked, text), year)
    except (BadValue, InputError):
        return False
    return True


def _explanations(items: Sequence[ScoreItem]) -> str:
    """Return what the old items explain; of several each with its code."""
    told = [item for item in items if item.explanation]
    if len(told) < 2:
        return told[0].explanation if told else ""
    return "\n".join(f"{item.criterion.code}: {item.explanation}" for item in told)


def _lost(
    own: Mapping[str, ScoreItem], starts: Iterable[Start], old: scoring.CriteriaSet
) -> Iterable[tuple[str, str, str]]:
    """Yield the answered figures that no new item takes over."""
    taken = {(code, name) for start in starts for name in start.inputs
             for code in start.fit.sources[name]}  # fmt: skip
    for leaf in old.leaves():
        item = own.get(leaf.code)
        for asked in asked_of_unit(leaf) if item else ():
            text = item.inputs.get(asked.name, "")
            if text and (leaf.code, asked.name) not in taken:
                yield leaf.code, title_of(asked), text


def title_of(asked: scoring.Input) -> str:
    """Return what an input is called, in the reader's language."""
    return _worded(asked.title or asked.name, asked.title_en)


def _worded(vietnamese: str, english: str) -> str:
    return vietnamese if is_vietnamese() or not english else english
