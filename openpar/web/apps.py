"""The shared pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base page, components, home and error pages; no tables of its own."""

    name = "openpar.web"
