"""What every request passes, in this order: who, how often, from where, what for, and once.

Then the operation itself, which asks the same querysets, permissions and actions as the pages.
"""

from collections.abc import Callable, Iterator
from functools import partial, wraps

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.http import conditional_page
from ninja import NinjaAPI
from ninja.operation import Operation, PathView

from openpar.api.identification import (
    SAFE,
    check_csrf,
    check_rate,
    check_scope,
    identify,
    identify_after_the_body,
)
from openpar.api.refusals import NOT_AS_EXPECTED, SHAPES, Refusal, joined, not_there, refuse
from openpar.api.remembering import key_of, remembered
from openpar.people.access import View, admits, declared


def addresses(api: NinjaAPI) -> Iterator[URLPattern]:
    """Yield the address of each path of the interface with the view that serves it."""
    for router in api._get_bound_routers():
        for route, path_view in router.path_operations.items():
            whole = "/".join(part.strip("/") for part in (router.prefix, route) if part.strip("/"))
            address = whole.replace("{", "<").replace("}", ">")
            yield path(address, served(path_view))


def served(path_view: PathView) -> View:
    """Return the view of one path; it is declared only if each of its operations is."""
    inner = path_view.get_view()

    def view(request: HttpRequest, **places: object) -> HttpResponse:
        with override(_language(request)):
            answer = _answered(request, path_view, partial(inner, **places))
        patch_vary_headers(answer, ["Accept-Language", "Authorization", "Cookie"])
        answer.headers.setdefault("Cache-Control", "private, no-cache")
        return answer

    guarded = _head_as_get(conditional_page(view))
    who = [declared(operation.view_func) for operation in path_view.operations]
    if all(who):
        guarded.access = tuple(dict.fromkeys(word for words in who for word in words))
    guarded.login_required = False  # the answer is 401, not a page to sign in on
    guarded.csrf_exempt = True  # asked in ``check_csrf``, for sessions only
    return guarded


def _head_as_get(view: View) -> View:
    """A HEAD is the GET that it asks about; the server leaves the body out."""

    @wraps(view)
    def reading(request: HttpRequest, **places: object) -> HttpResponse:
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        try:
            return view(request, **places)
        finally:
            request.method = asked

    return reading


def _language(request: HttpRequest) -> str:
    return "en" if request.headers.get("Accept-Language", "").lower().startswith("en") else "vi"


def _answered(
    request: HttpRequest, path_view: PathView, act: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    operation = next((one for one in path_view.operations if request.method in one.methods), None)
    if operation is None:
        return _not_allowed(path_view)
    for check in (
        identify,
        partial(check_rate, most=settings.API_REQUESTS_PER_MINUTE),
        identify_after_the_body,
        check_csrf,
        check_scope,
        partial(_check_role, operation=operation),
        partial(_check_parameters, operation=operation),
    ):
        if refusal := check(request):
            return refusal
    if request.method in SAFE:
        return _in_both_languages(request, act)
    key = key_of(request)
    if isinstance(key, Refusal):
        return key
    run = partial(_in_both_languages, request, act)
    return remembered(request, key, run) if key else run()


def _in_both_languages(
    request: HttpRequest, act: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    """Act; where the answer is a refusal, hear it in the other language as well.

    The second hearing is undone whatever comes of it: the first one has been answered.
    """
    answer = act(request)
    if not isinstance(answer, Refusal) or answer.is_complete:
        return answer
    other = "vi" if _language(request) == "en" else "en"
    for files in request.FILES.values():
        files.seek(0)
    with transaction.atomic(), override(other):
        second = act(request)
        transaction.set_rollback(True)
    return joined(answer, second)


def _check_role(request: HttpRequest, operation: Operation) -> Refusal | None:
    """Answer like what does not exist before anything that was sent is looked at."""
    return None if admits(declared(operation.view_func), request.user) else not_there()


def _check_parameters(request: HttpRequest, operation: Operation) -> Refusal | None:
    """Refuse a parameter that nobody knows: a mistyped filter must not show everything."""
    known = {
        name
        for model in operation.models
        if model.__ninja_param_source__ == "query"
        for name in (getattr(model, "__ninja_flatten_map__", None) or model.model_fields)
    }
    unknown = [(name, SHAPES["unknown_parameter"]) for name in request.GET if name not in known]
    return refuse(422, NOT_AS_EXPECTED, unknown) if unknown else None


def _not_allowed(path_view: PathView) -> Refusal:
    refusal = refuse(405, _("This address does not take this method."))
    methods = {method for one in path_view.operations for method in one.methods}
    refusal["Allow"] = ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
    return refusal
