"""Accounts and appointments from one workbook: tried first, then stored whole or not at all.

The file adds and corrects; what it does not name stays as it is. Reading the same file again finds
nothing to do. A line is one role of one person; a person with several roles has several lines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.people import account_permissions as permissions
from openpar.people.account_workbook import COLUMNS, ROLE_WORDS, SHEET
from openpar.people.accounts import new_account
from openpar.people.appointing import Term, correct, give
from openpar.people.formats import parse_vietnamese_date
from openpar.people.models import Appointment, Role, Unit, User
from openpar.people.search import fold

#: More lines than any province has people in this process; a longer file is a mistake.
MOST_LINES = 20_000
_ROLES = {fold(word): role for role, word in ROLE_WORDS.items()} | {role: role for role in Role}

Line = dict[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell: the line of the sheet, the header of the column, a sentence."""

    line: int
    column: str
    sentence: str


@dataclass(slots=True)
class Difference:
    """What the file would change: ``created`` accounts, ``changed`` ones, roles ``given`` and
    ``corrected``; each a sentence's parts for the page. ``faults`` stop everything."""

    created: list[User] = field(default_factory=list)
    changed: list[tuple[User, dict[str, str]]] = field(default_factory=list)
    given: list[tuple[Line, Unit, str, Term]] = field(default_factory=list)
    corrected: list[tuple[Line, Appointment, date | None, str]] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to store."""
        return not (self.created or self.changed or self.given or self.corrected)


def lines_of(sheets: dict[str, list[list[object]]]) -> list[Line]:
    """Return the lines of the sheet by column key, as text, empty ones left out.

    Raises
    ------
    ValidationError
        No sheet with the columns of the template, too many lines, or a password in the file.
    """
    rows = sheets.get(SHEET) or next(iter(sheets.values()), [])
    headers = [fold(str(cell)) for cell in rows[0]] if rows else []
    places = {
        one.key: headers.index(fold(one.header)) for one in COLUMNS if fold(one.header) in headers
    }
    missing = [one.header for one in COLUMNS if one.key not in places]
    if missing:
        raise ValidationError(
            _("The first line lacks the columns: %(names)s. Begin from the template.")
            % {"names": ", ".join(missing)}
        )
    if any("mat khau" in header or "password" in header for header in headers):
        raise ValidationError(_("Take the column of passwords out: no file carries passwords."))
    if len(rows) - 1 > MOST_LINES:
        raise ValidationError(
            _("At most %(most)d lines; this file has more.") % {"most": MOST_LINES}
        )
    lines = []
    for number, row in enumerate(rows[1:], start=2):
        line = {key: _text(row[at]) if at < len(row) else "" for key, at in places.items()}
        if any(line.values()):
            lines.append(line | {"line": str(number)})
    if not lines:
        raise ValidationError(_("The file has no line below its header."))
    return lines


def difference_of(lines: Sequence[Line]) -> Difference:
    """Return what the lines would change, with every fault by line and column: three queries."""
    found = Difference()
    units = {unit.code.casefold(): unit for unit in Unit.objects.all()}
    accounts = {one.username.casefold(): one for one in User.objects.all()}
    held = {
        (one.user_id, one.unit_id, one.role, one.valid_from): one
        for one in Appointment.objects.filter(withdrawn=False).select_related("user", "unit")
    }
    named: dict[str, Line] = {}
    begun: set[tuple[object, ...]] = set()
    for line in lines:
        account = _person(line, accounts, named, found)
        if account is None or not line["role"]:
            continue
        office = _office(line, units, found)
        if office is None:
            continue
        unit, role, term = office
        key = (account.username.casefold(), unit.pk, role, term.valid_from)
        if key in begun:
            found.faults.append(_fault(line, "role", _("This line says the same as one above.")))
            continue
        begun.add(key)
        there = held.get((account.pk, unit.pk, role, term.valid_from))
        if there is None:
            found.given.append((line, unit, role, term))
            continue
        stated = (term.valid_to or there.valid_to, line["decision"] or there.decision)
        if stated == (there.valid_to, there.decision):
            found.unchanged += 1
        else:
            found.corrected.append((line, there, *stated))
    return found


def try_import(lines: Sequence[Line], *, by: User) -> Difference:
    """Return what the lines would change, after storing it and taking all of it back: a trial
    meets every rule and constraint that the import will meet.
    """
    found = difference_of(lines)
    if found.faults:
        return found
    with transaction.atomic():
        try:
            with transaction.atomic():
                import_accounts(lines, by=by)
        except ImportRefusedError as refusal:
            found.faults = refusal.faults
        transaction.set_rollback(True)
    return found


@transaction.atomic
def import_accounts(lines: Sequence[Line], *, by: User) -> Difference:
    """Store everything the lines say, or nothing; return what was done.

    Raises
    ------
    ImportRefusedError
        With the faults, those that only the rules of appointing find included.
    """
    permissions.may_import(by).or_403()
    done = difference_of(lines)
    if done.faults:
        raise ImportRefusedError(done.faults)
    for account in done.created:
        account.save()
        record("people.account_created", account, by=by, username=account.username)
    for account, after in done.changed:
        before = {name: getattr(account, name) for name in after}
        for name, text in after.items():
            setattr(account, name, text)
        account.save(update_fields=[*after, "search"])
        record("people.account_changed", account, by=by, before=before, after=after)
    _correct(done, by)
    _give(done, by)
    if done.faults:
        raise ImportRefusedError(done.faults)
    if not done.is_empty:
        record(
            "people.accounts_imported", by, by=by, created=len(done.created),
            changed=len(done.changed), given=len(done.given), corrected=len(done.corrected),
        )  # fmt: skip
    return done


class ImportRefusedError(Exception):
    """Nothing was stored; ``faults`` say why, by line and column."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(len(faults))
        self.faults = faults


def _give(done: Difference, by: User) -> None:
    accounts = {one.username.casefold(): one for one in User.objects.all()}
    for line, unit, role, term in done.given:
        account = accounts[line["username"].casefold()]
        if account.pk == by.pk:
            done.faults.append(_fault(line, "role", permissions.may_appoint(by, by).reason))
            continue
        try:
            give(account, by=by, unit=unit, role=role, term=term, decision=line["decision"])
        except ValidationError as error:
            done.faults += [_fault(line, "role", sentence) for sentence in error.messages]


def _correct(done: Difference, by: User) -> None:
    for line, appointment, valid_to, decision in done.corrected:
        refusal = permissions.may_appoint(by, appointment.user)
        if not refusal:
            done.faults.append(_fault(line, "role", refusal.reason))
            continue
        try:
            correct(appointment, by=by, valid_to=valid_to, decision=decision)
        except ValidationError as error:
            done.faults += [_fault(line, "valid_to", sentence) for sentence in error.messages]


def _person(
    line: Line, accounts: dict[str, User], named: dict[str, Line], found: Difference
) -> User | None:
    """Return the account of a line, noting whether it is new or changed; ``None`` after a fault."""
    key = line["username"].casefold()
    if not key:
        found.faults.append(_fault(line, "username", _("Write the user name.")))
        return None
    known = accounts.get(key)
    if key in named:
        same = all(line[name] in ("", named[key][name]) for name in ("display_name", "job_title"))
        if not same:
            sentence = _("Line %(line)s gives this person another name or position.")
            told = sentence % {"line": named[key]["line"]}
            found.faults.append(_fault(line, "display_name", told))
        return known
    named[key] = line
    if known is not None:
        _note_changes(line, known, found)
        return known
    return _new(line, accounts, found)


def _note_changes(line: Line, known: User, found: Difference) -> None:
    after = {
        name: line[name]
        for name in ("display_name", "job_title")
        if line[name] and line[name] != getattr(known, name)
    }
    if after:
        found.changed.append((known, after))


def _new(line: Line, accounts: dict[str, User], found: Difference) -> User | None:
    given = {name: line[name] for name in ("username", "display_name", "job_title")}
    if not given["display_name"]:
        found.faults.append(_fault(line, "display_name", _("A new account needs the full name.")))
        return None
    try:
        account = new_account(**given)
    except ValidationError as error:
        for name, sentences in error.message_dict.items():
            found.faults += [_fault(line, name, sentence) for sentence in sentences]
        return None
    accounts[account.username.casefold()] = account
    found.created.append(account)
    return account


def _office(
    line: Line, units: dict[str, Unit], found: Difference
) -> tuple[Unit, Role, Term] | None:
    """Return unit, role and term of a line, or ``None`` after noting every fault of it."""
    faults = []
    role = _ROLES.get(fold(line["role"])) or _ROLES.get(line["role"])
    if role is None:
        faults.append(_fault(line, "role", _("No such role; choose one from the list.")))
    unit = units.get(line["unit"].casefold())
    if unit is None:
        faults.append(_fault(line, "unit", _("No unit has this code.")))
    days: dict[str, date | None] = {}
    for name in ("valid_from", "valid_to"):
        try:
            days[name] = parse_vietnamese_date(line[name]) if line[name] else None
        except ValueError as error:
            faults.append(_fault(line, name, str(error)))
    if not line["valid_from"]:
        faults.append(_fault(line, "valid_from", _("Write the first day of the role.")))
    found.faults += faults
    if faults or unit is None or role is None:
        return None
    return unit, Role(role), Term(days["valid_from"], days["valid_to"])


def _fault(line: Line, key: str, sentence: str) -> Fault:
    headers = {one.key: one.header for one in COLUMNS}
    return Fault(int(line["line"]), headers.get(key, key), sentence)


def _text(cell: object) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return " ".join(str(cell).split())


@transaction.atomic
def issue_links(usernames: Iterable[str], *, by: User) -> list[User]:
    """Return the open accounts of these names that have never set a password; note the handing out.

    Accounts that have a password by now are passed over: a list never opens a door that is shut.
    """
    permissions.may_import(by).or_403()
    waiting = User.objects.filter(username__in=list(usernames), is_active=True)
    found = [one for one in waiting.order_by("search") if not one.has_usable_password()]
    names = [one.username for one in found]
    if found:
        record("people.links_issued", by, by=by, usernames=names)
    return found
