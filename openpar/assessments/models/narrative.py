"""What a unit writes in its self-assessment report besides its criteria."""

from django.db import models

from openpar.assessments.models.sheet import ScoreSheet


class Narrative(models.Model):
    """Difficulties and proposals of one sheet (part III of the report); ``version`` is its lock.

    It can be changed while the sheet can, so a report printed from a signed sheet stays the same.
    """

    sheet = models.OneToOneField(ScoreSheet, models.PROTECT, related_name="narrative")
    difficulties = models.TextField(blank=True, default="")
    proposals = models.TextField(blank=True, default="")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"narrative of sheet {self.sheet_id}"
