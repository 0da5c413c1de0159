"""Tables of the self-assessment: sheets and their items, score layers, submitted revisions."""

from openpar.assessments.models.item import EvidenceUse, ScoreItem
from openpar.assessments.models.layer import Kind, LayerStatus, ScoreLayer, newest_layer
from openpar.assessments.models.sheet import ScoreSheet, SheetRevision, State

__all__ = [
    "EvidenceUse",
    "Kind",
    "LayerStatus",
    "ScoreItem",
    "ScoreLayer",
    "ScoreSheet",
    "SheetRevision",
    "State",
    "newest_layer",
]
