"""What goes wrong, as JSON: the status, a sentence in both languages, and the fields it is about.

What is absent and what a person may not see is one and the same answer, byte for byte.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from ninja.errors import ValidationError as ShapeError

LANGUAGES = ("vi", "en")
NOT_THERE = _("There is nothing at this address, or it is not for this account.")
NOT_AS_EXPECTED = _("Something that was sent cannot be accepted; see the fields.")


class FieldProblem(Schema):
    """One field that was refused; ``field`` is its name, empty for the request as a whole."""

    field: str
    vi: str
    en: str


class Problem(Schema):
    """Why a request was refused, in Vietnamese and in English."""

    status: int
    vi: str
    en: str
    errors: list[FieldProblem]


@dataclass(frozen=True, slots=True)
class Told:
    """A refusal in one language: a sentence, and a field with its sentence for each breach."""

    sentence: str
    fields: tuple[tuple[str, str], ...] = ()


class Refusal(JsonResponse):
    """An answer that says no. ``told`` is kept until the other language has been heard too."""

    def __init__(self, status: int, told: Mapping[str, Told], extra: Mapping[str, object]) -> None:
        self.told, self.extra = dict(told), dict(extra)
        one = next(iter(self.told.values()))
        spoken = {language: self.told.get(language, one) for language in LANGUAGES}
        same = all(len(each.fields) == len(one.fields) for each in spoken.values())
        body = {
            "status": status,
            **{language: each.sentence for language, each in spoken.items()},
            "errors": [
                {"field": name}
                | {
                    language: each.fields[place][1] if same else sentence
                    for language, each in spoken.items()
                }
                for place, (name, sentence) in enumerate(one.fields)
            ],
        }
        super().__init__(
            body | self.extra, status=status, json_dumps_params={"ensure_ascii": False}
        )

    @property
    def is_complete(self) -> bool:
        """Whether it speaks both languages already."""
        return len(self.told) == len(LANGUAGES)


def refuse(status: int, sentence: Promise, fields: Iterable[tuple[str, Promise]] = ()) -> Refusal:
    """Refuse with sentences that are known in both languages."""
    fields, told = list(fields), {}
    for language in LANGUAGES:
        with override(language):
            spoken = tuple((name, str(text)) for name, text in fields)
            told[language] = Told(str(sentence), spoken)
    return Refusal(status, told, {})


def refused_now(
    status: int,
    sentence: str,
    fields: Iterable[tuple[str, str]] = (),
    extra: Mapping[str, object] | None = None,
) -> Refusal:
    """Refuse with sentences of the language that is active now."""
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    return Refusal(status, {language: Told(sentence, tuple(fields))}, extra or {})


def joined(first: Refusal, second: object) -> Refusal:
    """Return a refusal in both languages; ``second`` is what was answered in the other one."""
    if not isinstance(second, Refusal) or second.status_code != first.status_code:
        return first
    return Refusal(first.status_code, first.told | second.told, first.extra)


def not_there(request: HttpRequest | None = None, *_rest: object, **_named: object) -> Refusal:
    """404: absent, or not for this person."""
    return refuse(404, NOT_THERE)


def forbidden(request: HttpRequest, refusal: PermissionDenied) -> Refusal:
    """403: seen, but not allowed; with the reason of the permission."""
    return refused_now(403, str(refusal) or _now("Your appointments of today do not include this."))


def breached(request: HttpRequest, error: ValidationError) -> Refusal:
    """422: a rule of the business is broken; each breach on its field."""
    if hasattr(error, "error_dict"):
        named = error.message_dict.items()
        fields = [(_field(name), text) for name, texts in named for text in texts]
    else:
        fields = [("", text) for text in error.messages]
    return refused_now(422, str(NOT_AS_EXPECTED), fields)


def misshapen(request: HttpRequest, error: ShapeError) -> Refusal:
    """422: a field has not the shape that the schema asks for."""
    return refuse(
        422,
        NOT_AS_EXPECTED,
        [(_place(each["loc"]), SHAPES.get(each["type"], SHAPES[""])) for each in error.errors],
    )


def _field(name: str) -> str:
    return "" if name == NON_FIELD_ERRORS else name


def _place(location: Iterable[object]) -> str:
    """Return a field's name without the part of the request and our own names for bodies."""
    parts = [str(part) for part in location]
    return ".".join(part for part in parts[1:] if part not in ("given", "asked", "payload"))


#: Sentences for what pydantic finds, by the type of its error.
SHAPES: Mapping[str, Promise] = {
    "": _("This value has not the form that is expected."),
    "missing": _("This field is required."),
    "extra_forbidden": _("There is no such field."),
    "enum": _("This is none of the words that are known here."),
    "literal_error": _("This is none of the words that are known here."),
    "string_type": _('A text is expected. Numbers are written as text, for example "1.25".'),
    "string_too_long": _("This text is too long."),
    "string_too_short": _("This text is too short."),
    "string_pattern_mismatch": _("This text has not the form that is expected."),
    "int_type": _("A whole number is expected."),
    "int_parsing": _("A whole number is expected."),
    "bool_type": _("true or false is expected."),
    "greater_than_equal": _("This number is too small."),
    "less_than_equal": _("This number is too large."),
    "day": _("A day is expected, for example 2026-12-31."),
    "moment": _("A moment with its time zone is expected, for example 2026-12-31T17:00:00+07:00."),
    "unreadable_text": _("This text holds characters that cannot be stored."),
    "cursor": _("This place in the list is not known; begin without a cursor."),
    "unknown_parameter": _("There is no such parameter."),
}
