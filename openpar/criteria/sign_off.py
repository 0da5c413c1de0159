"""Whether the sheets of a cycle go through the head, and come back with their signed report."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import permissions
from openpar.criteria.models import Cycle
from openpar.people.models import User


@transaction.atomic
def set_sign_off(cycle: Cycle, *, signed_by_head: bool, report_required: bool, by: User) -> Cycle:
    """Decide, while a cycle is prepared, how a sheet leaves its unit.

    Raises
    ------
    ValidationError
        A signed report is asked for without the head signing.
    """
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    permissions.may_prepare_cycle(by, cycle).or_403()
    if report_required and not signed_by_head:
        sentence = _("The report is drawn up from what the head has signed off: choose both.")
        raise ValidationError({"report_required": sentence})
    before = [cycle.signed_by_head, cycle.report_required]
    after = [signed_by_head, report_required]
    if before != after:
        cycle.signed_by_head, cycle.report_required = after
        cycle.save(update_fields=["signed_by_head", "report_required"])
        record("criteria.sign_off_set", cycle, by=by, before=before, after=after)
    return cycle
