"""Pages that change one unit: enter, change from a day on, end, its service points."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from openpar.people import lineage
from openpar.people import units as actions
from openpar.people.access import access
from openpar.people.models import Reorganisation, Role, ServicePoint, Unit
from openpar.people.unit_forms import ChangeUnitForm, EndForm, NewUnitForm, ServicePointForm


@require_http_methods(["GET", "POST"])
@access(Role.COORDINATOR)
def create(request: HttpRequest) -> HttpResponse:
    """Enter a unit."""
    form = NewUnitForm(request.POST or None, initial={"parent": request.GET.get("parent", "")})
    words = {"heading": _("New unit"), "button": _("Enter the unit")}

    def act() -> Unit:
        given = form.cleaned_data
        unit = Unit(code=given["code"], valid_from=given["valid_from"], **form.facts())
        return actions.create_unit(unit, by=request.user, decision=given["decision"])

    return _page(request, None, form, act, words)


@require_http_methods(["GET", "POST"])
@access(Role.COORDINATOR)
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Change facts from a day on. A new name with its decision becomes an act of the lineage."""
    unit = get_object_or_404(Unit.objects.select_related("parent"), code=code)
    superior = unit.parent.code if unit.parent else ""
    form = ChangeUnitForm(request.POST or None, instance=unit, initial={"parent": superior})
    words = {"heading": _("Change the unit"), "button": _("Save the change")}

    def act() -> Unit:
        given = form.cleaned_data
        if given["decided_on"] and given["decision"] and given["name"] != unit.name:
            decree = Reorganisation(
                decision=given["decision"],
                decided_on=given["decided_on"],
                valid_from=given["from_day"],
            )
            lineage.rename(decree, unit, form.facts(), by=request.user)
            return unit
        return actions.change_unit(
            unit,
            form.facts(),
            from_day=given["from_day"],
            by=request.user,
            decision=given["decision"],
        )

    return _page(request, unit, form, act, words)


@require_http_methods(["GET", "POST"])
@access(Role.COORDINATOR)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """End a unit with a day."""
    unit = get_object_or_404(Unit, code=code)
    form = EndForm(request.POST or None)
    words = {
        "heading": _("End the unit"),
        "button": _("End the unit"),
        "text": _("Appointments in it end with it. Where others take over, reorganise instead."),
    }
    return _page(
        request, unit, form,
        lambda: actions.close_unit(unit, by=request.user, **form.cleaned_data), words,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@access(Role.COORDINATOR)
def open_service_point(request: HttpRequest, code: str) -> HttpResponse:
    """Enter a service point of a unit (S4-25)."""
    unit = get_object_or_404(Unit, code=code)
    form = ServicePointForm(request.POST or None, instance=ServicePoint(unit=unit))
    words = {"heading": _("New service point"), "button": _("Enter the service point")}

    def act() -> Unit:
        point = ServicePoint(unit=unit, **form.cleaned_data)
        return actions.open_service_point(point, by=request.user).unit

    return _page(request, unit, form, act, words)


@require_http_methods(["GET", "POST"])
@access(Role.COORDINATOR)
def close_service_point(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """End a service point with a day."""
    points = ServicePoint.objects.select_related("unit")
    point = get_object_or_404(points, unit__code=code, pk=number)
    form = EndForm(request.POST or None)
    del form.fields["decision"]
    words = {"heading": _("End the service point"), "button": _("End it"), "text": point.name}

    def act() -> Unit:
        actions.close_service_point(point, by=request.user, **form.cleaned_data)
        return point.unit

    return _page(request, point.unit, form, act, words)


def _page(
    request: HttpRequest,
    unit: Unit | None,
    form: forms.BaseForm,
    act: Callable[[], Unit],
    words: dict[str, str],
) -> HttpResponse:
    """Show the form; when it is sent, act, and come back with what was typed if it is refused."""
    if request.method == "POST" and form.is_valid():
        try:
            done = act()
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:unit", done.code)
    context = {"unit": unit, "form": form, **words}
    return render(request, "people/unit_form.html", context, status=422 if form.errors else 200)


def add_refusal(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Put the sentences of an action beside their fields, those of no field above the form."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields and name != NON_FIELD_ERRORS else None, errors)
