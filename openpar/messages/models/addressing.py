"""Whom something is addressed to: everybody, a type of unit, a block, one unit (S0-4)."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openpar.people.models import Unit, UnitQuerySet


class Scope(models.TextChoices):
    """What a rule of addressing names."""

    EVERYBODY = "everybody", _("all units")
    KIND = "kind", _("units of a type")
    BLOCK = "block", _("units of a block")
    UNIT = "unit", _("one unit")


class Addressed(models.Model):
    """One rule of addressing. ``value`` is a type, a block or the code of a unit, by its scope.

    A rule, not a list: a unit that comes later and meets it is addressed as well.
    """

    scope = models.CharField(_("addressed to"), max_length=20, choices=Scope)
    value = models.CharField(_("which"), max_length=100, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        if self.scope == Scope.EVERYBODY:
            return str(Scope.EVERYBODY.label)
        value = Unit.Kind(self.value).label if self.scope == Scope.KIND else self.value
        return f"{self.get_scope_display()}: {value}"


_FIELDS = {
    Scope.KIND: "kind",
    Scope.BLOCK: "block",
    Scope.UNIT: "code",
}


def reached(rules: Iterable[Addressed]) -> UnitQuerySet:
    """Return the units in force today, by the database clock, that meet any of the rules."""
    condition = Q(pk__in=())
    for rule in rules:
        if rule.scope == Scope.EVERYBODY:
            return Unit.objects.valid_today()
        condition |= Q(**{_FIELDS[Scope(rule.scope)]: rule.value})
    return Unit.objects.valid_today().filter(condition)
