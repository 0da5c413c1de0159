"""What a program found in the bytes of a revision: the hook between reading files and flags."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.evidence.models.revision import Revision


class Subject(models.TextChoices):
    """What was looked for."""

    CONTENT = "content", _("active content")
    METADATA = "metadata", _("hidden data")
    PERSONAL = "personal", _("personal data")
    TEXT = "text", _("readable text")
    SIGNATURE = "signature", _("digital signature")
    NEAR_SAME = "near_same", _("nearly the same text")


class Verdict(models.TextChoices):
    """What came of it; ``undetermined`` says that nobody could tell."""

    FINE = "fine", _("nothing to object")
    FLAGGED = "flagged", _("to be looked at")
    UNDETERMINED = "undetermined", _("could not be determined")


class Finding(models.Model):
    """One verdict on one subject; reading the file anew replaces it.

    ``detail`` holds words for the sentence that is shown (``{"found": ["JavaScript"]}``): never the
    name or number of another unit's document outside ``detail["others"]``, which only who oversees
    both is shown. A verdict never takes points: it says what a person should look at.
    """

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="findings")
    subject = models.CharField(max_length=20, choices=Subject)
    verdict = models.CharField(max_length=20, choices=Verdict)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("revision", "subject", name="one_finding_per_subject"),
            models.CheckConstraint(
                condition=models.Q(subject__in=Subject.values), name="finding_subject_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=Verdict.values), name="finding_verdict_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} of revision {self.revision_id}: {self.verdict}"
