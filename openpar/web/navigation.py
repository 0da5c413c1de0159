"""The main navigation: which pages stand in it, for whom, in the order of the yearly process."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from openpar.messages.wordings import lazy_wording
from openpar.people.models import Role
from openpar.people.scopes import roles_with

EVERYBODY = frozenset(Role.values)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the navigation, the roles that see it there, and its figures of ``COUNTED``."""

    name: str
    label: str | Promise
    roles: frozenset[str]
    counters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as base.html writes it; ``current`` is ``page``, ``true`` (inside it) or empty.

    ``waiting`` is how much there is that the reader has not opened.
    """

    url: str
    label: str | Promise
    current: str
    waiting: int = 0


PAGES = (
    Page("criteria:sets", lazy_wording("criteria_sets"), EVERYBODY),
    Page("criteria:cycles", _("Cycles"), EVERYBODY),
    Page(
        "assessments:sheets",
        _("Score sheets"),
        frozenset(
            {
                Role.OFFICER,
                Role.CONTRIBUTOR,
                Role.HEAD,
                Role.DEPUTY,
                Role.COORDINATOR,
                Role.INNER_COORDINATOR,
                Role.AUDITOR,
            }
        ),
    ),
    Page(
        "appraisals:index",
        _("Appraisal"),
        frozenset({Role.APPRAISER, Role.COORDINATOR, Role.INNER_COORDINATOR}),
    ),
    Page(
        "web:boards",
        _("Progress"),
        frozenset({Role.COORDINATOR, Role.INNER_COORDINATOR, Role.AUDITOR}),
    ),
    Page(
        "assessments:discussions",
        _("Discussions"),
        frozenset(
            {Role.OFFICER, Role.CONTRIBUTOR, Role.HEAD, Role.COORDINATOR, Role.INNER_COORDINATOR}
        ),
        counters=("unread_comments",),
    ),
    Page("web:own_unit", _("My unit"), frozenset({Role.HEAD, Role.DEPUTY})),
    Page("criteria:my_criteria", _("My criteria"), frozenset({Role.OFFICER, Role.CONTRIBUTOR})),
    Page(
        "evidence:register",
        _("Documents"),
        frozenset(
            {
                Role.OFFICER,
                Role.CONTRIBUTOR,
                Role.HEAD,
                Role.COORDINATOR,
                Role.INNER_COORDINATOR,
                Role.AUDITOR,
            }
        ),
    ),
    Page("results:index", _("Results"), EVERYBODY),
    Page("messages:inbox", _("Notices"), EVERYBODY, counters=("unread_notices", "open_alerts")),
    Page("people:units", _("Units"), EVERYBODY),
    Page("messages:undelivered", _("Mail"), frozenset({Role.OPERATOR})),
    Page("people:accounts", _("Accounts"), frozenset(roles_with(people=True))),
    Page("audit:events", _("Events"), frozenset({Role.AUDITOR, Role.COORDINATOR})),
)


def for_request(request: HttpRequest) -> list[Entry]:
    """Return the entries for the reader's roles of today; nobody signed in sees none."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [
        Entry(
            url,
            page.label,
            _current(url, request.path),
            sum(user.counted(name) for name in page.counters),
        )
        for page in PAGES
        if user.holds(*page.roles) and (url := _address(page.name))
    ]


def _address(name: str) -> str:
    """Return the page's address, empty where its slice has no such page (yet)."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _current(url: str, path: str) -> str:
    if path == url:
        return "page"
    return "true" if path.startswith(url) else ""
