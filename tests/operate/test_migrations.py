"""Migrations and models say the same, and an empty database becomes whole."""

import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_models_have_no_change_without_a_migration():
    call_command("makemigrations", "--check", "--dry-run", stdout=io.StringIO())


def test_the_settings_have_no_fault_that_django_knows():
    call_command("check", "--fail-level", "WARNING")
