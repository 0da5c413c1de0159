"""The crosswalk between two sets as rows: proposed, corrected, confirmed, and then frozen."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openpar.criteria import exercises
from openpar.criteria.exact import ExactField
from openpar.criteria.models.sets import CriteriaSet
from openpar.people.models import Role, User
from openpar.scoring.sets import crosswalk as scoring

#: What people call each relation.
RELATIONS = {
    scoring.Relation.KEPT: _("kept unchanged"),
    scoring.Relation.REWORDED: _("reworded"),
    scoring.Relation.REWEIGHTED: _("reweighted"),
    scoring.Relation.SPLIT: _("split into several"),
    scoring.Relation.MERGED: _("merged into one"),
    scoring.Relation.NEW: _("newly added"),
    scoring.Relation.DROPPED: _("dropped from the set"),
}


class CrosswalkQuerySet(models.QuerySet["Crosswalk"]):
    """All reads of crosswalks."""

    def with_sets(self) -> "CrosswalkQuerySet":
        """With both sets, their texts left out."""
        related = self.select_related("old_set", "new_set")
        return related.defer("old_set__text", "new_set__text")

    def visible_to(self, user: User) -> "CrosswalkQuerySet":
        """Confirmed ones between sets one may see; drafts to who keeps the newer set or audits.

        The same rule as ``crosswalk_permissions.may_change`` for those who keep it.
        """
        sets = CriteriaSet.objects.visible_to(user).values("pk")
        seen = self.filter(old_set__in=sets, new_set__in=sets)
        if user.holds(Role.AUDITOR):
            return seen
        bodies = exercises.offices(user, Role.COORDINATOR, Role.INNER_COORDINATOR)
        kept = Q(new_set__owner__in=bodies)
        if user.holds(Role.COORDINATOR):
            kept |= Q(new_set__owner__isnull=True)
        return seen.filter(kept | Q(state=Crosswalk.State.CONFIRMED))


class Crosswalk(models.Model):
    """From one set to a newer one. Confirmed and its newer set published, it is frozen (trigger).

    ``version`` counts its changes: the optimistic lock of who corrects lines.
    """

    class State(models.TextChoices):
        """``crosswalk_actions.MOVES`` says who moves it."""

        DRAFT = "draft", _("draft")
        CONFIRMED = "confirmed", _("confirmed by the coordinator")

    old_set = models.ForeignKey(CriteriaSet, models.PROTECT, related_name="crosswalks_from")
    new_set = models.ForeignKey(CriteriaSet, models.CASCADE, related_name="crosswalks_to")
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)

    objects = CrosswalkQuerySet.as_manager()

    class Meta:
        verbose_name = _("crosswalk")
        verbose_name_plural = _("crosswalks")
        constraints = [
            models.UniqueConstraint("old_set", "new_set", name="one_crosswalk_of_two_sets"),
            models.CheckConstraint(
                condition=~Q(old_set=F("new_set")), name="crosswalk_between_two_sets"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "confirmed"]), name="crosswalk_state_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_set} → {self.new_set}"

    @property
    def is_confirmed(self) -> bool:
        """Whether it may be relied on."""
        return self.state == self.State.CONFIRMED

    def read(self) -> scoring.Crosswalk:
        """Return its lines as ``scoring`` reads them: one query unless they were prefetched."""
        return scoring.Crosswalk(tuple(line.read() for line in self.lines.all()))


class CrosswalkLine(models.Model):
    """One line: the codes of its leaves in both sets, and a share for each link (or none)."""

    crosswalk = models.ForeignKey(Crosswalk, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    relation = models.CharField(
        _("relation"), max_length=20,
        choices=[(str(relation), label) for relation, label in RELATIONS.items()],
    )  # fmt: skip
    old_codes = ArrayField(models.CharField(max_length=50), default=list)
    new_codes = ArrayField(models.CharField(max_length=50), default=list)
    shares = ArrayField(ExactField(), default=list)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("line of a crosswalk")
        verbose_name_plural = _("lines of a crosswalk")
        ordering = ("crosswalk", "position")
        constraints = [
            models.UniqueConstraint("crosswalk", "position", name="one_line_per_position"),
            models.CheckConstraint(
                condition=Q(relation__in=[str(one) for one in RELATIONS]),
                name="crosswalk_relation_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.relation}: {', '.join(self.old_codes)} → {', '.join(self.new_codes)}"

    def read(self) -> scoring.Line:
        """Return the line as ``scoring`` reads it."""
        return scoring.Line(
            scoring.Relation(self.relation),
            tuple(self.old_codes),
            tuple(self.new_codes),
            tuple(self.shares),
            self.note,
        )

    @classmethod
    def written(cls, crosswalk: Crosswalk, position: int, line: scoring.Line) -> "CrosswalkLine":
        """Return the row of a line, not saved."""
        return cls(
            crosswalk=crosswalk,
            position=position,
            relation=str(line.relation),
            old_codes=list(line.old),
            new_codes=list(line.new),
            shares=list(line.shares),
            note=line.note,
        )
