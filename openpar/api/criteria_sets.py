"""Criteria sets: versions, the annex, the checks; loaded as drafts, published once."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, gettext_noop
from ninja import File, Query, Router, Schema, Status
from ninja.files import UploadedFile

from openpar.api.paging import BY_KEY, Page, Paging, page
from openpar.api.shapes import written
from openpar.criteria import actions
from openpar.criteria.annex import annex
from openpar.criteria.forms import SetFileForm
from openpar.criteria.models import CriteriaSet
from openpar.criteria.views.sets import load_from
from openpar.people.access import access

router = Router(tags=["criteria sets"])


class SetRow(Schema):
    """One version of a criteria set; ``total`` in points, ``sha256`` of its file."""

    code: str
    version: int
    title: str
    title_en: str
    level: str
    kind: str
    total: str
    state: str
    sha256: str
    decision_number: str
    decision_date: date | None
    issuer: str
    in_force: date | None
    in_force_to: date | None
    published_at: datetime | None


class AnnexLine(Schema):
    """One line of the annex: a field, a criterion or a component; ``level`` 0 for a field."""

    code: str
    title: str
    level: int
    maximum: str | None
    is_leaf: bool
    scoring: list[str]
    evidence: list[str]
    lead: str
    guide: str


class SetInFull(SetRow):
    """A version with the lines of its annex."""

    lines: list[AnnexLine]


class Check(Schema):
    """What a check found, and where: the line, and for a workbook its sheet and column."""

    check: str
    line: int | None
    sheet: str
    column: str
    vi: str
    en: str


class Checks(Schema):
    """What keeps a draft from being published; a published version has nothing."""

    defects: list[Check]


@router.get("/criteria-sets", response=Page[SetRow], summary=gettext_noop("List criteria sets"))
@access("signed in")
def sets(request: HttpRequest, asked: Query[Paging]) -> dict[str, object]:
    """Published versions; drafts only for who prepares or audits them."""
    rows = CriteriaSet.objects.visible_to(request.user).defer("text")
    return page(rows, BY_KEY, asked, shown)


@router.get(
    "/criteria-sets/{code}/{int:version}",
    response=SetInFull,
    summary=gettext_noop("One criteria set"),
)
@access("signed in")
def criteria_set(request: HttpRequest, code: str, version: int) -> dict[str, object]:
    """A version as its decision prints it, with how each leaf is scored."""
    found = _visible(request, code, version)
    lines = [
        {name: getattr(row, name) for name in AnnexLine.model_fields}
        | {"maximum": written(row.maximum)}
        for row in annex(found.parsed, get_language() or "vi")
    ]
    return shown(found) | {"lines": lines}


@router.get(
    "/criteria-sets/{code}/{int:version}/checks",
    response=Checks,
    summary=gettext_noop("Checks of a criteria set"),
)
@access("signed in")
def checks(request: HttpRequest, code: str, version: int) -> dict[str, object]:
    """What the checks found, in both languages."""
    return {"defects": [_check(each) for each in _visible(request, code, version).defects]}


@router.post(
    "/criteria-sets", response={201: SetInFull}, summary=gettext_noop("Load a criteria set")
)
@access("coordinator", "inner_coordinator")
def load(request: HttpRequest, response: HttpResponse, file: File[UploadedFile]) -> Status:
    """Load a YAML or Excel file as a draft. The same text is loaded once."""
    form = SetFileForm({}, {"file": file})
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    loaded = load_from(form, request.user)
    response["Location"] = f"/api/v1/criteria-sets/{loaded.code}/{loaded.version}"
    return Status(201, criteria_set(request, loaded.code, loaded.version))


@router.post(
    "/criteria-sets/{code}/{int:version}/publish",
    response=SetRow,
    summary=gettext_noop("Publish a criteria set"),
)
@access("coordinator", "inner_coordinator")
def publish(request: HttpRequest, code: str, version: int) -> dict[str, object]:
    """Publish a draft: from then on nothing of it changes."""
    return shown(actions.publish_set(_visible(request, code, version), by=request.user))


def _visible(request: HttpRequest, code: str, version: int) -> CriteriaSet:
    rows = CriteriaSet.objects.visible_to(request.user).defer("text")
    return get_object_or_404(rows, code=code, version=version)


def shown(found: CriteriaSet) -> dict[str, object]:
    """Return a version as it is answered."""
    row = {name: getattr(found, name) for name in SetRow.model_fields}
    return row | {"total": written(found.total)}


def _check(defect: dict[str, object]) -> dict[str, object]:
    return {
        "check": defect["check"],
        "line": defect["line"],
        "sheet": defect.get("sheet", ""),
        "column": str(defect.get("column", "") or ""),
        "vi": defect["message_vi"],
        "en": defect["message_en"],
    }
