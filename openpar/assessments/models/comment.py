"""What the unit and the standing body write to each other about one criterion (trao đổi)."""

from django.db import models
from django.db.models import Count, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from openpar.assessments.models.item import ScoreItem
from openpar.criteria.models import Cycle
from openpar.criteria.models.exercise import Exercise
from openpar.people.models import Appointment, Role, User
from openpar.people.models.account import COUNTED
from openpar.people.scopes import Reach, roles_with

#: Longest comment, in characters.
LONGEST = 2000

#: Roles that read the discussions of the own unit.
OF_THE_UNIT = roles_with(sheets=Reach.OWN_UNIT)


class Side(models.TextChoices):
    """For whom somebody wrote."""

    UNIT = "unit", _("the unit")
    BODY = "body", _("the standing body")


class Comment(models.Model):
    """One comment on one criterion of a unit. Insert-only, by trigger."""

    item = models.ForeignKey(ScoreItem, models.PROTECT, related_name="discussion")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    side = models.CharField(_("written for"), max_length=10, choices=Side)
    text = models.TextField(_("comment"))
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ("pk",)
        indexes = [models.Index("item", "id", name="comments_of_an_item")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_comment_says_something"),
            models.CheckConstraint(
                condition=Q(side__in=Side.values), name="side_of_a_comment_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk} on item {self.item_id}"


class CommentReading(models.Model):
    """How far a person has read the discussion of one criterion: up to the comment ``upto``."""

    item = models.ForeignKey(ScoreItem, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    upto = models.ForeignKey(Comment, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("item", "user", name="one_reading_per_item_and_person"),
        ]

    def __str__(self) -> str:
        return f"reading {self.pk}"


def unread(user: User) -> models.QuerySet[Comment]:
    """Return what others wrote and ``user`` has not read, wherever it stands."""
    read = CommentReading.objects.filter(item=OuterRef("item"), user=user).values("upto")[:1]
    known = Coalesce(Subquery(read), Value(0), output_field=IntegerField())
    return Comment.objects.filter(pk__gt=known).exclude(by=user)


def with_discussion(items: models.QuerySet, user: User) -> models.QuerySet:
    """Add to items how many comments they have and how many ``user`` has not read: no join."""
    here = Comment.objects.filter(item=OuterRef("pk"))
    new = unread(user).filter(item=OuterRef("pk"))
    return items.annotate(comments=_count(here), unread=_count(new))


def discussed(items: models.QuerySet, user: User) -> models.QuerySet:
    """Return the items that have a discussion, with when and what was written last."""
    newest = Comment.objects.filter(item=OuterRef("pk")).order_by("-pk")
    rows = with_discussion(items, user).filter(Exists(newest))
    return rows.annotate(
        last_at=Subquery(newest.values("at")[:1]),
        last_by=Subquery(newest.values("by__display_name")[:1]),
        last_text=Subquery(newest.values("text")[:1]),
    )


def newest_of(item: ScoreItem) -> int | None:
    """Return the primary key of the newest comment on an item."""
    return item.discussion.aggregate(newest=Max("pk"))["newest"]


def _count(rows: models.QuerySet) -> Coalesce:
    counted = rows.order_by().values("item").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())


def waiting(user: User) -> Subquery:
    """Count the criteria with a comment that concerns ``user`` and that ``user`` has not read.

    The discussions are those that ``comment_permissions.may_read_discussion`` lets this person
    read as one of its two sides, in open cycles; said in SQL, because this is counted in the query
    of the appointments itself. A test holds the two together.
    """
    offices = Appointment.objects.in_force().filter(user=user)
    unit = offices.filter(role__in=OF_THE_UNIT).values("unit")
    coordinating = offices.filter(role=Role.COORDINATOR)
    inner = offices.filter(role=Role.INNER_COORDINATOR).values("unit")
    cycle = "item__sheet__cycle__"
    concerned = (
        Q(item__sheet__unit__in=unit)
        | Q(item__lead__in=unit)
        | Q(Exists(coordinating), **{f"{cycle}owner__isnull": True})
        | Q(**{f"{cycle}owner__in": coordinating.values("unit")})
        | Q(**{f"{cycle}standing_body__in": coordinating.values("unit")})
        | Q(**{f"{cycle}owner__in": inner, f"{cycle}exercise": Exercise.INSIDE_BODY})
    )
    rows = unread(user).filter(concerned, item__sheet__cycle__state=Cycle.State.OPEN)
    one = rows.order_by().annotate(all=Value(1)).values("all")
    return Subquery(one.annotate(number=Count(F("item"), distinct=True)).values("number"))


COUNTED["unread_comments"] = waiting
