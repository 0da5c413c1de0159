"""The register in full: validity, secrecy, links, inspections, findings, locked files, search."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import openpar.people.search
from openpar.audit import triggers
from openpar.people.search import words_of


def fold_documents(apps, schema_editor):
    """Fill the column of words for the documents that are there."""
    documents = apps.get_model("evidence", "Document")
    rows = list(documents.objects.all())
    for row in rows:
        row.search = words_of(f"{row.number} {row.symbol} {row.issuer} {row.abstract}")
    documents.objects.bulk_update(rows, ["search"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0002_evidence_folders"),
        ("people", "0005_personal_tokens"),
    ]

    operations = [
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        choices=[
                            ("content", "active content"),
                            ("metadata", "hidden data"),
                            ("personal", "personal data"),
                            ("text", "readable text"),
                            ("signature", "digital signature"),
                            ("near_same", "nearly the same text"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("fine", "nothing to object"),
                            ("flagged", "to be looked at"),
                            ("undetermined", "could not be determined"),
                        ],
                        max_length=20,
                    ),
                ),
                ("detail", models.JSONField(default=dict)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("minutes_number", models.TextField(verbose_name="number of the minutes")),
                ("inspected_on", models.DateField(verbose_name="inspected on")),
                ("inspectors", models.TextField(verbose_name="inspected by")),
                ("finding", models.TextField(verbose_name="what was found")),
            ],
        ),
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.URLField(max_length=2000, verbose_name="web address")),
                ("checked_on", models.DateField(verbose_name="checked on")),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("as_described", "opens, content as described"),
                            ("changed", "opens, content has changed"),
                            ("unreachable", "does not open"),
                        ],
                        max_length=20,
                        verbose_name="result of the check",
                    ),
                ),
                ("note", models.TextField(blank=True, default="", verbose_name="note")),
            ],
        ),
        migrations.CreateModel(
            name="LockedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mark", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("locked", "locked"),
                            ("released", "released: not classified"),
                            ("removed", "removed: classified"),
                        ],
                        default="locked",
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True, default="", verbose_name="reason")),
                ("decided_by", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="document",
            name="effective_from",
            field=models.DateField(blank=True, null=True, verbose_name="effective from"),
        ),
        migrations.AddField(
            model_name="document",
            name="effective_to",
            field=models.DateField(blank=True, null=True, verbose_name="effective to"),
        ),
        migrations.AddField(
            model_name="document",
            name="form",
            field=models.CharField(
                choices=[
                    ("file", "file"),
                    ("link", "web link"),
                    ("inspected", "inspected on the spot"),
                ],
                default="file",
                max_length=20,
                verbose_name="form",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="search",
            field=openpar.people.search.WordsField("number", "symbol", "issuer", "abstract"),
        ),
        migrations.AddField(
            model_name="document",
            name="secrecy",
            field=models.CharField(
                choices=[
                    ("normal", "not classified"),
                    ("confidential", "confidential"),
                    ("secret", "secret"),
                    ("top_secret", "top secret"),
                ],
                default="normal",
                max_length=20,
                verbose_name="secrecy class",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="document",
            name="abstract",
            field=models.TextField(blank=True, default="", verbose_name="abstract"),
        ),
        migrations.AlterField(
            model_name="document",
            name="date",
            field=models.DateField(blank=True, null=True, verbose_name="date of the document"),
        ),
        migrations.AlterField(
            model_name="document",
            name="issuer",
            field=models.TextField(blank=True, default="", verbose_name="issuer"),
        ),
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.TextField(blank=True, default="", verbose_name="kind of document"),
        ),
        migrations.AlterField(
            model_name="document",
            name="number",
            field=models.TextField(blank=True, default="", verbose_name="number"),
        ),
        migrations.AlterField(
            model_name="document",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="people.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="symbol",
            field=models.TextField(blank=True, default="", verbose_name="symbol"),
        ),
        migrations.RunPython(fold_documents, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="document",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("search", config="simple"),
                name="document_words",
            ),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["owner", "-id"], name="documents_of_a_unit"),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(models.F("sha256"), name="revisions_by_hash"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_to__isnull", True),
                    ("effective_from__isnull", True),
                    ("effective_to__gte", models.F("effective_from")),
                    _connector="OR",
                ),
                name="document_effective_to_after_from",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("secrecy", "normal"), ("form", "inspected"), _connector="OR"),
                name="classified_documents_are_inspected_on_the_spot",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ["file", "link", "inspected"])),
                name="document_form_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("secrecy__in", ["normal", "confidential", "secret", "top_secret"])
                ),
                name="document_secrecy_is_known",
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="revision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="evidence.revision",
            ),
        ),
        migrations.AddField(
            model_name="inspection",
            name="revision",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inspection",
                to="evidence.revision",
            ),
        ),
        migrations.AddField(
            model_name="linkcheck",
            name="revision",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="link_check",
                to="evidence.revision",
            ),
        ),
        migrations.AddField(
            model_name="lockedfile",
            name="revision",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lock",
                to="evidence.revision",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(
                models.F("revision"), models.F("subject"), name="one_finding_per_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "subject__in",
                        ["content", "metadata", "personal", "text", "signature", "near_same"],
                    )
                ),
                name="finding_subject_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["fine", "flagged", "undetermined"])),
                name="finding_verdict_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minutes_number", ""), _negated=True),
                    models.Q(("inspectors", ""), _negated=True),
                    models.Q(("finding", ""), _negated=True),
                ),
                name="minutes_are_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("address__regex", "^https?://")), name="link_leads_to_the_web"
            ),
        ),
        migrations.AddConstraint(
            model_name="linkcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("result__in", ["as_described", "changed", "unreachable"])),
                name="link_result_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="lockedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "locked")),
                    models.Q(
                        models.Q(("state", "locked"), _negated=True),
                        ("decided_at__isnull", False),
                        models.Q(("decided_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="a_lock_is_opened_by_somebody",
            ),
        ),
        triggers.insert_only("evidence_linkcheck"),
        triggers.insert_only("evidence_inspection"),
    ]
