"""What unit and standing body write about a criterion; figures carried from an earlier period."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from openpar.audit import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0006_life_of_a_sheet"),
        ("audit", "0001_initial"),
        ("criteria", "0007_exercises"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "scoreitem",
            "carried_from",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="criteria.period",
                verbose_name="carried from",
            ),
        ),
        migrations.CreateModel(
            "Comment",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        choices=[("unit", "the unit"), ("body", "the standing body")],
                        max_length=10,
                        verbose_name="written for",
                    ),
                ),
                ("text", models.TextField(verbose_name="comment")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discussion",
                        to="assessments.scoreitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ("pk",),
                "indexes": [
                    models.Index(models.F("item"), models.F("id"), name="comments_of_an_item")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="a_comment_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ["unit", "body"])),
                        name="side_of_a_comment_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "CommentReading",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.scoreitem",
                    ),
                ),
                (
                    "upto",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.comment",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("item"), models.F("user"), name="one_reading_per_item_and_person"
                    ),
                ],
            },
        ),
        triggers.insert_only("assessments_comment"),
    ]
