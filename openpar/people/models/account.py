"""Accounts, and the appointments from which everything follows that an account may do."""

from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openpar.people.models.unit import Unit
from openpar.people.models.validity import ValidQuerySet


class User(AbstractUser):
    """An account. What it may do follows from its appointments alone, never from a flag.

    ``demonstration`` marks the published accounts of the demonstration; a production server
    refuses to start while one exists.
    """

    display_name = models.CharField(_("full name"), max_length=200)
    demonstration = models.BooleanField(_("demonstration account"), default=False)

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_full_name(self) -> str:
        """Return the name as the person writes it: Vietnamese names are not split in two."""
        return self.display_name or self.username

    def appointments_today(self) -> list["Appointment"]:
        """Return the appointments in force today: one query, kept on this instance."""
        return self._appointments_today

    @cached_property
    def _appointments_today(self) -> list["Appointment"]:
        current = self.appointments.valid_today().select_related("unit")
        return list(current.order_by("unit__code", "role"))

    def roles_in(self, unit: Unit) -> set[str]:
        """Return the roles held in ``unit`` today."""
        return {a.role for a in self.appointments_today() if a.unit_id == unit.pk}

    def holds(self, *roles: str) -> bool:
        """Return whether any of ``roles`` is held today, in whatever unit."""
        return any(a.role in roles for a in self.appointments_today())

    def units(self, *roles: str) -> list[Unit]:
        """Return the units in which any of ``roles`` is held today, each once."""
        held = {a.unit_id: a.unit for a in self.appointments_today() if a.role in roles}
        return list(held.values())

    @property
    def office(self) -> str:
        """Roles and units of today as text, for the log: ``coordinator SNV; leader UBND``."""
        return "; ".join(f"{a.role} {a.unit.code}" for a in self.appointments_today())


class Role(models.TextChoices):
    """What a person is appointed to. The operator runs the machine and never touches points."""

    OFFICER = "officer", _("officer of a unit")
    HEAD = "head", _("head of a unit")
    COORDINATOR = "coordinator", _("coordinator of the standing body")
    APPRAISER = "appraiser", _("appraiser")
    LEADER = "leader", _("leader")
    AUDITOR = "auditor", _("auditor")
    OPERATOR = "operator", _("technical operator")


class Appointment(models.Model):
    """A person's role in a unit, from one day to another."""

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(
                "user", "unit", "role", "valid_from", name="appointment_begins_once"
            ),
            models.UniqueConstraint(
                "user", "unit", "role",
                condition=Q(valid_to__isnull=True), name="one_open_appointment",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="appointment_valid_to_after_from",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[
                    "officer", "head", "coordinator", "appraiser", "leader", "auditor", "operator",
                ]),
                name="appointment_role_known",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.unit}"
