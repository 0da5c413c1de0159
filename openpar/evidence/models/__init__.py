"""Tables of the register: documents, their revisions, what was found in them, what is locked."""

from openpar.evidence.models.document import Document, Form, Secrecy
from openpar.evidence.models.finding import Finding, Subject, Verdict
from openpar.evidence.models.folder import EvidenceFolder
from openpar.evidence.models.locked import LockedFile
from openpar.evidence.models.reading import (
    READER,
    ReadPage,
    RevisionReading,
    RevisionSignature,
    SimilarText,
)
from openpar.evidence.models.revision import Inspection, LinkCheck, Revision

__all__ = [
    "READER",
    "Document",
    "EvidenceFolder",
    "Finding",
    "Form",
    "Inspection",
    "LinkCheck",
    "LockedFile",
    "ReadPage",
    "Revision",
    "RevisionReading",
    "RevisionSignature",
    "Secrecy",
    "SimilarText",
    "Subject",
    "Verdict",
]
