"""What every serving command needs first: the settings, and a database that answers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader

from openpar.cli import embedded
from openpar.cli.refusal import Refused


def load_settings() -> None:
    """Read the settings and set Django up; refuse with the sentence of what is wrong.

    Raises
    ------
    Refused
        A variable is unknown or unreadable, or production is not safe to start.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openpar.settings")
    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        raise Refused(str(error)) from error


@contextmanager
def database() -> Iterator[None]:
    """The database of the settings; an embedded one is started, and stopped if started here."""
    if not settings.EMBEDDED_DATABASE:
        _require_an_answer()
        yield
        return
    with embedded.server(database_folder()) as socket:
        settings.DATABASES["default"]["HOST"] = connection.settings_dict["HOST"] = str(socket)
        try:
            yield
        finally:
            connection.close()


def database_folder() -> Path:
    """Where the embedded database lies."""
    return Path(settings.OPENPAR_DATA) / "postgresql"


def refuse_newer_data() -> None:
    """Refuse a database that a newer version of the program has migrated.

    Raises
    ------
    Refused
        It carries migrations of ours that this version does not know.
    """
    loader = MigrationLoader(connection)
    unknown = sorted(
        f"{app}.{name}"
        for app, name in set(loader.applied_migrations) - set(loader.disk_migrations)
        if app in loader.migrated_apps
    )
    if unknown:
        raise Refused(
            f"Cơ sở dữ liệu thuộc một bản OpenPAR mới hơn (có {unknown[0]} mà bản này không biết). "
            "Hãy cập nhật chương trình hoặc chọn thư mục dữ liệu khác bằng OPENPAR_DATA."
        )


def _require_an_answer() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise Refused(
            "Không kết nối được tới máy chủ cơ sở dữ liệu trong DATABASE_URL: "
            f"{str(error).strip().splitlines()[-1]}"
        ) from error
