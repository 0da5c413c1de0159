"""Wrong twin of the frozen set: ``state = 'published'`` is a word that the program respects."""

from tests.naive.without_triggers import WithoutTriggers


class ThawedSet(WithoutTriggers):
    """While open, nothing but the state says that a set is published."""

    triggers = {
        "criteria_criteriaset": ("criteria_criteriaset_frozen", "criteria_criteriaset_no_truncate"),
        "criteria_criterion": ("criteria_criterion_frozen", "criteria_criterion_no_truncate"),
    }
