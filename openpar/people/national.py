"""The provinces and communes of the country since 1 July 2025 come with the program."""

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import resources

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.people.models import Unit, UnitImport, User
from openpar.people.unit_permissions import may_change_units

#: Which list, and its source: ``data/README.md``.
FILE = "vietnam-units-2026.csv"
SINCE = date(2025, 7, 1)

KINDS = {
    "tỉnh": Unit.Kind.PROVINCE,
    "thành phố trung ương": Unit.Kind.PROVINCE,
    "phường": Unit.Kind.WARD,
    "xã": Unit.Kind.COMMUNE,
    "đặc khu": Unit.Kind.SPECIAL_ZONE,
}


@dataclass(frozen=True, slots=True)
class NationalUnit:
    """A line of the list; ``parent_code`` is empty for a province."""

    code: str
    name: str
    kind: str
    parent_code: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: codes of units that are new, and how many were there already."""

    created: tuple[str, ...]
    present: int


def content() -> bytes:
    """Return the bytes of the list."""
    return (resources.files("openpar.people") / "data" / FILE).read_bytes()


def read_list() -> list[NationalUnit]:
    """Return the list, provinces first."""
    rows = csv.DictReader(io.StringIO(content().decode("utf-8")))
    return [
        NationalUnit(row["code"], row["name"], KINDS[row["type"]], row["parent_code"])
        for row in rows
    ]


def provinces() -> list[NationalUnit]:
    """Return the 34 provinces by code."""
    return [unit for unit in read_list() if not unit.parent_code]


def hold_register() -> None:
    """Keep every other writer of units waiting until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE people_unit IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def load_national(
    *,
    by: User | None,
    province: str = "",
    progress: Callable[[int], object] = lambda _count: None,
) -> Loaded:
    """Enter the units of the list that are not in the register; what is there stays as it is.

    A unit is there when one in force has its administrative code, or any has its code.

    Parameters
    ----------
    by
        The coordinator; ``None`` for the command line.
    province
        The code of one province, with its communes; empty for the whole country.
    progress
        Called with the number of units dealt with, province by province.

    Raises
    ------
    django.core.exceptions.ValidationError
        No province has this code.
    """
    if by is not None:
        may_change_units(by).or_403()
    below: dict[str, list[NationalUnit]] = defaultdict(list)
    for unit in read_list():
        below[unit.parent_code or unit.code].append(unit)
    if province and province not in below:
        raise ValidationError(
            _("No province has the code %(code)s. Codes have two digits, for example 01.")
            % {"code": province}
        )
    hold_register()
    created: list[str] = []
    asked = [province] if province else sorted(below)
    for code in asked:
        created += _load_province(below[code])
        progress(len(below[code]))
    if created:
        _record(created, by, province)
    return Loaded(tuple(created), sum(len(below[code]) for code in asked) - len(created))


def _load_province(units: list[NationalUnit]) -> list[str]:
    """Enter what is missing of a province, the province first; return the codes of the new."""
    codes = [unit.code for unit in units]
    same = Q(administrative_code__in=codes, valid_to__isnull=True) | Q(code__in=codes)
    taken = {}
    for found in Unit.objects.filter(same).order_by("valid_to"):
        taken[found.code] = taken[found.administrative_code or found.code] = found
    head = units[0]
    created = []
    if head.code not in taken:
        taken[head.code] = Unit.objects.create(**_columns(head, None))
        created.append(head.code)
    missing = [unit for unit in units[1:] if unit.code not in taken]
    Unit.objects.bulk_create(Unit(**_columns(unit, taken[head.code])) for unit in missing)
    return created + [unit.code for unit in missing]


def _columns(unit: NationalUnit, parent: Unit | None) -> dict[str, object]:
    return {
        "code": unit.code,
        "administrative_code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "parent": parent,
        "valid_from": SINCE,
    }


def _record(created: list[str], by: User | None, province: str) -> None:
    """One event for all of them: the list, its hash, and the codes, so that each can be traced."""
    digest = hashlib.sha256(content()).hexdigest()
    load = UnitImport.objects.create(
        file_name=FILE, sha256=digest, state=UnitImport.State.CONFIRMED, sent_by=by
    )
    record(
        "people.units_loaded",
        load,
        by=by,
        sha256=digest,
        province=province,
        count=len(created),
        created=created,
    )
