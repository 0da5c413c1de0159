"""Points and indices of all units at once on float arrays: for simulation, never official.

``score`` and ``prepare`` are the way in; a test holds this path and the exact one within 1e-9.
"""

from openpar.scoring.vectorised.preparing import prepare
from openpar.scoring.vectorised.scoring import score

__all__ = ["prepare", "score"]
