"""Background work of the slice."""

import contextlib

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from openpar.evidence import derived, keeping, reading
from openpar.evidence.models import Revision

_MOST_AT_ONCE = 500
_AFTER_OTHERS = -10  # priority: notices go out while a hundred scans wait


def read_soon(revision: Revision) -> None:
    """Have a revision read, in the transaction that stores it: no file is forgotten, none doubled.

    Within a transaction a second order of the same revision is an error of the database, so this
    is for a new revision only.
    """
    _order(revision.pk)


@app.task(name="evidence.read_revision", priority=_AFTER_OTHERS)
def read_revision(revision_id: int) -> None:
    """Read one revision; safe to run twice, and after a worker that died."""
    reading.read(revision_id)


@app.periodic(cron="* * * * *")
@app.task(name="evidence.read_waiting", queueing_lock="evidence.read_waiting")
def read_waiting(timestamp: int) -> None:
    """Every minute: what is not read to its end is ordered again, after a crash for example."""
    for revision_id in reading.waiting().values_list("pk", flat=True)[:_MOST_AT_ONCE]:
        with contextlib.suppress(AlreadyEnqueued):
            _order(revision_id)


@app.periodic(cron="30 3 * * *")
@app.task(name="evidence.forget_pictures", queueing_lock="evidence.forget_pictures")
def forget_pictures(timestamp: int) -> None:
    """At night: pictures of pages that nobody looks at any more make room."""
    derived.forget_unused()


@app.periodic(cron="10 4 * * *")
@app.task(name="evidence.remove_orphans", queueing_lock="evidence.remove_orphans")
def remove_orphans(timestamp: int) -> None:
    """At night: files that no row speaks of a day after they came are removed."""
    keeping.remove_orphans()


def _order(revision_id: int) -> None:
    lock = f"evidence.read_revision:{revision_id}"
    read_revision.configure(queueing_lock=lock).defer(revision_id=revision_id)
