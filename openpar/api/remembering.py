"""The same idempotency key gets the first answer: nothing is done twice, whatever was cut.

The key is stored in the transaction of the change. A second request with it waits on the unique
row until the first is done, and then reads what was answered; where the first broke off, nothing
of it is left and the second one acts.
"""

import hashlib
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from openpar.api.refusals import Refusal, refuse
from openpar.people.models import KeptAnswer

HEADER = "Idempotency-Key"
LONGEST = 100
REPLAYED = "Idempotency-Replayed"


def key_of(request: HttpRequest) -> str | Refusal:
    """Return the key that was sent, empty where there is none; a refusal where it is no key."""
    key = request.headers.get(HEADER, "")
    if len(key) > LONGEST or not (key.isascii() and (key.isprintable() or not key)):
        sentence = _("A key has at most 100 printable characters.")
        return refuse(422, sentence, [(HEADER, sentence)])
    return key


def remembered(request: HttpRequest, key: str, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Act once for an account and key; answer with what was answered first."""
    asked = request_hash(request)
    request.user.kept_answers.outworn().delete()
    with transaction.atomic():
        kept = _claimed(request, key, asked)
        if kept is not None:
            answer = act()
            _keep(kept, answer)
            return answer
    return _first_answer(request.user.kept_answers.get(key=key), asked)


def request_hash(request: HttpRequest) -> str:
    """Return the hash of what is asked: method, address, and every byte that was sent."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        digest.update(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)
    return digest.hexdigest()


def _claimed(request: HttpRequest, key: str, asked: str) -> KeptAnswer | None:
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(user=request.user, key=key, request_hash=asked)
    except IntegrityError:
        return None


def _keep(kept: KeptAnswer, answer: HttpResponse) -> None:
    kept.status = answer.status_code
    kept.content_type = answer.headers.get("Content-Type", "")
    kept.location = answer.headers.get("Location", "")
    kept.body = answer.content.decode()
    kept.save()


def _first_answer(kept: KeptAnswer, asked: str) -> HttpResponse:
    if kept.request_hash != asked:
        sentence = _("This key was used for another request. Take a new one.")
        return refuse(422, sentence, [(HEADER, sentence)])
    answer = HttpResponse(kept.body, status=kept.status, content_type=kept.content_type)
    if kept.location:
        answer["Location"] = kept.location
    answer[REPLAYED] = "true"
    return answer
