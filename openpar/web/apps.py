"""The shared pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base page, components, home and error pages; no tables of its own."""

    name = "openpar.web"

    def ready(self) -> None:
        """Tell the log who hears of its events; models are loaded by now."""
        from openpar.audit.log import listen  # noqa: PLC0415 - models exist only from here on
        from openpar.messages.alerts import register  # noqa: PLC0415
        from openpar.web.telling import hear, kinds  # noqa: PLC0415

        register(*kinds())
        listen(hear)
