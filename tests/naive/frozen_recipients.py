"""Wrong twin of delivering to newcomers: the list of the day of sending is all there is."""


def deliver_to_nobody_new() -> int:
    """Believe that the units of a block never change."""
    return 0
