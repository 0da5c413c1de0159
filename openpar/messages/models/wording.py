"""Texts that a province changes without a programmer; what is not changed has no row."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Wording(models.Model):
    """A province's own text for one key of ``wordings.TEXTS``, in both languages.

    An empty language keeps the program's own text. The trail of changes is in the log.
    """

    key = models.CharField(_("name"), max_length=50, unique=True)
    vi = models.TextField(_("Vietnamese"), blank=True)
    en = models.TextField(_("English"), blank=True)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")

    def __str__(self) -> str:
        return self.key
