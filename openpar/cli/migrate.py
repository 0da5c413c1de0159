"""``openpar migrate``: bring the database to this version of the program."""

import argparse

from django.core.management import call_command

from openpar.cli.environment import database, load_settings, refuse_newer_data


def configure(parser: argparse.ArgumentParser) -> None:
    """No options: the database is the one of the settings."""


def run(arguments: argparse.Namespace) -> int:
    """Apply what has not been applied yet."""
    load_settings()
    with database():
        refuse_newer_data()
        call_command("migrate", interactive=False)
    return 0
