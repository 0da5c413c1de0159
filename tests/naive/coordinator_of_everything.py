"""Wrong twin of ``exercises.steers``: whoever is called coordinator steers every cycle.

The province's coordinator would steer the inner exercise of a department, and the other way round.
"""

from openpar.criteria.models import Cycle
from openpar.people.models import Role, User


def steers_by_role(user: User, cycle: Cycle) -> bool:
    """Ask for the role and never for the owner."""
    return user.holds(Role.COORDINATOR, Role.INNER_COORDINATOR)
