"""Wrong twin of the frozen set: ``state = 'published'`` is a word that the program respects."""

from django.db import connection

_TRIGGERS = {
    "criteria_criteriaset": ("criteria_criteriaset_frozen", "criteria_criteriaset_no_truncate"),
    "criteria_criterion": ("criteria_criterion_frozen", "criteria_criterion_no_truncate"),
}


class ThawedSet:
    """While open, nothing but the state says that a set is published. Undone with the test."""

    def __enter__(self) -> None:
        self._switch("DISABLE")

    def __exit__(self, *error: object) -> None:
        if not any(error):
            self._switch("ENABLE")

    @staticmethod
    def _switch(word: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, triggers in _TRIGGERS.items():
                for trigger in triggers:
                    cursor.execute(f"ALTER TABLE {table} {word} TRIGGER {trigger}")
