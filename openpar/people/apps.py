"""Django's registration of the slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """The slice ``people``."""

    name = "openpar.people"
    label = "people"
    verbose_name = _("Units and people")
    default_auto_field = "django.db.models.BigAutoField"
