"""What the product brings with its migrations, for tests that run after tables were emptied."""

from importlib import import_module

import pytest
from django.apps import apps

from openpar.criteria.models import Holiday

CALENDAR = "openpar.criteria.migrations.0004_calendar_plan_extensions"


@pytest.fixture
def days_of_2026(db):
    """The days off and make-up days of 2026; a test with real transactions empties every table."""
    if not Holiday.objects.exists():
        import_module(CALENDAR).load_days(apps, None)
