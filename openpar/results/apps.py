"""Application settings of the results slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    """Results: runs, unit results, marks."""

    name = "openpar.results"
    verbose_name = _("Results")
