"""Texts of the program that a province says in its own words; ``{% wording "name" %}`` shows one.

Read in one query and kept by each process for ``SECONDS``: another process shows a change that much
later at most.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from openpar.people.formats import is_vietnamese

SECONDS = 15


@dataclass(frozen=True, slots=True)
class Text:
    """A text that may be changed: what the program says itself, and where it is shown."""

    default: str | Promise
    where: str | Promise
    lines: bool = False


#: Every text that may be changed, in the order of the page.
TEXTS = {
    "organisation": Text(
        lazy(lambda: settings.OPENPAR_ORGANISATION, str)(),
        _("Under the name of the program, on every page"),
    ),
    "criteria_sets": Text(
        _("Criteria sets"), _("Heading and navigation: “bộ tiêu chí” or “bộ chỉ số”")
    ),
    "maximum_points": Text(
        _("Maximum points"), _("Heads of tables: “điểm tối đa” or “điểm chuẩn”")
    ),
    "responsible_body": Text(
        "", _("Foot of every page: the body in charge, its address, its telephone"), lines=True
    ),
    "footer_notice": Text("", _("Foot of every page: a notice to all readers"), lines=True),
}


class _Kept:
    """What this process has read, and until when it holds (seconds of its monotonic clock)."""

    texts: Mapping[str, tuple[str, str]] = {}
    until = float("-inf")


def current() -> Mapping[str, tuple[str, str]]:
    """Return the province's own texts by key as (Vietnamese, English): at most one query."""
    if time.monotonic() >= _Kept.until:
        try:
            # By name: templates and tests read this module before there are tables.
            rows = apps.get_model("notices", "Wording").objects.all()
            remember({row.key: (row.vi, row.en) for row in rows})
        except DatabaseError:  # the page that says so needs its texts all the same
            remember(_Kept.texts)
    return _Kept.texts


def remember(texts: Mapping[str, tuple[str, str]], seconds: float = SECONDS) -> None:
    """Keep texts for a while."""
    _Kept.texts, _Kept.until = texts, time.monotonic() + seconds


def forget() -> None:
    """Read anew at the next text."""
    _Kept.until = float("-inf")


def wording(key: str) -> str:
    """Return a text in the reader's language: the province's own, else the program's.

    Raises
    ------
    KeyError
        There is no such text: a slip in a template must not print nothing.
    """
    default = TEXTS[key].default
    own = current().get(key, ("", ""))[0 if is_vietnamese() else 1]
    return own or str(default)


def lazy_wording(key: str) -> Promise:
    """Return a text that is looked up when it is printed, for tables made at start."""
    return lazy(wording, str)(key)
