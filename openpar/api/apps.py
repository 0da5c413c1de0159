"""Django's registration of the interface."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    """The interface for programs; it has no tables of its own."""

    name = "openpar.api"
    label = "api"
    verbose_name = _("Interface for programs")
