"""Working days as data: days off that the law gives, and the Saturdays that make up for one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """A day that differs from its weekday. Saturday and Sunday are off without a row.

    ``source`` names the act that says so: an article of the Labour Code, a notice of a ministry.
    """

    class Kind(models.TextChoices):
        """Off: nobody works. Make-up: a Saturday or Sunday worked for a day given off."""

        OFF = "off", _("day off")
        MAKE_UP = "make_up", _("make-up working day")

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OFF)
    title = models.CharField(_("occasion"), max_length=200)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("day of the working calendar")
        verbose_name_plural = _("days of the working calendar")
        ordering = ("day",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["off", "make_up"]), name="holiday_kind_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.title}"
