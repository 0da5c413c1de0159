"""Who may read, fill in and submit a score sheet. Every refusal carries its reason."""

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from openpar.assessments import readers
from openpar.assessments.models import ReopenedItem, Reopening, ScoreItem, ScoreSheet, State
from openpar.criteria import exercises
from openpar.criteria.duties import AssignedLeaf
from openpar.criteria.models import Cycle, Period, Phase
from openpar.people.models import Unit, User
from openpar.people.permissions import YES, Verdict, no


def may_read(user: User, sheet: ScoreSheet) -> Verdict:
    """The unit itself and who oversees the cycle; appraisers once it is submitted; who leads a
    part of a province's own file, which takes a query, asked last.

    The same rule as ``ScoreSheet.objects.visible_to``; a test holds the two together.
    """
    verdict = _may_read_whatever_leads(user, sheet)
    if verdict or not sheet.cycle.is_own_file:
        return verdict
    leads = sheet.items.filter(lead__in=readers.own_units(user)).exists()
    return YES if leads else verdict


def _may_read_whatever_leads(user: User, sheet: ScoreSheet) -> Verdict:
    """As ``may_read``, lead units left out of account: no query."""
    if exercises.oversees(user, sheet.cycle) or sheet.unit_id in readers.own_units(user):
        return YES
    if sheet.unit_id in readers.units_of(user):
        return no(_("Nobody appraises the own unit."))
    if not sheet.was_submitted:
        return no(_("This unit has not submitted its sheet yet."))
    if not sheet.period.is_year:
        return no(_("Sheets within the year are the unit's own; the year's is appraised."))
    if sheet.cycle_id in {cycle for cycle, _field in readers.fields_of(user)}:
        return YES
    return no(_("No field of this cycle is assigned to you."))


def may_read_item(user: User, item: ScoreItem) -> Verdict:
    """As ``may_read``; an appraiser moreover needs the field of the criterion, and a lead unit
    reads what it leads. No query: pages ask it row by row."""
    if item.lead_id in readers.own_units(user):
        return YES
    verdict = _may_read_whatever_leads(user, item.sheet)
    if not verdict or exercises.oversees(user, item.sheet.cycle):
        return verdict
    if item.sheet.unit_id in readers.own_units(user):
        return YES
    if item.lead_id in readers.units_of(user):
        return no(_("Nobody appraises the own unit."))
    if (item.sheet.cycle_id, item.criterion.field_code) in readers.fields_of(user):
        return YES
    return no(_("This field is assigned to another appraiser."))


def may_read_judgements(user: User, sheet: ScoreSheet) -> Verdict:
    """The points others give are hidden from the scored unit until publication begins; not from a
    province in its own file, where nobody but itself gives or imports them.

    The database clock decides: one query, for people of the unit only.
    """
    if (
        sheet.cycle.is_own_file
        or exercises.oversees(user, sheet.cycle)
        or sheet.unit_id not in readers.units_of(user)
    ):
        return YES
    publication = Phase.objects.filter(cycle=sheet.cycle_id, kind=Phase.Kind.PUBLICATION)
    if publication.filter(opens_at__lte=Now()).exists():
        return YES
    return no(_("Appraised points are shown to the unit once the results are published."))


def may_open(user: User, cycle: Cycle, unit: Unit) -> Verdict:
    """Officers and the head of a unit begin its sheet; who oversees the cycle opens any."""
    if exercises.oversees(user, cycle) or unit.pk in readers.filled_units(user):
        return YES
    return no(_("Only officers and the head of the unit fill in its sheet."))


def may_edit(user: User, sheet: ScoreSheet) -> Verdict:
    """Officers and the head of the unit, while it is a draft and self-assessment is open: grace
    and an extension of the unit included.

    The database clock decides whether the phase is open: one query, asked last. A province's own
    file is filled in by the lead units, each its own criteria (``may_edit_item``).
    """
    if sheet.cycle.is_own_file:
        if not readers.own_units(user):
            return no(_("The lead units fill in this file, each its own criteria."))
        return may_change_now(sheet)
    if sheet.unit_id not in readers.filled_units(user):
        if sheet.unit_id in readers.own_units(user):
            return no(_("You fill in the criteria given to you; an officer or the head submits."))
        return no(_("Only officers and the head of the unit fill in its sheet."))
    return may_change_now(sheet)


def may_edit_part(user: User, sheet: ScoreSheet) -> Verdict:
    """Whether the person may fill in some of the sheet: all, or criteria given by name."""
    if sheet.cycle.is_own_file:
        return may_edit(user, sheet)
    if sheet.unit_id not in readers.own_units(user):
        return no(_("Only officers and the head of the unit fill in its sheet."))
    return may_change_now(sheet)


def may_edit_item(user: User, item: ScoreItem) -> Verdict:
    """As ``may_edit``; a section contributor edits the criteria that the head has given, and in a
    province's own file a lead unit those that it leads. Of a reopened sheet only what is open."""
    if readers.fills(user, leaf_of(item)):
        verdict = may_change_now(item.sheet)
        return verdict and may_change_reopened(item)
    if item.sheet.cycle.is_own_file and item.lead_id not in readers.own_units(user):
        if item.lead_id is None:
            return no(_("No unit leads this criterion yet; the coordinator assigns it."))
        return no(_("Another unit leads this criterion and fills it in."))
    if item.sheet.cycle.is_own_file or item.sheet.unit_id in readers.own_units(user):
        return no(_("This criterion is not given to you; the head of the unit says who has it."))
    return no(_("Only officers and the head of the unit fill in its sheet."))


def leaf_of(item: ScoreItem) -> AssignedLeaf:
    """Return what a duty names: cycle, unit, set and code. The unit is the one that fills it in:
    the scored one, or the lead unit in a province's own file."""
    sheet, criterion = item.sheet, item.criterion
    unit = item.lead_id if sheet.cycle.is_own_file else sheet.unit_id
    return (sheet.cycle_id, unit, criterion.set_id, criterion.code)


def may_assign_leads(user: User, sheet: ScoreSheet) -> Verdict:
    """Who steers the cycle of a province's own file says which unit leads which criterion."""
    if not sheet.cycle.is_own_file:
        return no(_("Lead units fill in a province's own file only."))
    if not exercises.steers(user, sheet.cycle):
        return no(_("Only the coordinator of the body that scores assigns lead units."))
    if sheet.state != State.DRAFT:
        return no(closed_reason(sheet))
    return YES


def may_import_external(user: User, sheet: ScoreSheet) -> Verdict:
    """Who steers a province's own file enters what the ministry appraised, once it is submitted."""
    if not sheet.cycle.is_own_file:
        return no(_("Points of the superior level are imported into a province's own file only."))
    if not exercises.steers(user, sheet.cycle):
        return no(_("Only the coordinator of the body that scores imports appraised points."))
    if not sheet.was_submitted:
        return no(_("The file has not been submitted yet: there is nothing to compare with."))
    return YES


def may_change_now(sheet: ScoreSheet) -> Verdict:
    """Whether anything on a sheet can be changed now: being typed, and in time."""
    return is_in_time(sheet) if sheet.is_being_typed else no(closed_reason(sheet))


def is_in_time(sheet: ScoreSheet) -> Verdict:
    """Whether the time to type and submit lasts, by the database clock: grace, late submission
    and an extension of the unit included; of a reopened sheet what was said with its reopening."""
    if sheet.reopening_id is not None:
        if Reopening.objects.lasts(sheet):
            return YES
        return no(_("The time for which this sheet was opened again is over."))
    if not sheet.period.is_year:
        if Period.objects.open_now(sheet.period_id):
            return YES
        return no(_("This period is not scored now."))
    if not Phase.objects.open_now(sheet.cycle, Phase.Kind.SELF_ASSESSMENT, sheet.unit_id):
        return no(_("Self-assessment of this cycle is not open."))
    return YES


def may_change_reopened(item: ScoreItem) -> Verdict:
    """Whether the criterion is among those for which a reopened sheet is open: a query for such a
    sheet, none for any other."""
    opened = opened_items(item.sheet)
    if opened is None or item.pk in opened:
        return YES
    return no(_("The sheet is open again for other criteria only; this one stays as submitted."))


def opened_items(sheet: ScoreSheet) -> frozenset[int] | None:
    """Return the items for which a reopened sheet is open; ``None``: it is not reopened."""
    if sheet.reopening_id is None:
        return None
    rows = ReopenedItem.objects.filter(reopening=sheet.reopening_id)
    return frozenset(rows.values_list("item", flat=True))


def closed_reason(sheet: ScoreSheet) -> str:
    """Say why nothing can be typed in the state in which a sheet stands."""
    if sheet.state == State.WITH_HEAD:
        return _("The sheet lies with the head of the unit; take it back to change it.")
    if sheet.state == State.SIGNED:
        return _("The head has signed the sheet off: it can no longer be changed.")
    if sheet.state == State.SET_ASIDE:
        return _("A newer criteria set has replaced this sheet: fill in the new one.")
    return _("The sheet has been submitted and can no longer be changed.")
