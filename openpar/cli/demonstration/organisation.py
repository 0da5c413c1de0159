"""Units of a round, and the invented people who work in them."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.db import transaction

from openpar.audit.log import record
from openpar.cli.demonstration.files import UNIT_COLUMNS, RoundFolder, Row
from openpar.people.models import Appointment, Role, Unit, User
from openpar.people.units import end_unit
from openpar.scoring.rounds.values import parse_attributes

#: Of every demonstration account that can sign in; it stands in the README, and a production
#: server refuses to start while such an account exists.
PASSWORD = "Minh-hoa-2026"  # noqa: S105
SINCE = date(2020, 1, 1)


@transaction.atomic
def load_units(folder: RoundFolder) -> dict[str, Unit]:
    """Create the units of a round that are not there yet; return them by the round's code.

    Another round may have a unit of the same code that is another organisation (Sở Xây dựng before
    and after a merger, or another province's): the later comer gets the year behind its code.
    """
    province = _province(folder)
    attributes = _attributes(folder.units)
    units = {}
    for row, given in zip(folder.units, attributes, strict=True):
        columns = {
            "name": row["name"],
            "name_en": row["name_en"],
            "short_name": row["short_name"],
            "kind": row["kind"],
            "administrative_code": row["administrative_code"],
            "valid_from": row["valid_from"],
            "attributes": given,
            "parent": province,
        }
        units[row["unit"]] = _unit(row["unit"], folder, columns)
    return units


@transaction.atomic
def end_units(folder: RoundFolder, units: dict[str, Unit]) -> None:
    """End the units of the past, once all is entered: nobody holds an office in one afterwards."""
    for row in folder.units:
        if row["valid_to"] and units[row["unit"]].valid_to is None:
            ended = end_unit(units[row["unit"]], last_day=date.fromisoformat(row["valid_to"]))
            record("people.unit_closed", ended, by=None, code=ended.code, valid_to=ended.valid_to)


def _unit(code: str, folder: RoundFolder, columns: dict[str, object]) -> Unit:
    """Return the unit of this province with ``code``, made when it is not there."""
    parent = columns["parent"]
    for wanted in (code, f"{code}-{folder.year}"):
        found = Unit.objects.filter(code=wanted).first()
        if found is None:
            return _created(Unit(code=wanted, **columns))
        if found.parent_id == parent.pk:
            return found
    raise ValueError(f"demo/{folder.code}: unit {code} has a code that is taken twice")


def _province(folder: RoundFolder) -> Unit:
    """Return the invented province whose units the round scores."""
    code = f"UBND-{folder.year}"
    found = Unit.objects.filter(code=code).first()
    return found or _created(
        Unit(
            code=code,
            name=f"Ủy ban nhân dân tỉnh minh họa (đợt {folder.year})",
            name_en=f"People's Committee of the demonstration province ({folder.year})",
            short_name=f"UBND tỉnh minh họa {folder.year}",
            kind=Unit.Kind.PROVINCE,
            valid_from=SINCE,
        )
    )


def _created(unit: Unit) -> Unit:
    unit.save()
    record("people.unit_created", unit, by=None, code=unit.code)
    return unit


def _attributes(rows: list[Row]) -> list[dict[str, object]]:
    """Return what criteria may ask of each unit, read as a round reads it: by column."""
    names = [name for name in rows[0] if name not in UNIT_COLUMNS]
    columns = {name: parse_attributes([row[name] for row in rows]) for name in names}
    return [
        {name: column[at] for name, column in columns.items() if column[at] is not None}
        for at in range(len(rows))
    ]


@transaction.atomic
def load_accounts(rows: Iterable[Row], units: dict[str, Unit]) -> None:
    """Create the accounts that can sign in, with their appointments.

    A row is one appointment: username, display_name, role, unit, field. A unit of nowhere else is
    the province itself.
    """
    province = next(iter(units.values())).parent
    hashed = make_password(PASSWORD)
    for row in rows:
        user, created = User.objects.get_or_create(
            username=row["username"],
            defaults={
                "display_name": row["display_name"],
                "password": hashed,
                "demonstration": True,
            },
        )
        if created:
            record("people.account_created", user, by=None, demonstration=True)
        _appoint(user, units.get(row["unit"], province), row["role"])


def officer_of(unit: Unit) -> User:
    """Return who fills in the sheet of ``unit``: an account of the demonstration that can sign in,
    or an invented officer who cannot."""
    appointed = Appointment.objects.filter(unit=unit, role=Role.OFFICER).valid_today()
    found = appointed.select_related("user").order_by("user__username").first()
    return found.user if found else _silent(f"can-bo-{unit.code.lower()}", Role.OFFICER, unit)


def can_sign_in(unit: Unit) -> bool:
    """Whether somebody who may sign in fills in the sheet of ``unit``."""
    officers = Appointment.objects.filter(unit=unit, role=Role.OFFICER)
    return officers.exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX).exists()


def helper_of(unit: Unit) -> User:
    """Return the invented helper team of the council, who judges what nobody else may."""
    return _silent(f"to-giup-viec-{unit.code.lower()}", Role.APPRAISER, unit)


def _silent(username: str, role: str, unit: Unit) -> User:
    """Return an account that holds ``role`` but cannot sign in."""
    names = {Role.OFFICER: "Cán bộ mẫu", Role.APPRAISER: "Tổ giúp việc mẫu"}
    user, created = User.objects.get_or_create(
        username=username,
        defaults={
            "display_name": f"{names[role]} ({unit.label})",
            "password": make_password(None),  # no password opens it
            "demonstration": True,
        },
    )
    if created:
        record("people.account_created", user, by=None, demonstration=True)
        _appoint(user, unit, role)
    return user


def _appoint(user: User, unit: Unit, role: str) -> None:
    """Appoint once."""
    since = max(SINCE, date.fromisoformat(str(unit.valid_from)))
    appointment, created = Appointment.objects.get_or_create(
        user=user, unit=unit, role=Role(role), defaults={"valid_from": since}
    )
    if created:
        record("people.appointed", appointment, by=None, role=role, unit=unit.code)
