"""Wrong twin of ``may_appraise``: the own unit is the one of the appraiser's appointment.

Somebody who is appraiser in one body and officer in another would judge the second.
"""

from openpar.assessments import readers
from openpar.assessments.models import ScoreItem
from openpar.people.models import Role, User


def may_appraise_by_role(user: User, item: ScoreItem) -> bool:
    """Ask for the field and compare with the unit of the role ``appraiser`` only."""
    own = {unit.pk for unit in user.units(Role.APPRAISER)}
    field = (item.sheet.cycle_id, item.criterion.field_code)
    return field in readers.fields_of(user) and item.sheet.unit_id not in own
