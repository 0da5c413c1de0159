"""Who acts next on a criterion, in one sentence: the state of its sheet says it."""

from django.utils.translation import gettext as _

from openpar.assessments.models import State
from openpar.assessments.row import Row


def next_step(row: Row) -> str:
    """Return who does what next, empty where nobody does; ``row.item.sheet`` must be loaded."""
    state = row.item.sheet.state
    if state in (State.DRAFT, State.REOPENED):
        if not row.is_open:
            return _("Nothing is left for the unit: the points come from elsewhere.")
        if row.gaps:
            who = ", ".join(str(person) for person in row.people)
            return (
                _("%(who)s: what is missing.") % {"who": who}
                if who
                else _("An officer of the unit: what is missing.")
            )
        return _("Nothing here: the sheet goes on once every criterion is done.")
    return {
        State.WITH_HEAD: _("The head of the unit: sign off, or return it with remarks."),
        State.SIGNED: _("An officer of the unit: hand in the signed report and submit."),
        State.SUBMITTED: _("The appraiser of this field: give points."),
    }.get(State(state), "")
