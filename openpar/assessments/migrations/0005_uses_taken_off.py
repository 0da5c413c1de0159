"""A use that is taken off an item keeps its row, and its code is given once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0004_own_file"),
        ("evidence", "0003_register_of_documents"),
    ]

    operations = [
        migrations.AddField(
            "evidenceuse", "detached_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.AddField("evidenceuse", "detached_by", models.TextField(blank=True, default="")),
        migrations.AlterField(
            "evidenceuse",
            "pages",
            models.CharField(blank=True, default="", max_length=100, verbose_name="pages"),
        ),
        migrations.RemoveConstraint("evidenceuse", "one_use_per_item_and_revision"),
        migrations.AddConstraint(
            "evidenceuse",
            models.UniqueConstraint(
                condition=models.Q(detached_at__isnull=True),
                fields=("item", "revision"),
                name="one_use_per_item_and_revision",
            ),
        ),
        migrations.AddConstraint(
            "evidenceuse",
            models.UniqueConstraint(
                condition=~models.Q(code=""),
                fields=("item", "code"),
                name="one_use_per_item_and_code",
            ),
        ),
        migrations.AddConstraint(
            "evidenceuse",
            models.CheckConstraint(
                condition=models.Q(detached_at__isnull=True, detached_by="")
                | (models.Q(detached_at__isnull=False) & ~models.Q(detached_by="")),
                name="a_use_is_taken_off_by_somebody",
            ),
        ),
    ]
