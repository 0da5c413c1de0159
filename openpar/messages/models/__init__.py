"""Tables of what is told and heard."""

from openpar.messages.models.addressing import Addressed, Scope, reached
from openpar.messages.models.alert import Alert, Mail, MailChoice
from openpar.messages.models.feedback import Feedback
from openpar.messages.models.notice import (
    Address,
    Attachment,
    Confirmation,
    Delivery,
    Notice,
    Opening,
)
from openpar.messages.models.training import Invitation, Material, TrainingSession
from openpar.messages.models.wording import Wording

__all__ = [
    "Address",
    "Addressed",
    "Alert",
    "Attachment",
    "Confirmation",
    "Delivery",
    "Feedback",
    "Invitation",
    "Mail",
    "MailChoice",
    "Material",
    "Notice",
    "Opening",
    "Scope",
    "TrainingSession",
    "Wording",
    "reached",
]
