"""Moving a sheet along ``moves.MOVES``: locked, asked, moved, told, in the caller's transaction."""

from django.db import models

from openpar.assessments import moves
from openpar.assessments.models import ScoreSheet
from openpar.audit.log import record
from openpar.people.models import User


class ChangedMeanwhileError(Exception):
    """The sheet has changed since its page was shown; it must be read again."""


def locked(sheet: ScoreSheet) -> ScoreSheet:
    """Lock the row of a sheet and return it as it stands, with what its page needs."""
    rows = ScoreSheet.with_set_aside.select_for_update(of=("self",)).for_page()
    return rows.get(pk=sheet.pk)


def asked(sheet: ScoreSheet, name: str, *, by: User) -> ScoreSheet:
    """Lock a sheet and ask whether ``by`` may make a move now.

    Raises
    ------
    PermissionDenied
        With the reason.
    """
    sheet = locked(sheet)
    moves.may(by, sheet, name).or_403()
    return sheet


def same_version(sheet: ScoreSheet, version: int | None) -> None:
    """Refuse where a locked sheet has another version than the page showed; ``None`` asks nothing.

    Raises
    ------
    ChangedMeanwhileError
        It changed meanwhile.
    """
    if version is not None and version != sheet.version:
        raise ChangedMeanwhileError


def move(sheet: ScoreSheet, name: str, action: str, *, by: User, **facts: object) -> None:
    """Put a locked sheet where a move leads, count the change, and write its event.

    A sheet that is submitted is no longer reopened.
    """
    before, sheet.state = sheet.state, moves.MOVES[name].target(sheet)
    if sheet.state == moves.State.SUBMITTED:
        sheet.reopening = None
    sheet.version = models.F("version") + 1
    sheet.save(update_fields=["state", "reopening", "version"])
    sheet.refresh_from_db(fields=["version"])
    record(action, sheet, by=by, before=before, after=sheet.state, **facts)
