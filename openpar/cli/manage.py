"""``openpar manage``: any management command of Django, with the database running."""

import argparse
import sys

from django.core.management import ManagementUtility

from openpar.cli.environment import database, load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Everything after ``manage`` belongs to Django."""
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="COMMAND …")


def run(arguments: argparse.Namespace) -> int:
    """Pass the words on; a failing command ends with its own code."""
    load_settings()
    with database():
        try:
            ManagementUtility(["openpar manage", *arguments.arguments]).execute()
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else int(end.code is not None)
        finally:
            sys.stdout.flush()
    return 0
