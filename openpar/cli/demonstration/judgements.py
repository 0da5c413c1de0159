"""What appraisers and the council judged in a round, as score layers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction

from openpar.appraisals.actions import Standing as AppraisalStanding
from openpar.appraisals.actions import appraise, assign, recognisable, recognise
from openpar.appraisals.models import APPRAISED_SOURCES, DeskItem
from openpar.assessments.computed import figures_of_sheet
from openpar.assessments.models import (
    Kind,
    LayerStatus,
    ScoreItem,
    ScoreLayer,
    SheetRevision,
    was_submitted,
)
from openpar.audit.log import record
from openpar.cli.demonstration.files import Row
from openpar.cli.demonstration.organisation import helper_of
from openpar.cli.demonstration.rounds import LoadedRound
from openpar.criteria.exact import parse_exact
from openpar.criteria.models import Criterion
from openpar.people.models import User
from openpar.scoring.numbers import Number

JUDGED = (Kind.APPRAISED, Kind.EXPLAINED, Kind.COUNCIL)
#: Layers of the file that no page writes yet.
LATER = {"explained": Kind.EXPLAINED, "council": Kind.COUNCIL}
ACCEPTED = "Chấp nhận: {ground}"
REFUSED = "Không chấp nhận đề nghị không áp dụng: đơn vị có phát sinh nhiệm vụ này trong năm."
COUNCIL = "Hội đồng thẩm định (minh hoạ)"


@transaction.atomic
def load_assignments(loaded: LoadedRound, rows: Iterable[Row]) -> dict[str, list[User]]:
    """Assign fields to the appraisers of ``rows``, all to the helper team; return by field."""
    criteria = Criterion.objects.filter(set__cohorts__cycle=loaded.cycle)
    fields = sorted(set(criteria.values_list("field_code", flat=True)))
    province = next(iter(loaded.units.values())).parent
    helper = helper_of(province)
    by_field: dict[str, list[User]] = {field: [] for field in fields}
    for row in rows:
        for field in filter(None, row["field"].split(";")):
            if field.strip() in by_field:
                user = User.objects.get(username=row["username"])
                by_field[field.strip()].append(user)
    for field, users in by_field.items():
        users.append(helper)
        for user in users:
            assign(loaded.cycle, user, field, by=loaded.coordinator)
    return by_field


@transaction.atomic
def load_judgements(
    loaded: LoadedRound, code: str, appraisers: dict[str, list[User]], *, later: bool
) -> None:
    """Appraise one unit's disputed points and claims; ``later`` adds what came after appraisal."""
    unit = loaded.units[code]
    items = _items(loaded, code)
    if not items or ScoreLayer.objects.filter(item__in=items.values(), kind__in=JUDGED).exists():
        return
    for row, kind in _judged(loaded, code):
        item = items[row["criterion"]]
        by = _appraiser(appraisers[item.criterion.field_code], unit.pk)
        if kind is Kind.APPRAISED and item.criterion.source in APPRAISED_SOURCES:
            points = _points(row, item, items.values())
            appraise(item, by=by, points=points, reason=row["reason"])
        elif later or kind is Kind.APPRAISED:
            _write(item, kind, row)


def recognise_rest(loaded: LoadedRound, code: str, appraisers: dict[str, list[User]]) -> None:
    """Recognise the self points of a unit where rule and unit agree, field by field."""
    unit = loaded.units[code]
    by_field: dict[str, list[DeskItem]] = defaultdict(list)
    for item in _items(loaded, code).values():
        standing = AppraisalStanding.of(item.layers.all())
        plain = standing.appraised is None and recognisable(item, standing)
        if plain and item.criterion.source in APPRAISED_SOURCES:
            by_field[item.criterion.field_code].append(item)
    for field, items in by_field.items():
        recognise(items, by=_appraiser(appraisers[field], unit.pk))


def _items(loaded: LoadedRound, code: str) -> dict[str, DeskItem]:
    """Return the items of a submitted sheet by criterion code."""
    rows = DeskItem.objects.filter(
        was_submitted("sheet__"),
        sheet__cycle=loaded.cycle,
        sheet__period__kind="year",
        sheet__unit=loaded.units[code],
    )
    rows = rows.select_related("criterion__set", "sheet__cycle", "sheet__period", "sheet__unit")
    rows = rows.with_layers()
    return {item.criterion.code: item for item in rows}


def _judged(loaded: LoadedRound, code: str) -> Iterator[tuple[Row, Kind]]:
    """Yield the judgements of one unit in the order of the process, claims first."""
    rows = loaded.folder.of_unit("points", code)
    for claim in loaded.folder.of_unit("claims", code):
        accepted = claim["decision"] == "accepted"
        reason = ACCEPTED.format(ground=claim["ground"]) if accepted else REFUSED
        yield {**claim, "points": "", "reason": reason}, Kind.APPRAISED
    yield from ((row, Kind.APPRAISED) for row in rows if row["layer"] == "appraised")
    for name, kind in LATER.items():
        yield from ((row, kind) for row in rows if row["layer"] == name)


def _points(row: Row, item: DeskItem, items: Iterable[DeskItem]) -> Number | None:
    """Return the points of a judgement; a refused claim leaves what the rule computes."""
    if row["points"]:
        return parse_exact(row["points"])
    if row["decision"] == "accepted":
        return None
    sheet = item.sheet
    figures = figures_of_sheet(sheet, item.criterion.set.parsed, items)
    return figures.mark(item.criterion.code).points or 0


def _appraiser(users: list[User], unit: int) -> User:
    """Return the first who may appraise the unit: nobody appraises the own one."""
    return next(
        user for user in users if unit not in {a.unit_id for a in user.appointments_today()}
    )


def _write(item: ScoreItem, kind: Kind, row: Row) -> None:
    """Write a layer that no page writes yet, with its event."""
    points = parse_exact(row["points"]) if row["points"] else None
    ScoreLayer.objects.create(
        item_id=item.pk,
        kind=kind,
        status=LayerStatus.NOT_APPLICABLE if points is None else LayerStatus.SCORED,
        points=points,
        inputs=item.inputs,
        reason=row["reason"],
        author="hoi-dong",
        author_name=COUNCIL,
        sheet_revision=SheetRevision.objects.filter(sheet=item.sheet_id).latest("number"),
    )
    record(f"appraisals.{kind}_imported", item, by=None, points=points, reason=row["reason"])
