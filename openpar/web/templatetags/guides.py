"""Help beside what it explains: ``{% load guides %}{% guide "thong-bao" %}``."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def guide(name: str, anchor: str = "", label: str = "") -> SafeString:
    """Link to a page of the guide; a test looks that every page named in a template is there."""
    context = {"name": name, "anchor": anchor, "label": label or _("Guide")}
    return render_to_string("web/_guide_link.html", context)
