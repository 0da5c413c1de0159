"""Application settings of the reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Reports: documents made from what other slices hold; no tables of their own."""

    name = "openpar.reports"
    verbose_name = _("Reports")
