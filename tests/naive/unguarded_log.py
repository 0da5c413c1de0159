"""Wrong twin of the log: the model refuses ``save`` and ``delete``, the database nothing.

So are most logs made insert-only; whoever writes past the model changes them without a trace.
"""

from contextlib import ExitStack
from unittest.mock import patch

from django.db import connection

from openpar.audit.models import Event

_TRIGGERS = ("audit_event_insert_only", "audit_event_no_truncate")


class UnguardedLog:
    """While open, the log is guarded by Python only. Undone with the test's transaction."""

    def __enter__(self) -> None:
        self._stack = ExitStack()
        for name in ("save", "delete"):
            self._stack.enter_context(patch.object(Event, name, _refuse))
        self._switch("DISABLE")

    def __exit__(self, *error: object) -> None:
        self._stack.close()
        if not any(error):
            self._switch("ENABLE")

    @staticmethod
    def _switch(word: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for trigger in _TRIGGERS:
                cursor.execute(f"ALTER TABLE audit_event {word} TRIGGER {trigger}")


def _refuse(event: Event, *arguments: object, **options: object) -> None:
    raise TypeError("events are insert-only")
