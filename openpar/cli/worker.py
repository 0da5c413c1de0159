"""``openpar worker``: one more worker of the background queue, also on another machine."""

import argparse

from django.conf import settings
from procrastinate.contrib.django import app

from openpar.cli.environment import database, load_settings


def configure(parser: argparse.ArgumentParser) -> None:
    """How many tasks at the same time; they wait for the database most of the time."""
    parser.add_argument(
        "--concurrency",
        type=int,
        default=1,
        help="số tác vụ làm cùng lúc / tasks at the same time",
    )


def run(arguments: argparse.Namespace) -> int:
    """Work until SIGINT or SIGTERM; a task that has begun is finished first."""
    load_settings()
    with database(), app.replace_connector(app.connector.get_worker_connector()) as working:
        working.run_worker(
            name="openpar",
            concurrency=arguments.concurrency,
            **settings.PROCRASTINATE_WORKER_DEFAULTS,
        )
    return 0
