"""Accounts, and the appointments from which everything follows that an account may do."""

from collections.abc import Callable
from datetime import date
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openpar.people.models.unit import Unit
from openpar.people.models.validity import ValidQuerySet, today_in_database
from openpar.people.search import FoldedField, fold


class UserQuerySet(models.QuerySet["User"]):
    """All reads of accounts."""

    def matching(self, text: str) -> "UserQuerySet":
        """Return accounts whose name or user name holds ``text``, diacritics ignored."""
        return self.filter(search__contains=fold(text)) if text.strip() else self

    def for_list(self) -> "UserQuerySet":
        """Return accounts by name, with the appointments of today as ``offices_today``."""
        today = Appointment.objects.in_force().select_related("unit").order_by("unit__code", "role")
        rows = self.prefetch_related(models.Prefetch("appointments", today, "offices_today"))
        return rows.order_by("search", "username")

    def holding(self, role: str = "", unit: str = "") -> "UserQuerySet":
        """Return accounts that hold ``role``, or any role in the unit with code ``unit``, today."""
        today = Appointment.objects.in_force()
        if role:
            today = today.filter(role=role)
        if unit:
            today = today.filter(unit__code=unit)
        return self.filter(pk__in=today.values("user"))


class UserManager(DjangoUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Accounts are made as Django makes them, and read as above."""


class AppointmentQuerySet(ValidQuerySet):
    """All reads of appointments."""

    def in_force(self) -> "AppointmentQuerySet":
        """Return the appointments that give rights today: their days, and those of the unit.

        A unit that was merged or dissolved takes its appointments with it on the day it ends.
        """
        today = today_in_database()
        unit_stands = Q(unit__valid_to__isnull=True) | Q(unit__valid_to__gte=today)
        standing = self.valid_today().filter(withdrawn=False)
        return standing.filter(unit_stands, unit__valid_from__lte=today)

    def overlapping(self, valid_from: date, valid_to: date | None) -> "AppointmentQuerySet":
        """Return the appointments in force on any day between the two, both included."""
        begins = Q() if valid_to is None else Q(valid_from__lte=valid_to)
        lasts = Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
        return self.filter(begins, lasts, withdrawn=False)

    def heads_in_year(self, unit: Unit, year: int) -> "AppointmentQuerySet":
        """Return who headed ``unit`` at any time of ``year``, in order, each with the days."""
        in_office = Q(valid_to__isnull=True) | Q(valid_to__gte=date(year, 1, 1))
        rows = self.filter(in_office, unit=unit, role=Role.HEAD, withdrawn=False)
        rows = rows.filter(valid_from__lte=date(year, 12, 31))
        return rows.select_related("user").order_by("valid_from", "pk")


#: What later slices count for an account on every page, in the query of its appointments: by name.
COUNTED: dict[str, Callable[["User"], models.Expression]] = {}


class User(AbstractUser):
    """An account. What it may do follows from its appointments alone, never from a flag.

    ``demonstration`` marks the published accounts of the demonstration; a production server
    refuses to start while one exists.
    """

    display_name = models.CharField(_("full name"), max_length=200)
    job_title = models.CharField(_("position"), max_length=200, blank=True)
    demonstration = models.BooleanField(_("demonstration account"), default=False)
    must_change_password = models.BooleanField(
        _("must set a new password"),
        default=False,
        help_text=_("the password was given by somebody else; nothing opens before it is changed"),
    )
    search = FoldedField("display_name", "username", "job_title")

    objects = UserManager()

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
        current = self.appointments.in_force().select_related("unit")
        figures = {name: count(self) for name, count in COUNTED.items()}
        return list(current.annotate(**figures).order_by("unit__code", "role"))

    def counted(self, name: str) -> int:
        """Return a figure of ``COUNTED``, read with the appointments; 0 for who holds none."""
        return next((getattr(held, name) for held in self.appointments_today()), 0)

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
    CONTRIBUTOR = "contributor", _("section contributor")
    HEAD = "head", _("head of a unit")
    DEPUTY = "deputy", _("deputy head of a unit")
    COORDINATOR = "coordinator", _("coordinator of the standing body")
    INNER_COORDINATOR = "inner_coordinator", _("coordinator of an inner exercise")
    APPRAISER = "appraiser", _("appraiser")
    CHAIR = "chair", _("chair of the council")
    VICE_CHAIR = "vice_chair", _("vice chair of the council")
    MEMBER = "member", _("member of the council")
    SECRETARY = "secretary", _("secretary of the council")
    LEADER = "leader", _("leader")
    OBSERVER = "observer", _("observer (Fatherland Front)")
    AUDITOR = "auditor", _("auditor")
    OPERATOR = "operator", _("technical operator")


class Appointment(models.Model):
    """A person's role in a unit, from one day to another.

    ``decision`` cites what it rests on (number, date, issuer), ``end_decision`` what ended it.
    ``withdrawn``: taken back on its first day, so that it never held a whole day.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=200, blank=True)
    end_decision = models.CharField(_("decision that ended it"), max_length=200, blank=True)
    withdrawn = models.BooleanField(_("taken back"), default=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [
            models.UniqueConstraint(
                "user", "unit", "role", "valid_from",
                condition=Q(withdrawn=False), name="appointment_begins_once",
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
                    "officer", "contributor", "head", "deputy", "coordinator",
                    "inner_coordinator", "appraiser", "chair", "vice_chair", "member",
                    "secretary", "leader", "observer", "auditor", "operator",
                ]),
                name="appointment_role_known",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.unit}"
