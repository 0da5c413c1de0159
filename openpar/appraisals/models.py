"""Who appraises which field of a cycle, and what lies on an appraiser's desk."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from openpar.assessments import readers
from openpar.assessments.models import Kind, ScoreItem, ScoreLayer, was_submitted
from openpar.assessments.models.item import ItemQuerySet
from openpar.criteria.models import Cycle, Period
from openpar.people.models import User
from openpar.scoring.sets.model import Source

#: Leaves whose points an appraiser judges; survey and external points come from elsewhere.
APPRAISED_SOURCES = (Source.APPRAISAL, Source.INSPECTION, Source.FIGURES)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """All reads of assignments."""

    def of(self, user: User) -> "AssignmentQuerySet":
        """What is assigned to one person, newest cycle first, fields in order."""
        rows = self.filter(user=user).select_related("cycle")
        return rows.order_by("-cycle__year", "cycle__code", "field_code")


class Assignment(models.Model):
    """One person appraises one field of one cycle, over all units but the own."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="assignments")
    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    field_code = models.CharField(_("field"), max_length=50)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                "cycle", "user", "field_code", name="one_assignment_per_user_and_field"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.field_code} ({self.cycle})"


def assigned_fields(user: User) -> list[tuple[int, str]]:
    """Return the (cycle id, field code) pairs assigned to a person: one query."""
    return list(Assignment.objects.filter(user=user).values_list("cycle_id", "field_code"))


class DeskQuerySet(ItemQuerySet):
    """Items as an appraiser meets them. Every page begins with ``on_desk_of``."""

    def on_desk_of(self, user: User) -> "DeskQuerySet":
        """Items this person may appraise: submitted sheets, assigned fields, and never a unit where
        the person is appointed, in whatever role, or a criterion that such a unit leads. The own
        unit is not merely locked: it is absent, from rows, counts and exports alike.
        """
        assigned = Q(pk__in=[])
        for cycle, field in readers.fields_of(user):
            assigned |= Q(sheet__cycle=cycle, criterion__field_code=field)
        own = Q(sheet__unit__in=readers.units_of(user)) | Q(lead__in=readers.units_of(user))
        return self.filter(
            assigned,
            ~own,
            was_submitted("sheet__"),
            sheet__period__kind=Period.Kind.YEAR,
            criterion__source__in=APPRAISED_SOURCES,
        )

    def in_cohorts_order(self) -> "DeskQuerySet":
        """Units in the order of the printed table: by name, diacritics folded."""
        return self.order_by("sheet__unit__search", "sheet__unit__code", "criterion__position")

    def for_matrix(self) -> "DeskQuerySet":
        """With everything a row of the matrix prints: three queries for any number of rows.

        The criterion is not among it: a page has few of them, and gives each row its own.
        """
        rows = self.select_related("sheet__unit", "sheet__cycle", "sheet__period")
        return rows.with_layers().with_evidence().in_cohorts_order()

    def with_standing(self) -> "DeskQuerySet":
        """Add ``is_appraised``: whether an appraisal layer exists."""
        appraised = ScoreLayer.objects.filter(item=OuterRef("pk"), kind=Kind.APPRAISED)
        return self.annotate(is_appraised=Exists(appraised))

    def counted_by(self, *names: str) -> "DeskQuerySet":
        """Count items and appraised items per combination of ``names``: ``whole``, ``part``."""
        rows = self.with_standing().order_by().values(*names)
        return rows.annotate(
            whole=models.Count("pk"), part=models.Count("pk", filter=Q(is_appraised=True))
        )


class DeskItem(ScoreItem):
    """A score item under appraisal; the same row, read by other questions."""

    objects = DeskQuerySet.as_manager()

    class Meta:
        proxy = True
