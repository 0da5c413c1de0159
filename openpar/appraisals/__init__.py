"""The council's side of a score: who appraises which field, and the points they set."""
