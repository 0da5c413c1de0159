"""Application settings of the appraisals slice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AppraisalsConfig(AppConfig):
    """Appraisal: assignments, the matrix, appraised points."""

    name = "openpar.appraisals"
    verbose_name = _("Appraisal")

    def ready(self) -> None:
        """Tell the assessments which fields are assigned to whom."""
        # Models can be imported only once every application is loaded.
        from openpar.appraisals.models import assigned_fields  # noqa: PLC0415
        from openpar.assessments import readers  # noqa: PLC0415

        readers.register(assigned_fields)
