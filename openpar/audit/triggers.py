"""PostgreSQL triggers by which history stays as it was written. Used in migrations.

Whoever writes past the program – ``update()``, ``bulk_update``, raw SQL – meets the same refusal:
``IntegrityError`` (SQLSTATE 23001, restrict violation).
"""

from django.db import migrations

#: Shared by every insert-only table; created by the first migration of ``audit``.
REFUSE_CHANGE = """
CREATE FUNCTION openpar_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% of % refused: rows of this table are never changed once written',
        TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


def insert_only(table: str) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE of ``table``.

    The migration using it must depend on ``("audit", "0001_initial")``.
    """
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION openpar_refuse_change();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION openpar_refuse_change();
        """,
        f"""
        DROP TRIGGER {table}_insert_only ON {table};
        DROP TRIGGER {table}_no_truncate ON {table};
        """,
    )


def frozen_when(table: str, condition: str, *, incoming: bool = False) -> migrations.RunSQL:
    """Refuse UPDATE, DELETE and TRUNCATE of the rows of ``table`` that meet ``condition``.

    Parameters
    ----------
    condition
        SQL over the row, called ``r``: ``r.state = 'published'``. It may hold sub-queries.
    incoming
        Whether rows that would meet the condition are kept out as well: an INSERT, or an UPDATE
        that moves a row among the frozen ones.
    """
    moments = "INSERT OR UPDATE OR DELETE" if incoming else "UPDATE OR DELETE"
    refusal = (
        f"RAISE EXCEPTION '% of {table} refused: what is published stays as it is', TG_OP "
        "USING ERRCODE = 'restrict_violation';"
    )
    arriving = f"r := NEW; IF {condition} THEN {refusal} END IF;" if incoming else ""
    return (
        migrations.RunSQL(  # table and condition are written in migrations, never typed by anybody
            f"""
        CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        #variable_conflict use_column
        DECLARE r {table}%ROWTYPE;
        BEGIN
            IF TG_OP = 'TRUNCATE' THEN
                IF EXISTS (SELECT 1 FROM {table} AS r WHERE {condition}) THEN {refusal} END IF;
                RETURN NULL;
            END IF;
            IF TG_OP <> 'INSERT' THEN
                r := OLD;
                IF {condition} THEN {refusal} END IF;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            {arriving}
            RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_frozen BEFORE {moments} ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_frozen();
        CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_frozen();
        """,  # noqa: S608
            f"""
        DROP TRIGGER {table}_frozen ON {table};
        DROP TRIGGER {table}_no_truncate ON {table};
        DROP FUNCTION {table}_frozen();
        """,
        )
    )
