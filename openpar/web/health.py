"""``GET /healthz``: whether web, database and worker live, for whoever watches the server."""

from datetime import timedelta

from django.db import DatabaseError
from django.db.models.functions import Now
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from procrastinate.contrib.django.models import ProcrastinateWorker

from openpar.people.access import access

#: A worker writes its heartbeat every five seconds; three missed ones are a silent worker.
SILENCE = timedelta(seconds=15)


@require_GET
@never_cache
@access("anyone")
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when all live, else 503 with ``down`` naming what does not. One query."""
    state = {"web": True, "database": True, "worker": False}
    try:
        alive = ProcrastinateWorker.objects.filter(last_heartbeat__gte=Now() - SILENCE)
        state["worker"] = alive.exists()
    except DatabaseError:
        state["database"] = False
    down = [name for name, lives in state.items() if not lives]
    answer = {name: "up" if lives else "down" for name, lives in state.items()} | {"down": down}
    return JsonResponse(answer, status=503 if down else 200)
