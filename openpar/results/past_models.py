"""Published results of years before the platform, each with the document that published it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.criteria.exact import ExactField
from openpar.people.models import Unit, User


class PastResult(models.Model):
    """A unit's published result of one year.

    ``index`` in per cent, exact as it was printed. ``rank`` of ``compared`` units in ``cohort``;
    both are null where the document prints none. ``scores`` maps the code of a criterion to its
    points as exact text, where the document prints them.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="past_results")
    year = models.PositiveSmallIntegerField(_("year"))
    index = ExactField(_("index"))
    rank = models.PositiveIntegerField(_("rank"), null=True)
    compared = models.PositiveIntegerField(_("units compared"), null=True)
    cohort = models.CharField(_("group compared"), max_length=250, blank=True)
    class_title = models.CharField(_("class"), max_length=200, blank=True)
    scores = models.JSONField(_("points by criterion"), default=dict, blank=True)
    source = models.CharField(_("source document"), max_length=500)
    entered_at = models.DateTimeField(_("entered at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("result of a past year")
        verbose_name_plural = _("results of past years")
        ordering = ("-year", "rank", "pk")
        constraints = [
            models.UniqueConstraint("unit", "year", name="one_past_result_per_unit_and_year"),
            models.CheckConstraint(
                condition=Q(rank__isnull=True) | Q(rank__gte=1), name="past_rank_from_one"
            ),
            models.CheckConstraint(
                condition=Q(compared__isnull=True)
                | Q(rank__isnull=True)
                | Q(rank__lte=models.F("compared")),
                name="past_rank_within_compared",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000) & Q(year__lte=2100), name="past_year_plausible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.code} {self.year}"


class PastImport(models.Model):
    """A table of past results that was sent, from its trial to its confirmation.

    ``rows`` are the cells as texts, heading first; ``columns`` what each column is; ``given`` what
    was typed for the whole table. ``differences_sha256`` pins what the trial showed.
    """

    class State(models.TextChoices):
        """A table is tried first; confirming stores all of it or nothing."""

        TRIED = "tried", _("tried")
        CONFIRMED = "confirmed", _("confirmed")

    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("hash (SHA-256)"), max_length=64)
    rows = models.JSONField()
    columns = models.JSONField()
    given = models.JSONField(default=dict, blank=True)
    differences_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.TRIED)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("received at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("import of past results")
        verbose_name_plural = _("imports of past results")

    def __str__(self) -> str:
        return self.file_name
