"""Units, accounts, appointments. Everything organisational has validity dates.

A day is the day of the database clock in the time zone of the settings; ``valid_to`` is the last
valid day, as a decision writes it.
"""

from datetime import date
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from openpar.people.search import FoldedField, fold


def today_in_database() -> TruncDate:
    """Return the expression for today's date by the database clock."""
    return TruncDate(Now())


class ValidQuerySet(models.QuerySet):
    """Rows with ``valid_from`` and ``valid_to``."""

    def with_standing(self):
        """Add ``standing``: upcoming, current or over, by the database clock."""
        return self.annotate(
            standing=Case(
                When(valid_from__gt=today_in_database(), then=Value("upcoming")),
                When(valid_to__lt=today_in_database(), then=Value("over")),
                default=Value("current"),
                output_field=models.CharField(),
            )
        )

    def valid_on(self, day: date | TruncDate):
        """Return the rows in force on ``day``."""
        open_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        return self.filter(open_ended, valid_from__lte=day)

    def valid_today(self):
        """Return the rows in force today, by the database clock."""
        return self.valid_on(today_in_database())


class UnitQuerySet(ValidQuerySet):
    """All reads of units."""

    def matching(self, text: str) -> "UnitQuerySet":
        """Return units whose name, short name or code holds ``text``, diacritics ignored."""
        return self.filter(search__contains=fold(text)) if text.strip() else self

    def for_list(self) -> "UnitQuerySet":
        """Return what a list of units prints, in one query: by type, then by name."""
        types = [When(kind=kind, then=Value(order)) for order, kind in enumerate(Unit.Kind.values)]
        return self.select_related("parent").order_by(Case(*types), "search", "code")


class Unit(models.Model):
    """An organisation of the state, for as long as its decision holds.

    ``attributes`` are what criteria may ask of a unit (``mountain: true``), by name.
    """

    class Kind(models.TextChoices):
        """Types of units. The district ended on 30/06/2025 and stays for history."""

        PROVINCE = "province", _("province or centrally run city")
        MINISTRY = "ministry", _("ministry or ministerial-level agency")
        DEPARTMENT = "department", _("department")
        SPECIAL_AGENCY = "special_agency", _("special agency")
        DISTRICT = "district", _("district (until 30/06/2025)")
        WARD = "ward", _("ward")
        COMMUNE = "commune", _("commune")
        SPECIAL_ZONE = "special_zone", _("special zone")
        DIVISION = "division", _("division")

    code = models.CharField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=250)
    name_en = models.CharField(_("English name"), max_length=250, blank=True)
    short_name = models.CharField(_("short name"), max_length=100, blank=True)
    kind = models.CharField(_("type of unit"), max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("superior unit"),
    )
    administrative_code = models.CharField(_("administrative code"), max_length=20, blank=True)
    electronic_code = models.CharField(_("electronic identifier"), max_length=50, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    attributes = models.JSONField(_("attributes"), default=dict, blank=True)
    search = FoldedField("name", "short_name", "code")

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="unit_valid_to_after_from",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[
                    "province", "ministry", "department", "special_agency", "district",
                    "ward", "commune", "special_zone", "division",
                ]),
                name="unit_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="unit_not_own_parent"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def attribute_list(self) -> list[tuple[str, str]]:
        """What criteria may ask of the unit, as names and words: yes, no, or the value."""
        words = {True: _("yes"), False: _("no")}
        return [
            (name, str(words[value]) if isinstance(value, bool) else str(value))
            for name, value in self.attributes.items()
        ]


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
