"""A sent notice, its addresses and files stay as they are; deliveries and answers are only added."""

from django.db import migrations

from openpar.audit.triggers import frozen_when, insert_only

SENT = "EXISTS (SELECT 1 FROM notices_notice n WHERE n.id = r.notice_id AND n.state <> 'draft')"


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0001_initial"),
        ("notices", "0001_notices_training_feedback"),
    ]

    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION notices_notice_stays() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'TRUNCATE' THEN
                    IF NOT EXISTS (SELECT 1 FROM notices_notice WHERE state <> 'draft') THEN
                        RETURN NULL;
                    END IF;
                ELSIF OLD.state = 'draft' THEN
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    IF NEW.state IN ('draft', 'sent') THEN RETURN NEW; END IF;
                ELSIF TG_OP = 'UPDATE' THEN
                    IF OLD.state = 'sent' AND NEW.state IN ('replaced', 'withdrawn')
                        AND to_jsonb(NEW) - 'state' - 'withdrawn_reason'
                          = to_jsonb(OLD) - 'state' - 'withdrawn_reason'
                    THEN RETURN NEW; END IF;
                END IF;
                RAISE EXCEPTION '% of a sent notice refused: only its state moves on', TG_OP
                    USING ERRCODE = 'restrict_violation';
            END $$;
            CREATE TRIGGER notices_notice_stays BEFORE UPDATE OR DELETE ON notices_notice
                FOR EACH ROW EXECUTE FUNCTION notices_notice_stays();
            CREATE TRIGGER notices_notice_no_truncate BEFORE TRUNCATE ON notices_notice
                FOR EACH STATEMENT EXECUTE FUNCTION notices_notice_stays();
            """,
            """
            DROP TRIGGER notices_notice_stays ON notices_notice;
            DROP TRIGGER notices_notice_no_truncate ON notices_notice;
            DROP FUNCTION notices_notice_stays();
            """,
        ),
        frozen_when("notices_address", SENT, incoming=True),
        frozen_when("notices_attachment", SENT, incoming=True),
        insert_only("notices_delivery"),
        insert_only("notices_opening"),
        insert_only("notices_confirmation"),
    ]
