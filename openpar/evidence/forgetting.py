"""Forgetting what was read from a file that is classified: text, pictures, likenesses."""

import shutil

from django.db import models, transaction
from django.db.models.functions import Now

from openpar.evidence import derived
from openpar.evidence.models import Revision, RevisionReading, SimilarText


def forget(revision: Revision) -> None:
    """Leave nothing of a revision's content, within the caller's transaction."""
    RevisionReading.objects.filter(revision=revision).update(
        state=RevisionReading.State.UNREADABLE,
        problem=RevisionReading.Problem.SECRET,
        finished_at=Now(),
        pages=0, drawable=False, number="", symbol="", day=None, issuer="", abstract="",
        bands=[], search="",
    )  # fmt: skip
    for reading in RevisionReading.objects.filter(revision=revision):
        reading.texts.all().delete()
        reading.signatures.all().delete()
    SimilarText.objects.filter(models.Q(first=revision) | models.Q(second=revision)).delete()
    folder = derived.folder_of(revision.sha256)
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))
