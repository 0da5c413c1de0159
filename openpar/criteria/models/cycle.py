"""A cycle and the files of figures given to it."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.criteria import exercises
from openpar.criteria.models.exercise import EXERCISE_CONSTRAINTS, ExerciseFields
from openpar.people.models import User


class CycleQuerySet(models.QuerySet["Cycle"]):
    """All reads of cycles."""

    def for_list(self) -> "CycleQuerySet":
        """Return cycles with the number of their units, the newest first."""
        return self.annotate(unit_count=models.Count("memberships")).order_by("-year", "code")

    def visible_to(self, user: User) -> "CycleQuerySet":
        """Return the cycles that have been opened and concern the user; those in preparation to
        who prepares or audits them.
        """
        opened = ~models.Q(state=Cycle.State.PLANNED)
        seen = Cycle.objects.filter(
            exercises.overseen_by(user) | (opened & exercises.concerns(user))
        )
        return self.filter(pk__in=seen.values("pk"))  # one row, however many own units it scores

    def steered_by(self, user: User) -> "CycleQuerySet":
        """Return the cycles that the user steers."""
        return self.filter(exercises.steered_by(user))

    def announced(self) -> "CycleQuerySet":
        """Return the cycles that anybody may know of: opened, whether closed by now or not."""
        return self.filter(exercises.open_to_all()).exclude(state=Cycle.State.PLANNED)


class Cycle(ExerciseFields):
    """One yearly round of scoring. ``as_of`` is the day up to which results count.

    ``signed_by_head``: a sheet goes through the unit's head before it is submitted;
    ``report_required``: the report drawn up from it comes back signed as well, with number and
    date. Both are set while the cycle is prepared.
    """

    class State(models.TextChoices):
        """A planned cycle is prepared, an open one moves by its phases, a closed one is history;
        ``lifecycle.MOVES`` says who moves it.
        """

        PLANNED = "planned", _("in preparation")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    code = models.SlugField(_("code"), max_length=100, unique=True)
    title = models.CharField(_("title"), max_length=300)
    title_en = models.CharField(_("English title"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(_("year"))
    as_of = models.DateField(_("figures as of"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.OPEN)
    signed_by_head = models.BooleanField(_("the head signs off the sheet"), default=False)
    report_required = models.BooleanField(_("the signed report is uploaded"), default=False)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("carried over from"),
    )  # fmt: skip

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ("-year", "code")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "open", "closed"]),
                name="cycle_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(report_required=False) | models.Q(signed_by_head=True),
                name="a_report_is_signed_by_the_head",
            ),
            *EXERCISE_CONSTRAINTS,
        ]

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
