"""The embedded PostgreSQL: found again, stopped by whoever started it, deaf to stale notes."""

import os
from pathlib import Path

import psycopg
import pytest

from openpar.cli import embedded

pytestmark = pytest.mark.slow


@pytest.fixture
def cluster(folder: Path):
    """A database folder, its server stopped at the end."""
    yield folder / "postgresql"
    embedded.stop(folder / "postgresql")


def test_a_stale_pid_file_of_a_stranger_does_not_pass_for_a_server(cluster: Path):
    embedded.start(cluster)
    file = cluster / "postmaster.pid"
    note = file.read_text().splitlines()
    embedded.stop(cluster)
    # After a crash the number in the file may belong to any program: to this test, for one.
    file.write_text("\n".join([str(os.getpid()), *note[1:]]) + "\n")
    assert not embedded.running(cluster)

    socket = embedded.start(cluster)
    with psycopg.connect(host=str(socket), user="postgres", dbname="openpar") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_whoever_finds_a_server_running_leaves_it_running(cluster: Path):
    embedded.start(cluster)
    with embedded.server(cluster):
        assert embedded.running(cluster)
    assert embedded.running(cluster)
    embedded.stop(cluster)
    with embedded.server(cluster):
        assert embedded.running(cluster)
    assert not embedded.running(cluster)


def test_a_long_path_works_too(folder: Path):
    """A socket's path may have 107 bytes; data folders lie where people put them."""
    deep = folder / ("thu-muc-du-lieu-" * 6) / "postgresql"
    try:
        socket = embedded.start(deep)
        with psycopg.connect(host=str(socket), user="postgres", dbname="openpar"):
            pass
    finally:
        embedded.stop(deep)
    assert not embedded.running(deep)


def test_what_another_user_left_in_the_temporary_folder_does_not_matter(cluster: Path):
    embedded.start(cluster)
    assert (cluster.parent / f".{cluster.name}.lock").exists()


def test_texts_keep_every_vietnamese_letter_and_its_capital(cluster: Path):
    socket = embedded.start(cluster)
    with psycopg.connect(host=str(socket), user="postgres", dbname="openpar") as connection:
        row = connection.execute("SELECT upper('đặng thị ữ'), lower('ĐẶNG THỊ Ữ')").fetchone()
    assert row == ("ĐẶNG THỊ Ữ", "đặng thị ữ")
