"""``openpar demo load``: the demonstration province, into the database of the settings."""

import argparse
import sys
from importlib import import_module

from openpar.cli.environment import database, load_settings, refuse_newer_data


def configure(parser: argparse.ArgumentParser) -> None:
    """One action: ``load``. What is there already stays; an interrupted load goes on."""
    parser.add_argument("action", choices=["load"])


def run(arguments: argparse.Namespace) -> int:
    """Load what is missing of the demonstration."""
    load_settings()
    with database():
        refuse_newer_data()
        load()
    sys.stdout.write("Dữ liệu minh hoạ đã sẵn sàng.\n")
    return 0


def load() -> None:
    """Load the demonstration; the settings must be loaded and the database migrated.

    Raises
    ------
    Refused
        This is a production server.
    """
    # Tables can be imported only once the settings are loaded, hence not with this module.
    import_module("openpar.cli.demonstration.loading").load()
