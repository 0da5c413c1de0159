"""Tables of the self-assessment: sheets and their items, score layers, submitted revisions, what
happens before (sent up, signed) and after (reopened)."""

from openpar.assessments.models.comment import Comment, CommentReading
from openpar.assessments.models.item import EvidenceUse, ScoreItem
from openpar.assessments.models.layer import Kind, LayerStatus, ScoreLayer, newest_layer
from openpar.assessments.models.narrative import Narrative
from openpar.assessments.models.provided import ProvidedFigure
from openpar.assessments.models.reopening import ReopenedItem, Reopening, SupplementRequest
from openpar.assessments.models.sending import Remark, SentUp, Signature, SignedReport
from openpar.assessments.models.sheet import (
    BEING_TYPED,
    ScoreSheet,
    SheetRevision,
    State,
    Timeliness,
    was_submitted,
)

__all__ = [
    "BEING_TYPED",
    "Comment",
    "CommentReading",
    "EvidenceUse",
    "Kind",
    "LayerStatus",
    "Narrative",
    "ProvidedFigure",
    "Remark",
    "ReopenedItem",
    "Reopening",
    "ScoreItem",
    "ScoreLayer",
    "ScoreSheet",
    "SentUp",
    "SheetRevision",
    "Signature",
    "SignedReport",
    "State",
    "SupplementRequest",
    "Timeliness",
    "newest_layer",
    "was_submitted",
]
