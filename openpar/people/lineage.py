"""Reorganising units: some end, others begin or take over, by one decision, on one day."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.audit.log import record
from openpar.people.formats import write_all_digits
from openpar.people.models import Reorganisation, Succession, Unit, User
from openpar.people.unit_permissions import may_change_units
from openpar.people.units import ONE_DAY, change_unit, create_unit, end_unit

#: A share is written with at most so many digits above and below the line.
LARGEST_PART = 10**12


@dataclass(frozen=True, slots=True)
class Share:
    """``successor`` takes over ``share`` of ``predecessor``; by code, above 0 and at most 1."""

    predecessor: str
    successor: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a reorganisation did: the act, units that ended, began and went on."""

    act: Reorganisation
    ended: Sequence[Unit]
    begun: Sequence[Unit]
    continued: Sequence[Unit]


@transaction.atomic
def reorganise(
    act: Reorganisation, shares: Iterable[Share], *, new: Iterable[Unit] = (), by: User
) -> Outcome:
    """Let units become others on the day ``act.valid_from``, all of it or nothing.

    A predecessor that is no successor ends the day before; ``new`` units begin on the day; a
    successor that exists already goes on. A unit that goes on with a part of itself is named as its
    own successor.

    Parameters
    ----------
    act
        The decision, not saved yet.
    shares
        Who takes over how much of whom. The shares of each predecessor make exactly 1.
    new
        The units that begin, not saved yet, with their facts.

    Raises
    ------
    django.core.exceptions.ValidationError
        A share, a code, a day or a kind that cannot be so; the sentence names the unit.
    """
    may_change_units(by).or_403()
    shares = list(shares)
    begun = {unit.code: unit for unit in new}
    check_shares(shares)
    existing = _locked({code for one in shares for code in (one.predecessor, one.successor)}, begun)
    _check_kind(act, shares)
    act.full_clean()
    act.save()
    for unit in begun.values():
        unit.valid_from = act.valid_from
    going_on = {one.successor for one in shares} & existing.keys()
    ended = [
        end_unit(unit, last_day=act.valid_from - ONE_DAY)
        for code, unit in existing.items()
        if code in {one.predecessor for one in shares} - going_on
    ]
    _check_going_on([existing[code] for code in going_on], act.valid_from)
    units = existing | {code: create_unit(unit, by=by, decision=act.decision)
                        for code, unit in begun.items()}  # fmt: skip
    moved = _move_below(ended, shares, units, act, by=by)
    Succession.objects.bulk_create(
        Succession(
            act=act,
            predecessor=units[one.predecessor],
            successor=units[one.successor],
            share_numerator=one.share.numerator,
            share_denominator=one.share.denominator,
        )
        for one in shares
    )
    _record(act, shares, ended, moved, units, by)
    return Outcome(act, ended, list(begun.values()), [existing[code] for code in sorted(going_on)])


@transaction.atomic
def rename(act: Reorganisation, unit: Unit, facts: dict[str, object], *, by: User) -> Outcome:
    """Give a unit another name by a decision: the unit stays itself, its history says when."""
    may_change_units(by).or_403()
    act.kind = Reorganisation.Kind.RENAME
    act.full_clean()
    act.save()
    unit = change_unit(unit, facts, from_day=act.valid_from, by=by, decision=act.decision)
    Succession.objects.create(
        act=act, predecessor=unit, successor=unit, share_numerator=1, share_denominator=1
    )
    _record(act, [Share(unit.code, unit.code, Fraction(1))], [], [], {unit.code: unit}, by)
    return Outcome(act, [], [], [unit])


def check_shares(shares: Sequence[Share]) -> None:
    """Refuse shares that do not make exactly 1 for each predecessor, or name a pair twice."""
    if not shares:
        raise ValidationError(_("Name at least one unit and what becomes of it."))
    totals: dict[str, Fraction] = defaultdict(Fraction)
    pairs = {(one.predecessor, one.successor) for one in shares}
    if len(pairs) < len(shares):
        raise ValidationError(_("A pair of units is named twice."))
    for one in shares:
        if not 0 < one.share <= 1 or one.share.denominator > LARGEST_PART:
            raise ValidationError(
                _("%(unit)s: a share is above 0 and at most 100%%.") % {"unit": one.predecessor}
            )
        totals[one.predecessor] += one.share
    for code, total in totals.items():
        if total != 1:
            raise ValidationError(
                _("%(unit)s: the shares make %(total)s%%, they must make 100%%.")
                % {"unit": code, "total": write_all_digits(total * 100)}
            )


def _locked(codes: set[str], begun: dict[str, Unit]) -> dict[str, Unit]:
    """Return the existing units by code, locked; every code must exist or be about to begin."""
    rows = Unit.objects.select_for_update().filter(code__in=codes - begun.keys()).order_by("pk")
    existing = {unit.code: unit for unit in rows}
    if missing := codes - existing.keys() - begun.keys():
        raise ValidationError(
            _("There is no unit %(codes)s.") % {"codes": ", ".join(sorted(missing))}
        )
    if unused := begun.keys() - codes:
        raise ValidationError(
            _("Nothing goes to the new unit %(codes)s.") % {"codes": ", ".join(sorted(unused))}
        )
    return existing


def _check_kind(act: Reorganisation, shares: Sequence[Share]) -> None:
    """Refuse a merger that splits and a split that does not."""
    successors = {one.successor for one in shares}
    split = [one for one in shares if one.share < 1]
    if act.kind == Reorganisation.Kind.MERGE and (split or len(successors) > 1):
        raise ValidationError(
            _("In a merger every unit goes wholly to one unit. Choose another kind for shares.")
        )
    if act.kind == Reorganisation.Kind.SPLIT and len(successors) < 2:
        raise ValidationError(_("A split needs at least two units that follow."))


def _check_going_on(units: Iterable[Unit], day: date) -> None:
    """Refuse a successor that does not exist on the day."""
    for unit in units:
        if unit.valid_from > day or (unit.valid_to and unit.valid_to < day):
            raise ValidationError(
                _("%(unit)s is not in force on the day of the reorganisation.")
                % {"unit": unit.name}
            )


def _move_below(
    ended: Sequence[Unit],
    shares: Sequence[Share],
    units: dict[str, Unit],
    act: Reorganisation,
    *,
    by: User,
) -> list[Unit]:
    """Put the units below a unit that ended under its only successor; refuse where there are more.

    When provinces merge, their communes go along.
    """
    heirs = defaultdict(list)
    for one in shares:
        heirs[one.predecessor].append(one.successor)
    moved = []
    below = Unit.objects.filter(parent__in=ended).valid_on(act.valid_from)
    for child in below.select_related("parent").order_by("code"):
        if child.code in heirs:
            continue  # it is reorganised itself
        followers = heirs[child.parent.code]
        if len(followers) > 1:
            raise ValidationError(
                _("%(child)s stands below %(unit)s: say first where it goes.")
                % {"child": child.name, "unit": child.parent.name}
            )
        facts = {"parent": units[followers[0]]}
        moved.append(
            change_unit(child, facts, from_day=act.valid_from, by=by, decision=act.decision)
        )
    return moved


def _record(
    act: Reorganisation,
    shares: Sequence[Share],
    ended: Sequence[Unit],
    moved: Sequence[Unit],
    units: dict[str, Unit],
    by: User,
) -> None:
    """Write the event of the act, and one of every unit that ended."""
    for unit in ended:
        record(
            "people.unit_closed",
            unit, by=by, code=unit.code, valid_to=unit.valid_to, decision=act.decision,
        )  # fmt: skip
    record(
        "people.reorganised",
        act,
        by=by,
        kind=act.kind,
        decision=act.decision,
        decided_on=act.decided_on,
        valid_from=act.valid_from,
        shares=[[one.predecessor, one.successor, one.share] for one in shares],
        moved=[unit.code for unit in moved],
    )
