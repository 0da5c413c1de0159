"""The interface described: OpenAPI 3.1 for programs, one plain page for people."""

from dataclasses import dataclass, field
from functools import cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import conditional_page, require_safe
from ninja.openapi.schema import REF_TEMPLATE

from openpar.api.interface import API
from openpar.api.refusals import Problem
from openpar.api.remembering import HEADER, LONGEST
from openpar.people.access import access, declared

PREFIX = "/api/v1"
#: What any operation may answer beside its own answers, and why.
EVERYWHERE = {
    401: "No token in force, and no session",
    404: "Absent, or not for this account: the same answer",
    405: "The address does not take this method",
    422: "A field was refused; each with its sentence",
    429: "Too many requests in this minute",
}
UNSAFE = {403: "Seen, but not allowed; with the reason", 409: "Changed meanwhile; both values"}
TAGS = (
    gettext_noop("account"),
    gettext_noop("units"),
    gettext_noop("appointments"),
    gettext_noop("criteria sets"),
    gettext_noop("cycles"),
    gettext_noop("boards"),
    gettext_noop("documents"),
    gettext_noop("score sheets"),
    gettext_noop("appraisal"),
    gettext_noop("results"),
    gettext_noop("events"),
)
_METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(slots=True)
class Described:
    """One operation on the page: how it is called, what it does, who may, what it takes."""

    method: str
    path: str
    summary: str
    description: str
    roles: tuple[str, ...]
    parameters: list[dict[str, object]] = field(default_factory=list)
    body: tuple[str, list[tuple[str, str]]] | None = None
    answer: list[tuple[str, str]] | None = None


@require_safe
@access("anyone")
@conditional_page
def openapi(request: HttpRequest) -> HttpResponse:
    """The description as OpenAPI 3.1."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@require_safe
@access("anyone")
def page(request: HttpRequest) -> HttpResponse:
    """The same for people, without a script and without anything from elsewhere."""
    return render(request, "api/documentation.html", {"groups": _groups(), "prefix": PREFIX})


@cache
def document() -> dict[str, object]:
    """Return the OpenAPI document: what ninja knows, and what every request passes."""
    made = API.get_openapi_schema(path_prefix=f"{PREFIX}/")
    problem = Problem.model_json_schema(ref_template=REF_TEMPLATE)
    schemas = made["components"]["schemas"]
    schemas.update(problem.pop("$defs"), Problem=problem)
    roles = _roles()
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            operation["x-access"] = list(roles[method, path])
            _add_answers(operation, method)
    return made


def _add_answers(operation: dict[str, object], method: str) -> None:
    """Add the refusals that any operation may answer, and the key of unsafe ones."""
    answers = EVERYWHERE if method == "get" else EVERYWHERE | UNSAFE
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for status, description in answers.items():
        content = {"application/json": schema}
        known = {"description": description, "content": content}
        operation["responses"].setdefault(status, known)
    if method == "get":
        operation["responses"][304] = {"description": "Not changed since If-None-Match"}
        return
    operation["parameters"].append(
        {
            "in": "header",
            "name": HEADER,
            "required": False,
            "description": "The same key gets the first answer; nothing is done twice",
            "schema": {"type": "string", "pattern": "^[A-Za-z0-9._~-]*$", "maxLength": LONGEST},
        }
    )


def _roles() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return who may use each operation, by method and path of the document."""
    found = {}
    for router in API._get_bound_routers():
        for route, path_view in router.path_operations.items():
            path = f"{PREFIX}/{route.strip('/')}".replace("{int:", "{")
            for operation in path_view.operations:
                for method in operation.methods:
                    found[method.lower(), path] = declared(operation.view_func)
    return found


def _groups() -> list[tuple[str, list[Described]]]:
    """Return the operations by resource, in the order of the yearly process."""
    groups: dict[str, list[Described]] = {tag: [] for tag in TAGS}
    for path, operations in document()["paths"].items():
        for method in _METHODS:
            if method in operations:
                described = _described(method.upper(), path, operations[method])
                groups[operations[method]["tags"][0]].append(described)
    return [(_(tag), rows) for tag, rows in groups.items() if rows]


def _described(method: str, path: str, operation: dict[str, object]) -> Described:
    answers = {int(status): answer for status, answer in operation["responses"].items()}
    body = operation.get("requestBody", {}).get("content", {})
    done = answers.get(201) or answers.get(200, {})
    media_type, sent = next(iter(body.items()), ("", None))
    return Described(
        method=method,
        path=path,
        summary=_(operation["summary"]),
        description=operation.get("description", ""),
        roles=tuple(operation["x-access"]),
        parameters=operation["parameters"],
        body=(media_type, _fields(sent["schema"])) if sent else None,
        answer=_fields(done.get("content", {}).get("application/json", {}).get("schema", {})),
    )


def _fields(schema: dict[str, object]) -> list[tuple[str, str]]:
    """Return the fields of an object and their types, a star where one is required."""
    schema = _resolved(schema)
    required = schema.get("required", ())
    return [
        (name, f"{_type(each)} *" if name in required else _type(each))
        for name, each in schema.get("properties", {}).items()
    ]


def _resolved(schema: dict[str, object]) -> dict[str, object]:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return document()["components"]["schemas"][name] if name else schema


def _type(schema: dict[str, object]) -> str:
    """Return a type in a few letters: ``string``, ``date``, ``Layer | null``, ``[ItemRow]``."""
    if "$ref" in schema:
        found = _resolved(schema)
        words = found.get("enum")
        return " | ".join(words) if words else schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(_type(each) for each in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type") or "any")
