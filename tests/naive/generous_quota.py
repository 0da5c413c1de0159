"""Wrong twin of the quota: it looks at what is used and takes no turn before it adds."""


class GenerousQuota:
    """Room for ``most`` bytes; every asker is answered from what has been added by then."""

    def __init__(self, most: int) -> None:
        self.most, self.used = most, 0

    def ask(self, size: int) -> int:
        """Return the size that may be added."""
        return size if self.used + size <= self.most else 0

    def add(self, size: int) -> None:
        """Add what was allowed."""
        self.used += size
