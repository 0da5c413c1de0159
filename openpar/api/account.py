"""Whose token or session it is."""

from django.http import HttpRequest
from django.utils.translation import gettext_noop
from ninja import Router, Schema

from openpar.people.access import access

router = Router(tags=["account"])


class Office(Schema):
    """A role held today, in a unit."""

    role: str
    unit: str


class Me(Schema):
    """The account behind the request; ``scope`` is that of the token, "session" without one."""

    username: str
    name: str
    scope: str
    offices: list[Office]


@router.get("/me", response=Me, summary=gettext_noop("Who am I"))
@access("signed in")
def me(request: HttpRequest) -> dict[str, object]:
    """The account, the roles of today, and what the token may do."""
    return {
        "username": request.user.username,
        "name": str(request.user),
        "scope": request.token.scope if request.token else "session",
        "offices": [
            {"role": held.role, "unit": held.unit.code}
            for held in request.user.appointments_today()
        ],
    }
