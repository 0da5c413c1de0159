"""The head's page: what was sent up, what changed since the last time, sign or return."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openpar.assessments import moves, moving, signing
from openpar.assessments.differences import between
from openpar.assessments.forms_life import RemarkForm
from openpar.assessments.models import ScoreSheet
from openpar.assessments.views import READERS, sheet_context, visible_sheet
from openpar.people.access import access
from openpar.people.models import Role


@access(*READERS)
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, cycle: str, unit: str) -> HttpResponse:
    """Read what was sent up, then sign it off, or return it with remarks."""
    found = visible_sheet(request, cycle, unit)
    items = list(found.items.select_related("criterion").order_by("criterion__position"))
    form = RemarkForm(request.POST or None, items=items, label=_("Remark on"))
    if request.method == "GET":
        return _page(request, found, form)
    if request.POST.get("move") == "return_inside":
        return _returned(request, found, form)
    version = request.POST.get("version", "")
    try:
        signing.sign(found, by=request.user, version=int(version) if version.isdecimal() else None)
    except moving.ChangedMeanwhileError:
        sentence = _("The sheet changed meanwhile. Read it again, then sign.")
        return _page(request, found, form, 409, sentence)
    messages.success(request, _("The sheet is signed off."))
    return redirect("assessments:submit", cycle, unit)


def _returned(request: HttpRequest, found: ScoreSheet, form: RemarkForm) -> HttpResponse:
    moves.may(request.user, found, "return_inside").or_403()
    if not form.is_valid():
        return _page(request, found, form, 422)
    try:
        signing.return_inside(
            found, by=request.user, overall=form.cleaned_data["overall"], remarks=form.texts
        )
    except ValidationError as refusal:
        form.refused(refusal)
        return _page(request, found, form, 422)
    messages.success(request, _("The sheet is back with the officers, with your remarks."))
    return redirect("assessments:sheet", found.place, found.unit.code)


def _page(
    request: HttpRequest, found: ScoreSheet, form: RemarkForm, status: int = 200, notice: str = ""
) -> HttpResponse:
    context = sheet_context(request, found)
    sent = list(found.sent_up.order_by("-number")[:2])
    newest, before = (*sent, None, None)[:2]
    parsed = context["criteria_set"].parsed
    changes = between(before.content if before else None, newest.content, parsed) if newest else []
    context |= {
        "notice": notice,
        "form": form,
        "newest": newest,
        "before": before,
        "changes": changes,
        "remarked": [(row, form.field(code)) for code, row in context["rows_by_code"].items()],
        "may_sign": moves.may(request.user, found, "sign"),
        "may_return": moves.may(request.user, found, "return_inside"),
        "for_the_head": not _is_head(request, found),
    }
    return render(request, "assessments/sign.html", context, status=status)


def _is_head(request: HttpRequest, found: ScoreSheet) -> bool:
    return Role.HEAD in request.user.roles_in(found.unit)
