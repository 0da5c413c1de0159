"""Who of a unit answers for which criterion: given and taken by the head, read by each person."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.criteria import responsibility_permissions as permissions
from openpar.criteria.models import Criterion, Cycle, Duty, Membership
from openpar.people.models import Appointment, Role, Unit, User

#: Roles that work on a sheet.
WORKERS = (Role.OFFICER, Role.CONTRIBUTOR, Role.HEAD, Role.DEPUTY)
#: Cycle, unit, set and code of a leaf.
AssignedLeaf = tuple[int, int, int, str]
_CACHE = "_assigned_leaves"


def workers_of(unit: Unit):
    """Return the people who work on the unit's sheet today, by name: one query."""
    today = Appointment.objects.in_force().filter(unit=unit, role__in=WORKERS)
    return User.objects.filter(pk__in=today.values("user"), is_active=True).order_by("search")


def assigned_leaves(user: User) -> frozenset[AssignedLeaf]:
    """Return the leaves a person answers for, below the assigned nodes; asked once per user."""
    if not hasattr(user, _CACHE):
        leaves = [
            (duty.cycle_id, duty.unit_id, duty.criterion.set_id, code)
            for duty in Duty.objects.of(user)
            for code in leaves_below(duty.criterion)
        ]
        setattr(user, _CACHE, frozenset(leaves))
    return getattr(user, _CACHE)


def leaves_below(criterion: Criterion) -> list[str]:
    """Return the codes of the leaves at or below a node; its set must be loaded."""
    for root in criterion.set.parsed.roots():
        for node in root.walk():
            if node.code == criterion.code:
                return [leaf.code for leaf in node.leaves()]
    return []


@transaction.atomic
def give(
    cycle: Cycle, unit: Unit, user: User, criteria: Iterable[Criterion], *, by: User
) -> list[Duty]:
    """Let a person of the unit answer for criteria; what is given already stays given.

    Raises
    ------
    ValidationError
        The person does not work in the unit, or a criterion is none that scores the unit.
    """
    permissions.may_give_duties(by, unit).or_403()
    if not workers_of(unit).filter(pk=user.pk).exists():
        raise ValidationError({"person": _("This person does not work on the unit's sheet.")})
    member = Membership.objects.select_related("cohort").filter(cycle=cycle, unit=unit).first()
    chosen = list(criteria)
    if member is None or any(one.set_id != member.cohort.criteria_set_id for one in chosen):
        raise ValidationError({"criteria": _("These criteria do not score this unit.")})
    made = []
    for criterion in chosen:
        duty, created = Duty.objects.get_or_create(
            cycle=cycle, unit=unit, criterion=criterion, user=user
        )
        if created:
            made.append(duty)
    if made:
        codes = [duty.criterion.code for duty in made]
        record("criteria.duties_given", unit, by=by, cycle=cycle.code, criteria=codes,
               username=user.get_username())  # fmt: skip
    return made


@transaction.atomic
def take(duty: Duty, *, by: User) -> None:
    """Take a duty from a person; what the person wrote stays."""
    permissions.may_give_duties(by, duty.unit).or_403()
    record("criteria.duty_taken", duty.unit, by=by, cycle=duty.cycle.code,
           criteria=[duty.criterion.code], username=duty.user.get_username())  # fmt: skip
    duty.delete()


@transaction.atomic
def hand_over(cycle: Cycle, unit: Unit, giver: User, taker: User, *, by: User) -> list[Duty]:
    """Give all that a person answers for in a cycle to another one of the unit, in mid-cycle.

    What the giver wrote stays. Duties that the taker has already are not given twice.

    Raises
    ------
    ValidationError
        The taker does not work in the unit or is the giver, or there is nothing to hand over.
    """
    permissions.may_hand_over(by, unit).or_403()
    if not workers_of(unit).filter(pk=taker.pk).exists():
        raise ValidationError({"taker": _("This person does not work on the unit's sheet.")})
    if giver.pk == taker.pk:
        raise ValidationError({"taker": _("Choose another person.")})
    rows = Duty.objects.select_for_update().filter(cycle=cycle, unit=unit, user=giver)
    duties = list(rows.select_related("criterion").order_by("criterion__position"))
    if not duties:
        raise ValidationError({"giver": _("This person answers for nothing in this cycle.")})
    held = Duty.objects.filter(cycle=cycle, unit=unit, user=taker)
    known = set(held.values_list("criterion", flat=True))
    given = [duty for duty in duties if duty.criterion_id not in known]
    rows.filter(criterion__in=known).delete()
    Duty.objects.filter(pk__in=[duty.pk for duty in given]).update(user=taker)
    codes = [duty.criterion.code for duty in duties]
    record("criteria.duties_handed_over", unit, by=by, cycle=cycle.code, criteria=codes,
           giver=giver.get_username(), username=taker.get_username())  # fmt: skip
    return given
