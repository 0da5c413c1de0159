"""Django's registration of the slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagesConfig(AppConfig):
    """The slice ``messages``; Django's own app of flash messages has the label already."""

    name = "openpar.messages"
    label = "notices"
    verbose_name = _("Notices, training, feedback")
    default_auto_field = "django.db.models.BigAutoField"
