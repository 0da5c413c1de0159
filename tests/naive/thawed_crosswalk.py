"""Wrong twin of the frozen crosswalk: ``confirmed`` is a word that the program respects."""

from tests.naive.without_triggers import WithoutTriggers


class ThawedCrosswalk(WithoutTriggers):
    """While open, nothing but the states say that a crosswalk stands."""

    triggers = {
        "criteria_crosswalk": ("criteria_crosswalk_frozen",),
        "criteria_crosswalkline": ("criteria_crosswalkline_frozen",),
    }
