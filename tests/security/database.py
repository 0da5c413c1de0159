"""What stands in the tables, so that two moments can be compared."""

import json

from django.apps import apps
from django.db import connection

#: Written with every request of a session, or by the clock.
VOLATILE = ("django_session", "people_requestcount")
_CLOCKS = {
    "id",
    "at",
    "last_login",
    "loaded_at",
    "sent_at",
    "password",
    "storage_name",
    "object_id",
    "date_joined",
    "run_id",
}


def tables(*prefixes: str) -> list[str]:
    """Return the tables of all models whose names begin with one of ``prefixes`` (none: all)."""
    names = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }
    return sorted(
        name for name in names - set(VOLATILE) if not prefixes or name.startswith(prefixes)
    )


def snapshot(*prefixes: str) -> dict[str, str]:
    """Return a digest of every row of each table."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables(*prefixes):
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {table} t"  # noqa: S608
            )
            found[table] = cursor.fetchone()[0]
    return found


def rows(*prefixes: str) -> dict[str, list[str]]:
    """Return every row of each table as text, without numbers and times that differ each time."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables(*prefixes):
            cursor.execute(f"SELECT to_jsonb(t) FROM {table} t")  # noqa: S608
            kept = []
            for (text,) in cursor.fetchall():
                row = json.loads(text) if isinstance(text, str) else text
                kept.append(
                    json.dumps({k: v for k, v in row.items() if k not in _CLOCKS}, sort_keys=True)
                )
            found[table] = sorted(kept)
    return found
