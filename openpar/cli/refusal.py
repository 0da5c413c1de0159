"""A command that cannot go on says one sentence and ends with exit code 1."""


class Refused(Exception):
    """The text is the sentence for the person: what is wrong, and what to do."""
