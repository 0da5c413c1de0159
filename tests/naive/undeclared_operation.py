"""Wrong twin of an operation: it checks the role itself, beside one that is declared."""

from django.http import Http404, HttpRequest
from ninja import Router

from openpar.people.access import access

router = Router()


@router.get("/secrets")
@access("coordinator")
def declared_one(request: HttpRequest) -> dict[str, str]:
    """Declared as it should be."""
    return {"seen": "yes"}


@router.post("/secrets")
def undeclared_one(request: HttpRequest) -> dict[str, str]:
    """Guarded, as it seems; nobody can tell from outside who may use it."""
    if not request.user.holds("coordinator"):
        raise Http404
    return {"done": "yes"}
