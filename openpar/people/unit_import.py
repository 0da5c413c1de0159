"""A list of units is tried first, then confirmed: all of it is stored, or nothing.

The trial shows each difference between the file and the register. What is confirmed is what was
seen: if the register has changed meanwhile, the confirmation is refused.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.people.formats import InputError, parse_vietnamese_date, write_date
from openpar.people.models import FACTS, Unit, UnitFacts, UnitImport, User, written_fact
from openpar.people.national import hold_register
from openpar.people.search import fold
from openpar.people.unit_permissions import may_change_units
from openpar.people.unit_sheet import BY_NAME, DAYS, Fault, Line, read_lines
from openpar.people.units import change_unit, close_unit

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"
_CHOICES = {"kind": UnitFacts.Kind, "administrative_class": UnitFacts.AdministrativeClass}
#: Words for types of units that lists use besides the labels, folded.
_EVERYDAY = {
    "tinh": UnitFacts.Kind.PROVINCE,
    "thanh pho truc thuoc trung uong": UnitFacts.Kind.PROVINCE,
    "thanh pho trung uong": UnitFacts.Kind.PROVINCE,
    "bo": UnitFacts.Kind.MINISTRY,
    "so": UnitFacts.Kind.DEPARTMENT,
    "ban": UnitFacts.Kind.DEPARTMENT,
    "huyen": UnitFacts.Kind.DISTRICT,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the file against the register. ``changes``: heading, old text, new text."""

    line: int
    code: str
    name: str
    outcome: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(slots=True)
class Trial:
    """What a file would do. With ``faults`` it does nothing."""

    differences: list[Difference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    new: list[tuple[Unit, str]] = field(default_factory=list)
    changed: list[tuple[Unit, dict[str, object]]] = field(default_factory=list)
    ended: list[tuple[Unit, date]] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """How many lines have this outcome."""
        return sum(1 for one in self.differences if one.outcome == outcome)

    @property
    def digest(self) -> str:
        """SHA-256 of the differences, in whatever language they are read."""
        told = [[one.line, one.code, one.outcome, one.changes] for one in self.differences]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


class ImportRefused(ValueError):
    """Nothing was stored; ``faults`` say why, by line and column."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(len(faults))
        self.faults = faults


@transaction.atomic
def try_import(content: bytes, *, file_name: str, from_day: date, by: User) -> UnitImport:
    """Read a file and keep what it would do until it is confirmed; the register stays as it is.

    Parameters
    ----------
    from_day
        From when on changed facts hold.

    Raises
    ------
    openpar.people.unit_sheet.SheetRefused
        The file is no list of units.
    ImportRefused
        Cells are wrong: every one of them is named.
    """
    may_change_units(by).or_403()
    lines, faults = read_lines(content)
    trial = compare(lines, from_day)
    if faults or trial.faults:
        raise ImportRefused(sorted(faults + trial.faults, key=lambda one: one.line))
    kept = UnitImport.objects.create(
        file_name=file_name[:250],
        sha256=hashlib.sha256(content).hexdigest(),
        rows={"from_day": from_day.isoformat(), "lines": lines},
        differences_sha256=trial.digest,
        sent_by=by,
    )
    record("people.units_import_tried", kept, by=by, sha256=kept.sha256, counts=_counts(trial))
    return kept


def trial_of(kept: UnitImport) -> Trial:
    """Return what a tried file would do to the register as it is now."""
    with translation.override("vi"):
        return compare(kept.rows["lines"], date.fromisoformat(kept.rows["from_day"]))


@transaction.atomic
def confirm_import(kept: UnitImport, *, by: User) -> UnitImport:
    """Store everything a trial has shown. Confirming twice stores once.

    Raises
    ------
    django.core.exceptions.ValidationError
        The register has changed since the trial, or a rule of units refuses a change.
    """
    may_change_units(by).or_403()
    hold_register()
    kept = UnitImport.objects.select_for_update().get(pk=kept.pk)
    if kept.state == UnitImport.State.CONFIRMED:
        return kept
    trial = trial_of(kept)
    if trial.faults or trial.digest != kept.differences_sha256:
        raise ValidationError(
            _("The register has changed since the trial. Send the file again and look anew.")
        )
    store(trial, date.fromisoformat(kept.rows["from_day"]), by=by)
    kept.state = UnitImport.State.CONFIRMED
    kept.save(update_fields=["state"])
    record(
        "people.units_imported",
        kept,
        by=by,
        sha256=kept.sha256,
        created=[unit.code for unit, _parent in trial.new],
        changed=[unit.code for unit, _facts in trial.changed],
        ended=[unit.code for unit, _day in trial.ended],
        counts=_counts(trial),
    )
    return kept


def store(trial: Trial, from_day: date, *, by: User) -> None:
    """Write what a trial found, superiors before the units below them."""
    made: dict[str, Unit] = {}
    waiting = list(trial.new)
    codes = {unit.code for unit, _parent in waiting}
    while waiting:
        level = [pair for pair in waiting if pair[1] not in codes or pair[1] in made]
        found = {unit.code: unit for unit in Unit.objects.filter(code__in={p for _u, p in level})}
        for unit, parent in level:
            unit.parent = found.get(parent)
        Unit.objects.bulk_create(unit for unit, _parent in level)
        made |= {unit.code: unit for unit, _parent in level}
        waiting = [pair for pair in waiting if pair not in level]
    for unit, facts in trial.changed:
        given = dict(facts)
        if isinstance(given.get("parent"), str):
            given["parent"] = Unit.objects.filter(code=given["parent"]).first()
        change_unit(unit, given, from_day=from_day, by=by)
    for unit, day in trial.ended:
        close_unit(unit, last_day=day, by=by)


def compare(lines: Iterable[Line], from_day: date) -> Trial:
    """Return what the lines would do to the register, with every fault by line and column."""
    trial = Trial()
    lines = list(lines)
    register = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    coming = {line["code"] for line in lines}
    seen: dict[str, int] = {}
    for line in lines:
        number, code = int(line["line"]), line["code"]
        if code and code in seen:
            trial.faults.append(
                _fault(
                    line, "code", _("This code stands in line %(line)s too.") % {"line": seen[code]}
                )
            )
            continue
        seen[code] = number
        facts, days = _read(line, trial)
        if (
            "parent" in facts
            and facts["parent"]
            and facts["parent"] not in register.keys() | coming
        ):
            trial.faults.append(
                _fault(
                    line, "parent", _("There is no unit %(codes)s.") % {"codes": facts["parent"]}
                )
            )
        unit = register.get(code)
        if unit is None:
            _add_new(line, facts, days, trial)
        else:
            _add_changed(line, unit, facts, days, trial, from_day)
    _check_codes(lines, register, trial)
    _check_loops(trial)
    return trial


def _read(line: Line, trial: Trial) -> tuple[dict[str, object], dict[str, date | None]]:
    """Return the facts and days of a line; what cannot be understood becomes a fault."""
    facts: dict[str, object] = {}
    days: dict[str, date | None] = {}
    for name, text in line.items():
        if name in _CHOICES:
            facts[name] = _choice(name, text)
            if facts[name] is None:
                sentence = _("“%(text)s” is not known. Write one of: %(words)s.")
                words = "; ".join(str(label) for label in _CHOICES[name].labels)
                trial.faults.append(_fault(line, name, sentence % {"text": text, "words": words}))
        elif name in DAYS:
            try:
                days[name] = parse_vietnamese_date(text) if text else None
            except InputError as error:
                trial.faults.append(_fault(line, name, str(error)))
        elif name in FACTS:
            facts[name] = text
    return facts, days


def _choice(name: str, text: str) -> str | None:
    """Return the value that a word of either language stands for; ``""`` for an empty cell."""
    if not text:
        return ""
    words = {fold(value): value for value in _CHOICES[name].values}
    if name == "kind":
        words |= {word: str(kind) for word, kind in _EVERYDAY.items()}
    for language in ("vi", "en"):
        with translation.override(language):
            words |= {fold(str(label)): value for value, label in _CHOICES[name].choices}
    return words.get(fold(text))


def _add_new(
    line: Line, facts: dict[str, object], days: dict[str, date | None], trial: Trial
) -> None:
    """Add a unit that is not in the register."""
    parent = str(facts.pop("parent", ""))
    unit = Unit(code=line["code"], **facts, valid_from=days.get("valid_from"))
    unit.valid_to = days.get("valid_to")
    try:
        unit.clean_fields(exclude=["parent"])
    except ValidationError as error:
        trial.faults += [
            _fault(line, name, sentence)
            for name, sentences in error.message_dict.items()
            for sentence in sentences
            if not (name in _CHOICES and facts.get(name) is None)
        ]
    if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
        trial.faults.append(_fault(line, "valid_to", _("The last day lies before the first.")))
    trial.new.append((unit, parent))
    trial.differences.append(
        Difference(int(line["line"]), unit.code, unit.name, NEW, ((parent, "", ""),))
    )


def _add_changed(
    line: Line,
    unit: Unit,
    facts: dict[str, object],
    days: dict[str, date | None],
    trial: Trial,
    from_day: date,
) -> None:
    """Compare a line with the unit that has its code; columns that are not there say nothing."""
    changes, changed = [], {}
    for name, value in facts.items():
        old = (unit.parent.code if unit.parent else "") if name == "parent" else getattr(unit, name)
        if value is not None and value != old:
            changed[name] = (value or None) if name == "parent" else value
            changes.append((name, str(old), str(value)))
    if changed:
        trial.changed.append((unit, changed))
        if from_day < unit.valid_from or (unit.valid_to and from_day > unit.valid_to):
            sentence = _("The unit is not in force on %(day)s, from when on changes hold.")
            trial.faults.append(_fault(line, "code", sentence % {"day": write_date(from_day)}))
        _check_fields(line, changed, trial)
    if days.get("valid_from") not in (None, unit.valid_from):
        trial.faults.append(_fault(line, "valid_from", _("The first day of a unit stays.")))
    last_day = days.get("valid_to")
    if last_day and last_day != unit.valid_to:
        changes.append(("valid_to", str(unit.valid_to or ""), str(last_day)))
        trial.ended.append((unit, last_day))
        if unit.valid_to or last_day < unit.valid_from:
            trial.faults.append(_fault(line, "valid_to", _("The unit cannot end on this day.")))
    outcome = CHANGED if changes else UNCHANGED
    trial.differences.append(
        Difference(int(line["line"]), unit.code, unit.name, outcome, tuple(changes))
    )


def _check_fields(line: Line, changed: dict[str, object], trial: Trial) -> None:
    """Hold single facts against their form."""
    for name, value in changed.items():
        if name in ("parent", *_CHOICES) and name != "kind":
            continue
        try:
            Unit._meta.get_field(name).clean(value, None)
        except ValidationError as error:
            trial.faults += [_fault(line, name, sentence) for sentence in error.messages]


def _check_codes(lines: list[Line], register: dict[str, Unit], trial: Trial) -> None:
    """Refuse an administrative or electronic code that two units in force would have."""
    for name in ("administrative_code", "electronic_code"):
        told = {line["code"] for line in lines if name in line}
        holders = {
            getattr(unit, name): unit.code
            for unit in register.values()
            if getattr(unit, name) and not unit.valid_to and unit.code not in told
        }
        for line in lines:
            code = line.get(name, "")
            if not code or line.get("valid_to"):
                continue
            if holders.setdefault(code, line["code"]) != line["code"]:
                sentence = _("Unit %(unit)s has this code.") % {"unit": holders[code]}
                trial.faults.append(_fault(line, name, sentence))


def _check_loops(trial: Trial) -> None:
    """Refuse new units that stand below themselves."""
    above = {unit.code: parent for unit, parent in trial.new}
    lines = {one.code: one.line for one in trial.differences}
    for code in above:
        at, steps = above[code], 0
        while at in above and at != code and steps < len(above):
            at, steps = above[at], steps + 1
        if at == code:
            sentence = _("%(parent)s stands below this unit.") % {"parent": above[code]}
            trial.faults.append(Fault(lines[code], BY_NAME["parent"].heading, sentence))


def _fault(line: Line, name: str, sentence: str) -> Fault:
    column = BY_NAME.get(name)
    return Fault(int(line["line"]), column.heading if column else name, sentence)


def _counts(trial: Trial) -> dict[str, int]:
    return {outcome: trial.count(outcome) for outcome in (NEW, CHANGED, UNCHANGED)}


def told(difference: Difference) -> list[tuple[str, str, str]]:
    """Return the changes of a line as people read them: heading, before, afterwards."""
    if difference.outcome == NEW:
        return []
    return [
        (BY_NAME[name].heading, _in_words(name, old), _in_words(name, new))
        for name, old, new in difference.changes
    ]


def _in_words(name: str, value: str) -> str:
    if name in DAYS:
        return write_date(date.fromisoformat(value)) if value else ""
    return written_fact(name, value)
