"""Every address of the program, with the objects of one side put into its places."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import get_resolver

from openpar.people.access import declared, walk

#: What stands in a place: by the name of the place, or by the folder before it and the name.
PLACES = {
    "cycle": "cycle", "cycle_code": "cycle", "unit": "unit", "set_code": "set", "field": "field",
    "username": "username", "use_id": "use", "revision_id": "revision", "version": "version",
    "items/pk": "item", "appointments/pk": "appointment", "receipts/number": "number",
    "documents/pk": "document", "units/code": "unit", "cycles/code": "cycle", "sets/code": "set",
    "criteria/code": "criterion",
    "number": "number", "kind": "phase", "year": "year", "day": "day",
}  # fmt: skip
#: What is the same on every side.
COMMON = {"field": "1", "criterion": "1.1", "version": 1, "number": 1, "year": 2026,
          "day": "2026-01-01", "phase": "appraisal"}  # fmt: skip
#: What names an object of a unit; everything else is there for everybody.
OF_A_UNIT = ("unit", "item", "use", "revision", "document", "username", "appointment")
_PLACE = re.compile(r"(?:([\w.-]+)/)?<(?:(\w+):)?(\w+)>")
_ABSENT = {"int": 987_654_321, "slug": "khong-co", "str": "khong-co", "day": "2026-01-01"}


@dataclass(frozen=True, slots=True)
class Address:
    """A route with who may open it and the kinds of objects in its places, in order."""

    route: str
    who: tuple[str, ...]
    places: tuple[tuple[str, str], ...]

    @property
    def is_interface(self) -> bool:
        """Whether programs ask here: a stranger gets 401, a body of the wrong shape 422 before
        anything is looked up, and a method that is not offered 405 before any token."""
        return self.route.startswith("api/")

    def filled(self, things: Mapping[str, object], absent: tuple[str, ...] = ()) -> str:
        """Return the path with ``things`` in the places; kinds in ``absent`` name nothing."""
        values = iter([
            _ABSENT.get(converter, 1)
            if kind in absent or kind not in things | COMMON
            else (COMMON | dict(things))[kind]
            for kind, converter in self.places
        ])  # fmt: skip
        return "/" + re.sub(r"<[^>]+>", lambda _place: str(next(values)), self.route)

    def names(self, *kinds: str) -> bool:
        """Whether an object of one of these kinds stands in a place."""
        return any(kind in kinds for kind, _converter in self.places)


def addresses() -> Iterator[Address]:
    """Yield every route of the program."""
    for route, view in walk(get_resolver()):
        places = tuple(
            (PLACES.get(f"{before}/{name}", PLACES.get(name, "unknown")), converter or "str")
            for before, converter, name in _PLACE.findall(route)
        )
        yield Address(route, declared(view) or (), places)


ADDRESSES = list(addresses())
