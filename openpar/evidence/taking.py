"""Taking what a document says of itself over into the register. Always a person's decision."""

from collections.abc import Collection
from dataclasses import fields

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from openpar.evidence import sight, viewing
from openpar.evidence.actions import Description, describe
from openpar.evidence.models import Revision, RevisionReading
from openpar.people.models import User


def take_over(revision: Revision, names: Collection[str], *, by: User) -> str:
    """Describe the document with the named fields as the text says them; return their labels.

    Raises
    ------
    ValidationError
        Nothing was read, or nothing named differs.
    openpar.evidence.actions.ChangedMeanwhileError
        It was described by somebody else in this moment.
    """
    sight.may_take_over(by, revision).or_403()
    document = revision.document
    reading = RevisionReading.objects.done().filter(revision=revision).first()
    found = viewing.differences(document, reading) if reading else []
    taken = [one for one in found if one.name in names]
    if not taken:
        raise ValidationError(_("There is nothing to take from the document."))
    said = {one.name: getattr(document, one.name) for one in fields(Description)}
    said |= {one.name: one.read for one in taken}
    describe(document, Description(**said), by=by, version=document.version)
    return ", ".join(one.label for one in taken)
