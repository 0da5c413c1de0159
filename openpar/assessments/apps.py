"""Django's entry for the slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Self-assessment of units."""

    name = "openpar.assessments"
    verbose_name = _("Self-assessment")
    default_auto_field = "django.db.models.BigAutoField"
