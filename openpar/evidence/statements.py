"""Entries without a file: a page of the web that a person checked, an inspection on the spot.

What the person states becomes the bytes of a revision, in plain text, so that a use pins it and a
receipt names its hash like any other. The server never asks for the page itself.
"""

from collections.abc import Callable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.evidence import permissions
from openpar.evidence.actions import Description, add_revision, check_description
from openpar.evidence.models import Document, Form, Inspection, LinkCheck, Revision
from openpar.file_storage import Stored, discard, receive_text
from openpar.people.formats import write_date
from openpar.people.models import Unit, User

#: Written down in the language of the record, whoever reads it later.
_RESULTS = {
    LinkCheck.Result.AS_DESCRIBED: "mở được, nội dung đúng như mô tả",
    LinkCheck.Result.CHANGED: "mở được, nội dung đã thay đổi",
    LinkCheck.Result.UNREACHABLE: "không mở được",
}
_LINK_FILE, _MINUTES_FILE = "kiem-tra-duong-dan.txt", "kiem-tra-truc-tiep.txt"


def register_link(check: LinkCheck, description: Description, *, owner: Unit, by: User) -> Revision:
    """Enter a page of the web with what a person found there on a day (S1-24).

    Raises
    ------
    ValidationError
        The address is none, or the day lies ahead.
    """
    return _entered(Form.LINK, check, description, owner=owner, by=by)


def check_link(document: Document, check: LinkCheck, *, by: User) -> Revision:
    """Write down a new check of a page: what was pinned keeps the check that it pinned.

    Raises
    ------
    ValidationError
        The entry is no link, the address is none, or the day lies ahead.
    """
    permissions.may_register(by, document.owner).or_403()
    if document.form != Form.LINK:
        raise ValidationError(_("This entry is no web link."))
    return _with_statement(check, lambda stored: _added(document, stored, check, by=by))


def register_inspection(
    minutes: Inspection, description: Description, *, owner: Unit, by: User
) -> Revision:
    """Enter the minutes of an inspection on the spot, in place of a file that is not uploaded.

    Raises
    ------
    ValidationError
        The minutes are not complete, or the day lies ahead.
    """
    return _entered(Form.INSPECTED, minutes, description, owner=owner, by=by)


def _entered(
    form: Form, statement: models.Model, description: Description, *, owner: Unit, by: User
) -> Revision:
    permissions.may_register(by, owner).or_403()
    check_description(description, form)

    def enter(stored: Stored) -> Revision:
        document = Document.objects.create(owner=owner, form=form, **_fields(description))
        return _added(document, stored, statement, by=by)

    return _with_statement(statement, enter)


def _with_statement(statement: models.Model, act: Callable[[Stored], Revision]) -> Revision:
    """Store what is stated, then act in one transaction; nothing is kept of what fails."""
    statement.full_clean(exclude=["revision"])
    day = statement.checked_on if isinstance(statement, LinkCheck) else statement.inspected_on
    _refuse_future(day)
    stored = receive_text(text_of(statement), _file_name(statement))
    try:
        with transaction.atomic():
            return act(stored)
    except BaseException:
        discard(stored)
        raise


def _added(document: Document, stored: Stored, statement: models.Model, *, by: User) -> Revision:
    revision = add_revision(document, stored, by=by)
    statement.revision = revision
    statement.save(force_insert=True)
    link = isinstance(statement, LinkCheck)
    record(
        "evidence.link_checked" if link else "evidence.inspection_entered",
        document, by=by, statement=text_of(statement),
    )  # fmt: skip
    return revision


def text_of(statement: models.Model) -> str:
    """Return what a person stated, line by line."""
    lines = _lines(statement)
    return "\n".join(f"{title}: {text}" for title, text in lines.items() if text) + "\n"


def _lines(statement: models.Model) -> Mapping[str, str]:
    if isinstance(statement, LinkCheck):
        return {
            "Địa chỉ": statement.address,
            "Ngày kiểm tra": write_date(statement.checked_on, language="vi"),
            "Kết quả": _RESULTS[statement.result],
            "Ghi chú": statement.note,
        }
    return {
        "Biên bản kiểm tra trực tiếp số": statement.minutes_number,
        "Ngày kiểm tra": write_date(statement.inspected_on, language="vi"),
        "Người kiểm tra": statement.inspectors,
        "Kết luận": statement.finding,
    }


def _file_name(statement: models.Model) -> str:
    return _LINK_FILE if isinstance(statement, LinkCheck) else _MINUTES_FILE


def _fields(description: Description) -> dict[str, object]:
    return {name: getattr(description, name) for name in Description.__dataclass_fields__}


def _refuse_future(day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError(_("The day of the check lies ahead."))
