"""Extensions: a later closing of one phase for one unit, by a written approval."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from openpar.criteria.models.cycle import Cycle
from openpar.criteria.models.phase import Phase
from openpar.people.models import Unit, User


class ExtensionQuerySet(models.QuerySet["Extension"]):
    """All reads of extensions."""

    def for_cycle(self, cycle: Cycle) -> "ExtensionQuerySet":
        """Return a cycle's extensions with phase, unit and both persons, the newest first."""
        rows = self.filter(phase__cycle=cycle)
        return rows.select_related("phase__cycle", "unit", "proposed_by", "decided_by").order_by(
            "-pk"
        )

    def in_force(self) -> "ExtensionQuerySet":
        """Return those that have been confirmed."""
        return self.filter(state=Extension.State.IN_FORCE)


class Extension(models.Model):
    """A unit may act in a phase until ``until``. Once decided, a trigger keeps the row as it is."""

    class State(models.TextChoices):
        """Proposed by one person; in force or refused by the decision of (another) one."""

        PROPOSED = "proposed", _("awaiting a second person")
        IN_FORCE = "in_force", _("in force")
        REFUSED = "refused", _("not granted")

    phase = models.ForeignKey(Phase, models.PROTECT, related_name="extensions")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="extensions", verbose_name=_("unit")
    )
    until = models.DateTimeField(_("extended until"))
    reason = models.TextField(_("reason"))
    approval_number = models.CharField(_("number of the approving document"), max_length=100)
    approval_date = models.DateField(_("date of the approving document"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=Now(), editable=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, editable=False)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.UniqueConstraint(
                "phase", "unit", condition=Q(state="proposed"), name="one_open_proposal"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(approval_number=""), name="extension_is_grounded"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    state__in=["in_force", "refused"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="extension_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.phase.get_kind_display()}"
