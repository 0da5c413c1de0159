"""Notices for tests: written and sent by the actions."""

from datetime import UTC, datetime, timedelta

from openpar.messages.actions import notices
from openpar.messages.actions.notices import Draft
from openpar.messages.models import Notice, Scope
from openpar.people.models import Role, User
from tests.factories import appointed

EVERYBODY = ((Scope.EVERYBODY.value, ""),)


def in_days(days: float) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


def draft(**changes: object) -> Draft:
    """A notice to everybody, to be confirmed within a week."""
    texts = {
        "title": "Triển khai bộ tiêu chí mẫu",
        "body": "Đề nghị các đơn vị **nghiên cứu**.",
        "kind": Notice.Kind.NOTICE.value,
        "about": "",
        "confirm_by": in_days(7),
        "rules": EVERYBODY,
    }
    return Draft(**texts | changes)


def written(by: User | None = None, **changes: object) -> Notice:
    return notices.write_notice(draft(**changes), by=by or appointed(Role.COORDINATOR))


def sent(by: User | None = None, **changes: object) -> Notice:
    by = by or appointed(Role.COORDINATOR)
    return notices.send_notice(written(by, **changes), by=by)
