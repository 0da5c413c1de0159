"""``openpar coordinator``: the first coordinator of an installation, made on the server.

Roles are given by a coordinator and to nobody's own person, so somebody must come first. While a
coordinator is in office who may sign in, the command only hands out a new link to that person.
"""

import argparse
import sys

from openpar.cli.environment import database, load_settings, refuse_newer_data
from openpar.cli.refusal import Refused


def configure(parser: argparse.ArgumentParser) -> None:
    """The user name; the full name and the unit where the account is to be made."""
    parser.add_argument("username", help="tên đăng nhập")
    parser.add_argument("--name", default="", help="họ và tên (khi tạo mới)")
    parser.add_argument("--unit", default="", metavar="CODE", help="mã đơn vị (khi tạo mới)")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 with the link on the output; refuse what another coordinator has to do."""
    load_settings()
    with database():
        refuse_newer_data()
        sys.stdout.write(f"{link(arguments.username, arguments.name, arguments.unit)}\n")
    return 0


def link(username: str, name: str, unit: str) -> str:
    """Return the path through which the coordinator sets a password.

    Raises
    ------
    Refused
        Another coordinator is in office, or the unit does not stand.
    """
    # Models can be imported only once the settings are loaded.
    from django.core.exceptions import ValidationError  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    from openpar.people.first_coordinator import first_coordinator  # noqa: PLC0415

    with translation.override("vi"):
        try:
            return first_coordinator(username, display_name=name, unit_code=unit)
        except ValidationError as error:
            raise Refused(error.messages[0]) from None
