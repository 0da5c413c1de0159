"""The page components: icon, status badge, progress, definition list, version.

``{% load components %}``; the templates stand in ``web/templates/web/_*.html`` and each says on its
first line what it needs.
"""

from collections.abc import Iterable

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from openpar import __version__

register = template.Library()

#: Status word -> (tone, label). Words of marks, sheets, sets, cycles and runs; colour never alone.
STATUSES = {
    "scored": ("success", _("Scored")),
    "not applicable": ("neutral", _("Not applicable")),
    "not yet due": ("info", _("Not yet due")),
    "missing": ("danger", _("Missing")),
    "undetermined": ("warning", _("Undetermined")),
    "draft": ("neutral", _("Draft")),
    "with_head": ("info", _("With the head")),
    "signed": ("info", _("Signed off by the head")),
    "submitted": ("info", _("Submitted")),
    "reopened": ("warning", _("Reopened")),
    "published": ("success", pgettext_lazy("criteria set", "Published")),
    "provisional": ("warning", _("Provisional")),
    "open": ("success", _("Open")),
    "closed": ("neutral", _("Closed")),
    "planned": ("info", _("Planned")),
    "late": ("danger", _("Late")),
    "appraised": ("success", _("Appraised")),
    "changed": ("warning", _("Changed")),
    "sent": ("success", _("Sent")),
    "replaced": ("neutral", _("Replaced")),
    "withdrawn": ("danger", _("Withdrawn")),
    "unread": ("warning", _("Not opened yet")),
    "read": ("neutral", _("Opened")),
    "unopened": ("warning", _("Not opened yet")),
    "unconfirmed": ("warning", _("Not confirmed yet")),
    "confirmed": ("success", _("Confirmed")),
    "new": ("warning", pgettext_lazy("feedback", "New")),
    "answered": ("success", _("Answered")),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a picture of ``assets/icons.json``; ``label`` only where it stands without text."""
    href = f"{static('built/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
def badge(status: str, label: str = "", tone: str = "") -> SafeString:
    """Show a status: its tone follows from the word; ``label`` and ``tone`` override."""
    known_tone, known_label = STATUSES.get(str(status), ("neutral", status))
    context = {"label": label or known_label, "tone": tone or known_tone}
    return render_to_string("web/_badge.html", context)


@register.inclusion_tag("web/_progress.html")
def progress(part: int, whole: int, label: str) -> dict[str, object]:
    """Show how many of ``whole`` are done; ``label`` says what is counted."""
    return {"part": part, "whole": whole, "label": label}


@register.inclusion_tag("web/_definitions.html")
def definitions(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    """Show names and values side by side."""
    return {"pairs": pairs}


@register.simple_tag
def version() -> str:
    """Return the version of the program."""
    return __version__
