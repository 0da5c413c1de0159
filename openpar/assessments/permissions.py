"""Who may read, fill in and submit a score sheet. Every refusal carries its reason."""

from django.db.models.functions import Now
from django.utils.translation import gettext as _

from openpar.assessments import readers
from openpar.assessments.models import ScoreItem, ScoreSheet, State
from openpar.criteria.duties import AssignedLeaf
from openpar.criteria.models import Period, Phase
from openpar.people.models import Unit, User
from openpar.people.permissions import YES, Verdict, no


def may_read(user: User, sheet: ScoreSheet) -> Verdict:
    """The unit itself, the standing body and the auditor; appraisers once it is submitted.

    The same rule as ``ScoreSheet.objects.visible_to``; a test holds the two together.
    """
    if readers.reads_every_sheet(user) or sheet.unit_id in readers.own_units(user):
        return YES
    if sheet.unit_id in readers.units_of(user):
        return no(_("Nobody appraises the own unit."))
    if sheet.state != State.SUBMITTED:
        return no(_("This unit has not submitted its sheet yet."))
    if not sheet.period.is_year:
        return no(_("Sheets within the year are the unit's own; the year's is appraised."))
    if sheet.cycle_id in {cycle for cycle, _field in readers.fields_of(user)}:
        return YES
    return no(_("No field of this cycle is assigned to you."))


def may_read_item(user: User, item: ScoreItem) -> Verdict:
    """As ``may_read``; an appraiser moreover needs the field of the criterion."""
    verdict = may_read(user, item.sheet)
    if not verdict or readers.reads_every_sheet(user):
        return verdict
    if item.sheet.unit_id in readers.own_units(user):
        return YES
    if (item.sheet.cycle_id, item.criterion.field_code) in readers.fields_of(user):
        return YES
    return no(_("This field is assigned to another appraiser."))


def may_read_judgements(user: User, sheet: ScoreSheet) -> Verdict:
    """The points others give are hidden from the scored unit until publication begins.

    The database clock decides: one query, for people of the unit only.
    """
    if readers.reads_every_sheet(user) or sheet.unit_id not in readers.units_of(user):
        return YES
    publication = Phase.objects.filter(cycle=sheet.cycle_id, kind=Phase.Kind.PUBLICATION)
    if publication.filter(opens_at__lte=Now()).exists():
        return YES
    return no(_("Appraised points are shown to the unit once the results are published."))


def may_open(user: User, unit: Unit) -> Verdict:
    """Officers and the head of a unit begin its sheet; the standing body may open all at once."""
    if readers.reads_every_sheet(user) or unit.pk in readers.filled_units(user):
        return YES
    return no(_("Only officers and the head of the unit fill in its sheet."))


def may_edit(user: User, sheet: ScoreSheet) -> Verdict:
    """Officers and the head of the unit, while it is a draft and self-assessment is open: grace
    and an extension of the unit included.

    The database clock decides whether the phase is open: one query, asked last.
    """
    if sheet.unit_id not in readers.filled_units(user):
        if sheet.unit_id in readers.own_units(user):
            return no(_("You fill in the criteria given to you; an officer or the head submits."))
        return no(_("Only officers and the head of the unit fill in its sheet."))
    return may_change_now(sheet)


def may_edit_part(user: User, sheet: ScoreSheet) -> Verdict:
    """Whether the person may fill in some of the sheet: all, or criteria given by name."""
    if sheet.unit_id not in readers.own_units(user):
        return no(_("Only officers and the head of the unit fill in its sheet."))
    return may_change_now(sheet)


def may_edit_item(user: User, item: ScoreItem) -> Verdict:
    """As ``may_edit``; a section contributor edits the criteria that the head has given."""
    if readers.fills(user, leaf_of(item)):
        return may_change_now(item.sheet)
    if item.sheet.unit_id in readers.own_units(user):
        return no(_("This criterion is not given to you; the head of the unit says who has it."))
    return no(_("Only officers and the head of the unit fill in its sheet."))


def leaf_of(item: ScoreItem) -> AssignedLeaf:
    """Return what a duty names: cycle, unit, set and code."""
    sheet, criterion = item.sheet, item.criterion
    return (sheet.cycle_id, sheet.unit_id, criterion.set_id, criterion.code)


def may_change_now(sheet: ScoreSheet) -> Verdict:
    """Whether anything on a sheet can be changed now: a draft, while self-assessment is open."""
    if sheet.state != State.DRAFT:
        return no(_("The sheet has been submitted and can no longer be changed."))
    if not sheet.period.is_year:
        if Period.objects.open_now(sheet.period_id):
            return YES
        return no(_("This period is not scored now."))
    if not Phase.objects.open_now(sheet.cycle, Phase.Kind.SELF_ASSESSMENT, sheet.unit_id):
        return no(_("Self-assessment of this cycle is not open."))
    return YES


def may_submit(user: User, sheet: ScoreSheet) -> Verdict:
    """Whoever may edit may submit; what is incomplete is listed, and explained in words."""
    return may_edit(user, sheet)
