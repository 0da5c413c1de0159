"""A database that has forgotten its triggers for a while: the wrong twin of what is frozen."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import connection


class WithoutTriggers:
    """While open, the named triggers of some tables do nothing. Undone with the test."""

    triggers: ClassVar[Mapping[str, tuple[str, ...]]]

    def __enter__(self) -> None:
        self._switch("DISABLE")

    def __exit__(self, *error: object) -> None:
        if not any(error):
            self._switch("ENABLE")

    def _switch(self, word: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, triggers in self.triggers.items():
                for trigger in triggers:
                    cursor.execute(f"ALTER TABLE {table} {word} TRIGGER {trigger}")
