"""What happens to the texts of a province: changed, with the old and the new in the log (S0-21)."""

from collections.abc import Mapping

from django.db import transaction

from openpar.audit.log import record
from openpar.messages import permissions, wordings
from openpar.messages.models import Wording
from openpar.people.models import User


@transaction.atomic
def change_texts(texts: Mapping[str, tuple[str, str]], *, by: User) -> list[str]:
    """Set texts by key as (Vietnamese, English); return the keys that changed.

    Empty text goes back to the program's own. Each changed key is an event with old and new.
    """
    permissions.may_change_texts(by).or_403()
    for key in texts:
        Wording.objects.get_or_create(key=key)
    changed = []
    rows = Wording.objects.select_for_update().filter(key__in=texts).order_by("key")
    for row in rows:
        old, new = (row.vi, row.en), texts[row.key]
        if old == new:
            continue
        row.vi, row.en = new
        row.save(update_fields=["vi", "en"])
        record(
            "messages.text_changed", row, by=by,
            old={"vi": old[0], "en": old[1]}, new={"vi": new[0], "en": new[1]},
        )  # fmt: skip
        changed.append(row.key)
    transaction.on_commit(wordings.forget)
    return changed
