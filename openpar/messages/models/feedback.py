"""Feedback on the program (góp ý): from the box on every page to the coordinator's answer."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.people.models import Role, User


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """All reads of feedback."""

    def visible_to(self, user: User) -> "FeedbackQuerySet":
        """The coordinator and the auditor see all; anybody else what they sent themselves."""
        return self if user.holds(Role.COORDINATOR, Role.AUDITOR) else self.filter(sender=user)

    def for_list(self) -> "FeedbackQuerySet":
        """New ones first, then the newest: one query."""
        order = [Feedback.State.NEW, Feedback.State.ANSWERED, Feedback.State.CLOSED]
        place = [models.When(state=state, then=models.Value(n)) for n, state in enumerate(order)]
        return self.select_related("sender", "answered_by").order_by(models.Case(*place), "-pk")

    def within_hour(self) -> "FeedbackQuerySet":
        """What came in the last hour of the database clock."""
        return self.filter(at__gt=Now() - timedelta(hours=1))


class Feedback(models.Model):
    """What somebody says about a page. ``page`` is its path alone, never what stood in its fields.

    ``width`` is the browser's width in pixels, empty where no script ran.
    """

    class State(models.TextChoices):
        """Where feedback stands."""

        NEW = "new", _("New")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    sender = models.ForeignKey(User, models.PROTECT, related_name="feedback")
    text = models.TextField(_("what you want to say"))
    page = models.CharField(_("page"), max_length=500, blank=True)
    page_title = models.CharField(_("title of the page"), max_length=300, blank=True)
    width = models.PositiveIntegerField(_("width of the browser"), null=True, blank=True)
    at = models.DateTimeField(_("sent at"), db_default=Now(), editable=False)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.NEW)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="answered") | ~Q(answer=""), name="answered_feedback_has_answer"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
