"""What happens to criteria sets: loaded as drafts, published once. Lock, ask, change, record."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import permissions
from openpar.criteria.models import CriteriaSet, Criterion
from openpar.people.formats import is_vietnamese
from openpar.people.models import Role, Unit, User
from openpar.scoring.defects import Defect, Place
from openpar.scoring.sets import model as scoring
from openpar.scoring.sets.check import check_set
from openpar.scoring.sets.reading import read_set


@transaction.atomic
def load_set(text: str, *, by: User, source: scoring.CriteriaSet | None = None) -> CriteriaSet:
    """Load a set file as a draft, with the defects found in it. The same text is loaded once.

    ``source`` is the same set as it was read from a workbook: its defects name sheets and cells.
    Loaded by the coordinator of an inner exercise, the set belongs to that body.

    Raises
    ------
    ValidationError
        Another body has a set of this code.
    openpar.scoring.sets.reading.SetError
        The text cannot be read as a set at all; it names lines and reasons.
    """
    permissions.may_load_set(by).or_403()
    parsed = read_set(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    versions = CriteriaSet.objects.select_for_update().filter(code=parsed.code)
    known = list(versions.order_by("-version"))
    owner = _owner(by)
    if known and known[0].owner != owner:
        raise ValidationError(
            _("Another body has a set with the code “%(code)s”. Give yours another code.")
            % {"code": parsed.code}
        )
    for version in known:
        if version.sha256 == digest:
            return version
    criteria_set = CriteriaSet.objects.create(
        **_head(parsed),
        version=known[0].version + 1 if known else 1,
        owner=owner,
        text=text,
        sha256=digest,
        defects=[stored(defect) for defect in check_set(source or parsed)],
    )
    for level in _levels(criteria_set, parsed):
        Criterion.objects.bulk_create(level)
    record("criteria.loaded", criteria_set, by=by, sha256=digest, defects=len(criteria_set.defects))
    return criteria_set


@transaction.atomic
def publish_set(criteria_set: CriteriaSet, *, by: User) -> CriteriaSet:
    """Publish a draft: from here on triggers keep it as it is.

    Raises
    ------
    django.core.exceptions.ValidationError
        The set has defects; one message each, with line and reason.
    """
    criteria_set = CriteriaSet.objects.select_for_update().get(pk=criteria_set.pk)
    permissions.may_publish_set(by, criteria_set).or_403()
    defects = [stored(defect) for defect in check_set(criteria_set.parsed)]
    if defects:
        raise ValidationError(
            [_("This set has defects and cannot be published:"), *defect_sentences(defects)]
        )
    CriteriaSet.objects.filter(pk=criteria_set.pk).update(
        state=CriteriaSet.State.PUBLISHED, published_at=Now(), defects=[]
    )
    criteria_set.refresh_from_db()
    record("criteria.published", criteria_set, by=by, sha256=criteria_set.sha256)
    return criteria_set


def defect_sentences(defects: Iterable[dict[str, object]]) -> list[str]:
    """Return defects as sentences in the person's language: ``Line 12 [V3]: …``."""
    return [_sentence(defect, "vi" if is_vietnamese() else "en") for defect in defects]


def _sentence(defect: dict[str, object], language: str) -> str:
    """Return one defect with its line, or with the sheet and cell of its workbook."""
    words = {**defect, "message": defect[f"message_{language}"]}
    if "sheet" not in defect:
        return _("Line %(line)s [%(check)s]: %(message)s") % words
    place = Place(defect["line"], defect["column"], defect["sheet"]).text(language)
    words["place"] = place[:1].upper() + place[1:]
    return _("%(place)s [%(check)s]: %(message)s") % words


def stored(defect: Defect) -> dict[str, object]:
    """Return a defect of the set language as it is stored with a draft."""
    found: dict[str, object] = {
        "check": defect.check,
        "line": defect.line,
        "message_vi": defect.vi,
        "message_en": defect.en,
    }
    if defect.place.sheet:
        found |= {"sheet": defect.place.sheet, "column": defect.place.column}
    return found


def _owner(by: User) -> Unit | None:
    """Return the body whose set it is: none for those of the standing body."""
    inner = by.units(Role.INNER_COORDINATOR)
    return None if by.holds(Role.COORDINATOR) or not inner else inner[0]


def _head(parsed: scoring.CriteriaSet) -> dict[str, object]:
    """Return the columns that come from the head of the set file."""
    decision = parsed.decision
    return {
        "code": parsed.code,
        "title": parsed.title,
        "title_en": parsed.title_en,
        "level": parsed.level,
        "kind": parsed.kind,
        "total": parsed.total,
        "decision_number": decision.number,
        "decision_date": decision.date,
        "issuer": decision.issuer,
        "in_force": decision.in_force,
        "in_force_to": decision.in_force_to,
    }


def _levels(criteria_set: CriteriaSet, parsed: scoring.CriteriaSet) -> Iterator[list[Criterion]]:
    """Yield one row per node, a list per depth: a row's parent must be stored before it."""
    rows: dict[str, Criterion] = {}
    for position, (node, parent, block, field_code) in enumerate(_nodes(parsed), start=1):
        above = rows.get(parent)
        rows[node.code] = Criterion(
            set=criteria_set,
            code=node.code,
            parent=above,
            position=position,
            depth=above.depth + 1 if above else 0,
            title=node.title,
            title_en=node.title_en,
            maximum=node.maximum,
            is_leaf=node.is_leaf,
            source=node.source,
            lead=node.lead,
            block=block,
            field_code=field_code,
        )
    for _depth, level in groupby(sorted(rows.values(), key=_depth_of), key=_depth_of):
        yield list(level)


def _depth_of(criterion: Criterion) -> int:
    return criterion.depth


def _nodes(
    parsed: scoring.CriteriaSet,
) -> Iterator[tuple[scoring.Node, str, str, str]]:
    """Yield node, code of its parent, block and field code. A code used twice comes once."""
    seen: set[str] = set()

    def below(node: scoring.Node, parent: str, block: str, field_code: str):
        if node.code in seen:
            return  # a defect of the draft (V1); it cannot be published
        seen.add(node.code)
        yield node, parent, block, field_code
        for child in node.children:
            yield from below(child, node.code, block, field_code)

    for root in parsed.fields:
        yield from below(root, "", Criterion.Block.FIELD, root.code)
    for block, name in ((parsed.bonus, Criterion.Block.BONUS), (parsed.penalty, "penalty")):
        for root in block.criteria if block else ():
            yield from below(root, "", name, name)
