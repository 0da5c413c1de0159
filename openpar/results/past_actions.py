"""Taking in the published results of past years: tried first, then all of them or none."""

import hashlib
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria.exact import parse_exact
from openpar.people.models import User
from openpar.results import permissions
from openpar.results.models import PastImport, PastResult
from openpar.results.past_reading import Given, Line, pinned, propose_columns, read_table, try_out

State = PastImport.State
#: move -> (from, to)
MOVES = {"confirm": (State.TRIED, State.CONFIRMED)}


@transaction.atomic
def receive(content: bytes, file_name: str, given: Given, *, by: User) -> PastImport:
    """Take in a table, with the meaning of its columns proposed; no result is stored yet.

    Raises
    ------
    openpar.results.past_reading.PastTableError
        The file holds no table.
    """
    permissions.may_import_past(by).or_403()
    rows = read_table(content)
    received = PastImport.objects.create(
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        rows=rows,
        columns=propose_columns(rows[0]),
        given=asdict(given),
        sent_by=by,
    )
    record(
        "results.past_received", received, by=by,
        file_name=received.file_name, sha256=received.sha256, rows=len(rows) - 1,
    )  # fmt: skip
    return received


@transaction.atomic
def map_columns(past: PastImport, columns: list[str], given: Given, *, by: User) -> PastImport:
    """Say what the columns are; the trial is made again."""
    past = _locked(past, by)
    past.columns, past.given = columns, asdict(given)
    past.save(update_fields=["columns", "given"])
    record("results.past_mapped", past, by=by, columns=columns, **asdict(given))
    return past


def tried(past: PastImport) -> list[Line]:
    """Return what confirming would do."""
    return try_out(past.rows, past.columns, Given(**past.given))


@transaction.atomic
def confirm(past: PastImport, seen: str, *, by: User) -> int:
    """Store every row of the table; return how many are new or changed.

    Raises
    ------
    ValidationError
        A row has an error, or the result would differ from what was ``seen`` (the trial's hash).
    """
    past = _locked(past, by)
    lines = tried(past)
    if any(line.errors for line in lines):
        raise ValidationError(_("Rows with errors keep the whole table from being stored."))
    if pinned(lines) != seen:
        raise ValidationError(
            _("Something has changed since the trial. Look at the differences again, then confirm.")
        )
    told = [line for line in lines if line.change != "same"]
    for line in told:
        values = line.after | {"index": parse_exact(str(line.after["index"]))}
        PastResult.objects.update_or_create(unit=line.unit, year=line.year, defaults=values)
    past.state, past.differences_sha256 = MOVES["confirm"][1], seen
    past.save(update_fields=["state", "differences_sha256"])
    record(
        "results.past_confirmed", past, by=by, sha256=past.sha256, seen=seen,
        changes=[
            {"unit": line.unit.code, "year": line.year, "before": line.before, "after": line.after}
            for line in told
        ],
    )  # fmt: skip
    return len(told)


def _locked(past: PastImport, by: User) -> PastImport:
    past = PastImport.objects.select_for_update().get(pk=past.pk)
    permissions.may_change_past(by, past).or_403()
    return past
