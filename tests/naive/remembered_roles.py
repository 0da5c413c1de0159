"""Wrong twin of an account: roles are read at sign-in and remembered for the session."""

from openpar.people.models import User


class RememberingUser:
    """Answers from the appointments of the first question, as a cache in the session would."""

    def __init__(self, user: User) -> None:
        self.roles = {held.role for held in user.appointments_today()}

    def holds(self, *roles: str) -> bool:
        """Return whether a role was held when the session began."""
        return bool(self.roles & set(roles))
