"""The locked queue: a file with a mark of secrecy is opened by nobody until somebody decides.

The unit that sent it, or the standing body, removes it; only the standing body says that it is not
classified after all, and never of its own unit's file.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.evidence import permissions
from openpar.evidence.forgetting import forget
from openpar.evidence.models import LockedFile, Revision
from openpar.file_storage import remove as remove_file
from openpar.people.models import User
from openpar.people.permissions import Verdict

State = LockedFile.State


@dataclass(frozen=True, slots=True)
class Move:
    """From one state to another, who may, and the event."""

    source: State
    target: State
    may: Callable[[User, LockedFile], Verdict]
    event: str


#: The states of a locked file and their moves; buttons and tests read this table.
MOVES = {
    "release": Move(
        State.LOCKED, State.RELEASED, permissions.may_release, "evidence.file_released"
    ),
    "remove": Move(State.LOCKED, State.REMOVED, permissions.may_remove, "evidence.file_removed"),
}


@transaction.atomic
def lock(revision: Revision, mark: str, *, by: User | None) -> LockedFile:
    """Put a file in the locked queue; once decided on, the same file is not locked again.

    ``by`` is nobody where the program read the mark in the file.
    """
    if by is not None:
        permissions.may_register(by, revision.document.owner).or_403()
    locked, created = LockedFile.objects.get_or_create(revision=revision, defaults={"mark": mark})
    if created:
        forget(revision)
        record("evidence.file_locked", revision, by=by, mark=mark, sha256=revision.sha256)
    return locked


@transaction.atomic
def decide(locked: LockedFile, move: str, *, by: User, reason: str) -> LockedFile:
    """Release a locked file, or remove it: its bytes go, its hash stays and is never taken again.

    Raises
    ------
    ValidationError
        There is no reason.
    """
    step = MOVES[move]
    rows = LockedFile.objects.select_for_update(of=("self",))
    locked = rows.select_related("revision__document__owner").get(pk=locked.pk)
    step.may(by, locked).or_403()
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: it is kept with the decision.")})
    locked.state, locked.reason = step.target, reason.strip()
    locked.decided_by, locked.decided_at = by.get_username(), Now()
    locked.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record(
        step.event, locked.revision, by=by, reason=locked.reason, mark=locked.mark,
        sha256=locked.revision.sha256,
    )  # fmt: skip
    if step.target == State.REMOVED:
        _forget(locked.revision)
    return locked


def _forget(revision: Revision) -> None:
    """Remove the bytes once the decision stands."""
    name = revision.storage_name
    transaction.on_commit(lambda: remove_file(name))
