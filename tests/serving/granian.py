"""The real web server on the database of the tests: ``with granian(): …``.

Granian runs as ``openpar serve`` runs it. ``served.py`` beside this file is the application that it
loads, with a wrong twin in its place where a test asks for one.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from django.conf import settings
from django.db import connection

from openpar.cli.serve_processes import ROOT, web
from tests.operate.launching import environment, free_port

DATABASE = ("HOST", "PORT", "NAME", "USER", "PASSWORD")
LONGEST_START = 60.0


@contextmanager
def granian(*, workers: int = 1, twin: str = "", **variables: str) -> Iterator[int]:
    """Serve the test database; gives the port. ``twin`` names a function of ``served.TWINS``."""
    port = free_port()
    told = {name: connection.settings_dict[name] for name in DATABASE}
    surroundings = environment(
        OPENPAR_ENVIRONMENT="test",
        OPENPAR_DATA=str(settings.OPENPAR_DATA),
        DJANGO_SETTINGS_MODULE="openpar.settings",
        SERVED_DATABASE=json.dumps(told),
        SERVED_TWIN=twin,
        **variables,
    )
    command = web("127.0.0.1", port, workers, surroundings).command
    process = subprocess.Popen(
        [*command[:-1], "tests.serving.served:application"],
        cwd=ROOT, env=surroundings, start_new_session=True,
    )  # fmt: skip
    try:
        _wait(port, process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(port: int, process: subprocess.Popen) -> None:
    end = time.monotonic() + LONGEST_START
    while time.monotonic() < end:
        assert process.poll() is None, "the web server has ended"
        call = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            call.request("GET", "/sign-in/")
            if call.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.1)
        finally:
            call.close()
    raise AssertionError("the web server does not answer")
