"""What base.html needs on every page (a context processor)."""

from django.http import HttpRequest

from openpar.messages.wordings import wording
from openpar.web import appearance, navigation


def page(request: HttpRequest) -> dict[str, object]:
    """Return appearance, organisation, navigation and the reader's offices; at most one query."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "appearance": appearance.read(request),
        "organisation": wording("organisation"),
        "navigation": navigation.for_request(request),
        "account": [
            f"{appointment.get_role_display()} – {appointment.unit.label}"
            for appointment in (user.appointments_today() if signed_in else [])
        ],
    }
