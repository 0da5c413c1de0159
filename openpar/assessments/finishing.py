"""Who fills a criterion in says that it is done; officers and head see who has finished."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now

from openpar.assessments import actions
from openpar.assessments.models import ScoreItem, ScoreSheet
from openpar.audit.log import record
from openpar.criteria.duties import leaves_below
from openpar.criteria.models import Duty
from openpar.people.models import User


@dataclass(slots=True)
class Share:
    """What one person of the unit answers for on a sheet."""

    user: User
    items: list[ScoreItem]

    @property
    def finished(self) -> int:
        """How many of the criteria are said to be done."""
        return sum(1 for item in self.items if item.finished_at is not None)


@transaction.atomic
def finish(item: ScoreItem, *, by: User, done: bool = True) -> ScoreItem:
    """Say that a criterion is done, or that it is not after all; saying it twice changes nothing.

    Raises
    ------
    PermissionDenied
        The person may not change the criterion now.
    """
    sheet = actions.lock(item, by)
    item.refresh_from_db(fields=["finished_by", "finished_at"])
    if done == (item.finished_at is not None):
        transaction.set_rollback(True)  # the lock counted a change that was none
        return item
    rows = ScoreItem.objects.filter(pk=item.pk)
    rows.update(finished_by=by if done else None, finished_at=Now() if done else None)
    item.refresh_from_db(fields=["finished_by", "finished_at"])
    action = "assessments.finished" if done else "assessments.unfinished"
    record(action, item, by=by, sheet=sheet.pk, criterion=item.criterion.code)
    return item


def shares_of_people(sheet: ScoreSheet) -> list[Share]:
    """Return who answers for which criteria of a sheet, by name: three queries."""
    items = {
        item.criterion.code: item
        for item in sheet.items.select_related("criterion", "finished_by").order_by(
            "criterion__position"
        )
    }
    duties = Duty.objects.filter(cycle=sheet.cycle_id, unit=sheet.unit_id)
    rows = duties.select_related("user", "criterion__set").defer("criterion__set__text")
    shares: dict[int, Share] = {}
    for duty in rows.order_by("user__search", "user_id"):
        share = shares.setdefault(duty.user_id, Share(duty.user, []))
        found = [items[code] for code in leaves_below(duty.criterion) if code in items]
        share.items += [item for item in found if item not in share.items]
    return list(shares.values())
