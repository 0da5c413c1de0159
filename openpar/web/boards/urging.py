"""Urging (đôn đốc): a notice to the units that somebody ticked on the board."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import exercises
from openpar.criteria.models import Cycle, Membership
from openpar.messages.actions import notices
from openpar.messages.models import Notice, Scope
from openpar.messages.permissions import may_write_notices
from openpar.people.models import User
from openpar.people.permissions import Verdict, no


def may_urge(user: User, cycle: Cycle) -> Verdict:
    """Return whether ``user`` urges units of ``cycle``: who steers it and writes notices."""
    if not exercises.steers(user, cycle):
        return no(_("Only the coordinator of the body that scores urges units."))
    return may_write_notices(user)


@transaction.atomic
def urge(cycle: Cycle, codes: Collection[str], *, title: str, body: str, by: User) -> Notice:
    """Send one notice to the units with ``codes``; others than those of the cycle are passed over.

    Raises
    ------
    django.core.exceptions.ValidationError
        None of the units belongs to the cycle.
    """
    may_urge(by, cycle).or_403()
    members = Membership.objects.filter(cycle=cycle, unit__code__in=codes)
    units = sorted(members.values_list("unit__code", flat=True))
    if not units:
        raise ValidationError(_("Tick the units to be urged."))
    draft = notices.Draft(
        title=title,
        body=body,
        kind=Notice.Kind.NOTICE,
        about="",
        confirm_by=None,
        rules=tuple((Scope.UNIT.value, code) for code in units),
    )
    notice = notices.send_notice(notices.write_notice(draft, by=by), by=by)
    record("assessments.units_urged", cycle, by=by, units=units, notice=notice.pk)
    return notice
