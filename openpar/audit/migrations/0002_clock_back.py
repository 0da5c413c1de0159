"""An event earlier than the one before it is marked, and the log is read as it was written."""

from django.db import migrations, models

MARK = """
CREATE FUNCTION audit_event_mark_clock() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last timestamptz;
BEGIN
    SELECT at INTO last FROM audit_event ORDER BY id DESC LIMIT 1;
    IF last - NEW.at > interval '1 second' THEN
        NEW.data := NEW.data || jsonb_build_object('clock_back_from', last);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_event_clock BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_mark_clock();
"""
UNMARK = """
DROP TRIGGER audit_event_clock ON audit_event;
DROP FUNCTION audit_event_mark_clock();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(MARK, UNMARK),
        migrations.RemoveIndex("event", "event_newest_first"),
        migrations.AddIndex("event", models.Index(fields=["-at"], name="event_by_time")),
    ]
