"""What passes between officers and head before a sheet leaves the unit: sent up, remarked, signed.

All rows are insert-only, by trigger: who signed what, in which capacity, stays as it was.
"""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.assessments.models.item import ScoreItem
from openpar.assessments.models.sheet import FrozenSheet, ScoreSheet


class SentUp(FrozenSheet):
    """A sheet as it was laid before the head."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="sent_up")

    class Meta:
        ordering = ("sheet", "number")
        constraints = [
            models.UniqueConstraint("sheet", "number", name="one_sending_per_sheet_and_number"),
        ]

    def __str__(self) -> str:
        return f"sending {self.number} of sheet {self.sheet_id}"


class Remark(models.Model):
    """Why the head returns a sheet: about one criterion, or (without an item) the whole of it."""

    sent_up = models.ForeignKey(SentUp, models.PROTECT, related_name="remarks")
    item = models.ForeignKey(ScoreItem, models.PROTECT, null=True, related_name="remarks")
    text = models.TextField()
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.TextField()
    by_name = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("sent_up", "pk")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="a_remark_says_something"),
        ]

    def __str__(self) -> str:
        return f"remark {self.pk} on sending {self.sent_up_id}"


class Signature(models.Model):
    """A head's decision that the sheet goes out as it was sent up, or that of a deputy who signs
    for the head (KT.)."""

    class Capacity(models.TextChoices):
        """In which capacity somebody signs."""

        HEAD = "head", _("head of the unit")
        FOR_THE_HEAD = "for_the_head", _("for the head (KT.)")

    sent_up = models.ForeignKey(SentUp, models.PROTECT, related_name="signatures")
    capacity = models.CharField(max_length=20, choices=Capacity)
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.TextField()
    by_name = models.TextField(blank=True, default="")
    job_title = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint("sent_up", name="a_sending_is_signed_once"),
            models.CheckConstraint(
                condition=models.Q(capacity__in=["head", "for_the_head"]), name="capacity_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk} under sending {self.sent_up_id}"


class SignedReport(models.Model):
    """The report that was drawn up from a signed sheet, signed and brought back as a PDF file.

    ``date`` is that of the document; ``at`` when the file came. ``verdict`` says whether the
    figures read from it are those of the sheet; ``differences`` names what differs, as sentences'
    parts: ``{"criterion", "expected"}``. It informs and blocks nothing.
    """

    class Verdict(models.TextChoices):
        """What comparing the file with the sheet gave."""

        EQUAL = "equal", _("Equal to the sheet")
        DIFFERS = "differs", _("Differs from the sheet")
        UNREADABLE = "unreadable", _("Could not be read")

    signature = models.ForeignKey(Signature, models.PROTECT, related_name="reports")
    number = models.CharField(max_length=50)
    symbol = models.CharField(max_length=100)
    date = models.DateField()
    verdict = models.CharField(max_length=20, choices=Verdict)
    differences = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    media_type = models.CharField(max_length=120)
    file_name = models.CharField(max_length=200)
    storage_name = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(db_default=Now(), editable=False)
    by = models.TextField()
    by_name = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=["equal", "differs", "unreadable"]),
                name="report_verdict_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(number="") & ~models.Q(symbol=""),
                name="a_report_has_number_and_symbol",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.symbol}"
