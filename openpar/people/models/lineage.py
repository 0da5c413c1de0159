"""Lineage: which units came from which, by what decision, and to what share."""

from fractions import Fraction

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openpar.people.models.unit import Unit
from openpar.scoring.numbers import Number, exact


class Reorganisation(models.Model):
    """An act by which units become others on one day. Written once, never changed."""

    class Kind(models.TextChoices):
        """What an act does. A merger may have a unit that lives on take in others."""

        MERGE = "merge", _("merger")
        SPLIT = "split", _("split")
        TRANSFER = "transfer", _("transfer of tasks")
        RENAME = "rename", _("change of name")

    kind = models.CharField(_("kind of reorganisation"), max_length=20, choices=Kind)
    decision = models.CharField(_("decision number"), max_length=100)
    decided_on = models.DateField(_("date of the decision"))
    valid_from = models.DateField(_("in force from"))
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("reorganisation")
        verbose_name_plural = _("reorganisations")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["merge", "split", "transfer", "rename"]),
                name="reorganisation_kind_known",
            ),
            models.CheckConstraint(condition=~Q(decision=""), name="reorganisation_has_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.decision}"


class SuccessionQuerySet(models.QuerySet["Succession"]):
    """All reads of lineage."""

    def into(self, unit: Unit) -> "SuccessionQuerySet":
        """Return where ``unit`` came from, the newest act first."""
        rows = self.filter(successor=unit).exclude(predecessor=unit)
        return rows.select_related("act", "predecessor").order_by(
            "-act__valid_from", "-act", "predecessor__search"
        )

    def out_of(self, unit: Unit) -> "SuccessionQuerySet":
        """Return what became of ``unit``, itself included where it lived on; newest act first."""
        rows = self.filter(predecessor=unit)
        return rows.select_related("act", "successor").order_by(
            "-act__valid_from", "-act", "successor__search"
        )


class Succession(models.Model):
    """The share of a predecessor that a successor took over in an act.

    The shares of one predecessor in one act make exactly 1: a deferred trigger adds the fractions
    (migration 0002). A unit that lives on may keep a share: it succeeds itself.
    """

    act = models.ForeignKey(Reorganisation, models.PROTECT, related_name="successions")
    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors")
    share_numerator = models.PositiveBigIntegerField()
    share_denominator = models.PositiveBigIntegerField()

    objects = SuccessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint("act", "predecessor", "successor", name="succession_once"),
            models.CheckConstraint(
                condition=Q(share_numerator__gt=0, share_denominator__gte=F("share_numerator")),
                name="succession_share_above_zero_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    @property
    def share(self) -> Number:
        """The share as an exact number, above 0 and at most 1."""
        return exact(Fraction(self.share_numerator, self.share_denominator))
