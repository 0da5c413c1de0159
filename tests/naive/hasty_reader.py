"""The wrong twin of reading: it says that a file is read before it is, so a crash loses it."""

from django.db.models.functions import Now

from openpar.evidence.models import READER, RevisionReading


def begin(revision_id: int) -> None:
    """Note the reading as done, and only then begin."""
    RevisionReading.objects.create(
        revision_id=revision_id,
        reader=READER,
        state=RevisionReading.State.READ,
        begun_at=Now(),
        finished_at=Now(),
    )
