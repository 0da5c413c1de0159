"""The sample pages, and people to look at pages with."""

import copy
from datetime import date
from pathlib import Path

import pytest

from openpar.people.models import Appointment, Role, Unit, User


@pytest.fixture
def sample_pages(settings):
    """Serve the pages of ``tests/web/urls.py`` beside those of the program."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).parent / "templates"]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "tests.web.urls"


@pytest.fixture
def coordinator(db) -> User:
    """A coordinator of the standing body."""
    unit = Unit.objects.create(
        code="SNV", name="Sở Nội vụ", kind=Unit.Kind.DEPARTMENT, valid_from=date(2025, 7, 1)
    )
    user = User.objects.create_user(
        "dieuphoi01", password="mat-khau-mau-01", display_name="Cán bộ mẫu 01"
    )
    Appointment.objects.create(
        user=user, unit=unit, role=Role.COORDINATOR, valid_from=date(2025, 7, 1)
    )
    return user
