"""Wrong twin of confirming: it looks, then writes, and locks nothing in between."""

import time

from django.db import transaction

from openpar.audit.log import record
from openpar.messages.models import Confirmation, Notice
from openpar.people.models import Unit, User


def confirm_without_a_lock(notice: Notice, unit: Unit, *, by: User) -> Confirmation:
    """Confirm unless a confirmation was there at the moment of looking."""
    found = Confirmation.objects.filter(notice=notice, unit=unit).first()
    if found is not None:
        return found
    time.sleep(0.2)  # what else a request does between looking and writing
    with transaction.atomic():
        record("messages.notice_confirmed", notice, by=by, unit=unit.code)
        return Confirmation.objects.create(notice=notice, unit=unit, user=by)
