"""Application settings of the results slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    """Results: runs, unit results, marks."""

    name = "openpar.results"
    verbose_name = _("Results")

    def ready(self) -> None:
        """Tell the assessments what units got the last time."""
        # Models can be imported only once every application is loaded.
        from openpar.assessments import past  # noqa: PLC0415
        from openpar.results.last_year import points_of  # noqa: PLC0415

        past.register(points_of)
