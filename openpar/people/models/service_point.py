"""Service points: where citizens hand in dossiers, linked to the unit that answers for them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from openpar.people.models.unit import Unit
from openpar.people.models.validity import ValidQuerySet


class ServicePoint(models.Model):
    """A one-stop shop or a public administration service centre of a unit (S4-25)."""

    class Kind(models.TextChoices):
        """Kinds of service points of Decree 118/2025/NĐ-CP."""

        ONE_STOP = "one_stop", _("one-stop shop")
        CENTRE = "centre", _("public administration service centre")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="service_points")
    kind = models.CharField(_("kind of service point"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=250)
    address = models.CharField(_("address"), max_length=250, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = ValidQuerySet.as_manager()

    class Meta:
        verbose_name = _("service point")
        verbose_name_plural = _("service points")
        constraints = [
            models.UniqueConstraint(
                "unit",
                "name",
                condition=Q(valid_to__isnull=True),
                name="service_point_once",
                violation_error_message=_("This unit has a service point of that name already."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="service_point_valid_to_after_from",
                violation_error_message=_("The last day lies before the first."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["one_stop", "centre"]), name="service_point_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name
