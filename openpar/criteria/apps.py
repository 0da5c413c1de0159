"""Django's registration of the slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CriteriaConfig(AppConfig):
    """The slice ``criteria``."""

    name = "openpar.criteria"
    label = "criteria"
    verbose_name = _("Criteria sets and cycles")
    default_auto_field = "django.db.models.BigAutoField"
