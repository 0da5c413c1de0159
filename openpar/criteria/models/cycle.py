"""A cycle and the files of figures given to it."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class CycleQuerySet(models.QuerySet["Cycle"]):
    """All reads of cycles."""

    def for_list(self) -> "CycleQuerySet":
        """Return cycles with the number of their units, the newest first."""
        return self.annotate(unit_count=models.Count("memberships")).order_by("-year", "code")


class Cycle(models.Model):
    """One yearly round of scoring. ``as_of`` is the day up to which results count."""

    class State(models.TextChoices):
        """An open cycle moves by its phases; a closed one is history."""

        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    code = models.SlugField(_("code"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=300)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    as_of = models.DateField(_("figures as of"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ("-year", "code")

    def __str__(self) -> str:
        return self.title


class CycleFile(models.Model):
    """Figures given to a cycle as a file of the round format, where no page fills them yet.

    ``name`` is a file name of that format (``targets.csv``, ``previous.csv``, ``external.csv``,
    ``survey.csv``, ``survey.yaml``, ``ties.csv``); ``text`` is what was loaded.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="files")
    name = models.CharField(_("file name"), max_length=50)
    text = models.TextField(_("content"))
    sha256 = models.CharField(_("hash (SHA-256)"), max_length=64)
    loaded_at = models.DateTimeField(_("loaded at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("file of a cycle")
        verbose_name_plural = _("files of cycles")
        constraints = [models.UniqueConstraint("cycle", "name", name="one_file_of_a_name")]

    def __str__(self) -> str:
        return f"{self.cycle.code}/{self.name}"
