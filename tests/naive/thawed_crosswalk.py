"""Wrong twin of the frozen crosswalk: ``confirmed`` is a word that the program respects."""

from django.db import connection

_TRIGGERS = {
    "criteria_crosswalk": "criteria_crosswalk_frozen",
    "criteria_crosswalkline": "criteria_crosswalkline_frozen",
}


class ThawedCrosswalk:
    """While open, nothing but the states say that a crosswalk stands. Undone with the test."""

    def __enter__(self) -> None:
        self._switch("DISABLE")

    def __exit__(self, *error: object) -> None:
        if not any(error):
            self._switch("ENABLE")

    @staticmethod
    def _switch(word: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table, trigger in _TRIGGERS.items():
                cursor.execute(f"ALTER TABLE {table} {word} TRIGGER {trigger}")
