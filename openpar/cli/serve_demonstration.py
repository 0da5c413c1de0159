"""The launcher and the demonstration: load it, introduce its people, refuse them in production."""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import translation

from openpar.cli import demo
from openpar.cli.refusal import Refused


def load() -> None:
    """Load what is missing of the demonstration province; what is there stays."""
    demo.load()


def refuse_accounts_in_production(*, asked_for: bool) -> None:
    """In production nobody may sign in with a password that stands in the README.

    Raises
    ------
    Refused
        The demonstration is asked for, or accounts of it are in the database.
    """
    if not settings.PRODUCTION:
        return
    if asked_for:
        raise Refused("Không nạp dữ liệu minh hoạ khi chạy chính thức.")
    accounts = get_user_model().objects.filter(demonstration=True)
    names = list(accounts.order_by("username").values_list("username", flat=True))
    if names:
        raise Refused(
            f"Không thể chạy chính thức: cơ sở dữ liệu còn {len(names)} tài khoản minh hoạ "
            f"({', '.join(names[:3])} …). Hãy dùng cơ sở dữ liệu mới."
        )


def introduce() -> list[str]:
    """One line an account that can sign in: user name, roles and unit; then the password."""
    offered = apps.get_model("people", "Appointment").objects.filter(user__demonstration=True)
    appointments = offered.exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    offices: dict[str, set[str]] = {}
    with translation.override("vi"):
        for held in appointments.select_related("user", "unit").order_by("user__username"):
            office = f"{held.get_role_display()}, {held.unit.name}"
            offices.setdefault(held.user.username, set()).add(office)
    if not offices:
        return []
    password = import_module("openpar.cli.demonstration.organisation").PASSWORD
    lines = [f"  {name}  {'; '.join(sorted(held))}" for name, held in offices.items()]
    return [f"Tài khoản minh hoạ (mật khẩu {password}):", *lines]
