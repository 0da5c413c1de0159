"""What a row or a page prints of a document."""

from django import template
from django.utils.translation import gettext as _

from openpar.evidence.kinds import kind_title
from openpar.evidence.models import Document, Secrecy
from openpar.evidence.register_list import row_flags, row_uses
from openpar.people.formats import write_date

register = template.Library()
register.filter("document_flags", row_flags)
register.filter("document_uses", row_uses)


@register.filter
def document_kind(document: Document) -> str:
    """Return what the kind of a document is called."""
    return kind_title(document.kind) or "–"


@register.filter
def notice_tone(tone: str) -> str:
    """Return the tone of a notice for that of a badge."""
    return {"danger": "error", "neutral": "info"}.get(tone, tone)


@register.filter
def described(document: Document) -> list[tuple[str, str]]:
    """Return what the register book says of a document, name and value."""
    days = (document.effective_from, document.effective_to)
    validity = " – ".join(write_date(day) if day else "…" for day in days) if any(days) else ""
    pairs = [
        (_("Number and symbol"), document.reference),
        (_("Date"), write_date(document.date) if document.date else ""),
        (_("Issuer"), document.issuer),
        (_("Kind"), kind_title(document.kind).capitalize()),
        (_("Validity"), validity),
        (_("Form"), document.get_form_display().capitalize()),
    ]
    if document.secrecy != Secrecy.NORMAL:
        pairs.append((_("Secrecy class"), document.get_secrecy_display().capitalize()))
    if document.criterion_code:
        pairs.append((_("Criterion"), document.criterion_code))
    return [(name, value or "–") for name, value in pairs]
