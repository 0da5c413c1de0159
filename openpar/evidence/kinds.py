"""Kinds of documents, in the words of the criteria sets that ask for them."""

from django.utils.translation import gettext_lazy as _

#: Kinds that sets commonly ask for; any other kind shows its own word.
KINDS = {
    "plan": _("plan"),
    "report": _("report"),
    "decision": _("decision"),
    "directive": _("directive"),
    "implementation": _("implementing document"),
    "minutes": _("minutes"),
    "inspection": _("inspection record"),
    "list": _("list"),
    "statistics": _("statistics"),
    "certificate": _("certificate"),
    "link": _("address of a page"),
    "photo": _("photograph"),
    "document": _("document"),
}


def kind_title(kind: str) -> str:
    """Return what a kind is called; its own word where it is not a common one."""
    return str(KINDS.get(kind, kind))
