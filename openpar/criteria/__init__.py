"""Criteria sets as versioned legal objects; cycles with their phases, cohorts and units."""
