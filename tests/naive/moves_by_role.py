"""Wrong twin of moving a sheet: it asks the role, not the unit, and not where the sheet stands."""

from openpar.assessments.models import ScoreSheet
from openpar.people.models import Role, User

ROLES = {"sign": (Role.HEAD, Role.DEPUTY), "submit": (Role.OFFICER, Role.HEAD, Role.DEPUTY)}


def may_by_role_alone(user: User, sheet: ScoreSheet, name: str) -> bool:
    """Whether anybody of that role may, of whatever unit and at whatever step."""
    return user.holds(*ROLES[name])
