"""Reading a revision in the background: text, what it says of itself, signatures, similar texts.

Derived from bytes that never change: no event is written, and whatever interrupts the work, it is
done again. One worker reads a revision at a time, by a lock that the database lets go of when the
worker dies.
"""

import contextlib
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.functions import Now

from openpar.evidence import extracting, locking, similarity
from openpar.evidence.extracting import Extract
from openpar.evidence.forgetting import forget
from openpar.evidence.models import (
    READER,
    Finding,
    LockedFile,
    ReadPage,
    Revision,
    RevisionReading,
    RevisionSignature,
    SimilarText,
    Subject,
    Verdict,
)
from openpar.evidence.recognising import recognise
from openpar.evidence.sensitive import masked, personal_data, secrecy_mark
from openpar.people.search import words_of

State, Problem = RevisionReading.State, RevisionReading.Problem
MOST_ATTEMPTS = 3
MOST_SEARCHED = 200_000  # letters; more would not fit what PostgreSQL indexes of one row
MOST_CANDIDATES = 500
#: Read no further because of a mark of secrecy that turned out to be none.
_RELEASED = models.Q(problem=Problem.SECRET, revision__lock__state=LockedFile.State.RELEASED)
_LOCK = 0x0E71  # the first half of the advisory lock; the revision is the second
#: A problem of the machine, not of the file: nobody can tell what the file says.
_OF_THE_MACHINE = (Problem.NO_RECOGNITION, Problem.NO_CONVERSION, Problem.INTERRUPTED)


def waiting() -> models.QuerySet[Revision]:
    """Return the revisions that are not read yet, or by an older reader, or not to the end."""
    done = RevisionReading.objects.done().filter(reader=READER).exclude(_RELEASED)
    return Revision.objects.exclude(pk__in=done.values("revision")).order_by("pk")


def read(revision_id: int) -> RevisionReading | None:
    """Read a revision; nothing if it is read already, or another worker is reading it."""
    with _alone(revision_id) as alone:
        reading = _begun(revision_id) if alone else None
        if reading is None:
            return None
        if reading.attempts > MOST_ATTEMPTS:
            return _finished(reading, State.UNREADABLE, Problem.INTERRUPTED)
        if _is_locked(reading.revision):
            return _forgotten(reading)
        try:
            found = extracting.extract(reading.revision)
            signatures = extracting.signatures(reading.revision)
        except FileNotFoundError:
            return _finished(reading, State.UNREADABLE, Problem.ABSENT)
        if mark := secrecy_mark(found.text):
            locking.lock(reading.revision, mark, by=None)
            if _is_locked(reading.revision):  # unless it was released before
                return _forgotten(reading)
        _keep(reading, found, signatures)
        return _compared(reading, found)


@contextlib.contextmanager
def _alone(revision_id: int) -> Iterator[bool]:
    """Hold the lock of one revision, unless another worker does."""
    key = (_LOCK, revision_id % 2**31)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        (alone,) = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)


@transaction.atomic
def _begun(revision_id: int) -> RevisionReading | None:
    """Return the reading as it begins, or begins again; nothing if it is done."""
    reading = RevisionReading.objects.filter(revision=revision_id).first()
    if reading is None:
        RevisionReading.objects.create(revision_id=revision_id, reader=READER, begun_at=_now())
    elif reading.state == State.READING and reading.reader == READER:
        reading.attempts += 1
        reading.save(update_fields=["attempts"])
    elif reading.reader == READER and not _was_released(reading):
        return None
    else:
        reading.state, reading.reader, reading.attempts = State.READING, READER, 1
        reading.begun_at, reading.finished_at, reading.problem = _now(), None, ""
        reading.save()
    return RevisionReading.objects.select_related("revision__document").get(revision=revision_id)


def _was_released(reading: RevisionReading) -> bool:
    return RevisionReading.objects.filter(_RELEASED, pk=reading.pk).exists()


def _is_locked(revision: Revision) -> bool:
    """Whether it bears a mark of secrecy that nobody has released."""
    locks = LockedFile.objects.filter(revision=revision)
    return locks.exclude(state=LockedFile.State.RELEASED).exists()


@transaction.atomic
def _forgotten(reading: RevisionReading) -> RevisionReading:
    forget(reading.revision)
    reading.refresh_from_db()
    return reading


def _now() -> datetime:
    """The database's clock, as everywhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (moment,) = cursor.fetchone()
    return moment


@transaction.atomic
def _keep(reading: RevisionReading, found: Extract, signatures: list[dict[str, object]]) -> None:
    """Put what was found in the place of what an earlier reading has left."""
    text = found.text
    said = recognise(text)
    reading.texts.all().delete()
    reading.signatures.all().delete()
    ReadPage.objects.bulk_create(
        ReadPage(
            reading=reading,
            number=number,
            text=page.text.replace("\x00", ""),
            source=page.source,
            boxes=page.boxes,
        )
        for number, page in enumerate(found.pages, start=1)
    )
    RevisionSignature.objects.bulk_create(
        RevisionSignature(
            reading=reading,
            position=position,
            **one | {"signed_at": one.get("signed_at") or None},
        )
        for position, one in enumerate(signatures, start=1)
    )
    reading.number, reading.symbol, reading.day = said.number, said.symbol, said.day
    reading.issuer, reading.abstract = said.issuer, said.abstract
    reading.pages, reading.drawable = len(found.pages), found.drawable
    reading.search = words_of(masked(text))[:MOST_SEARCHED]
    reading.bands = similarity.bands(similarity.shingles(reading.search))
    reading.save()
    _note_findings(reading, text, found, [str(one["verdict"]) for one in signatures])


def _note_findings(
    reading: RevisionReading, text: str, found: Extract, verdicts: list[str]
) -> None:
    """Tell the register what a person should look at."""
    unread = bool(found.problem) and found.problem not in (Problem.PAGES, Problem.PARTLY)
    kinds = sorted({one.kind.value for one in personal_data(text)})
    _note(reading, Subject.TEXT, flagged=unread, detail={"problem": found.problem})
    _note(reading, Subject.PERSONAL, flagged=bool(kinds), detail={"found": kinds})
    _note(
        reading,
        Subject.SIGNATURE,
        flagged=not verdicts or any(one != "valid" for one in verdicts),
        detail={"verdicts": verdicts},
    )


def _note(
    reading: RevisionReading, subject: Subject, *, flagged: bool, detail: dict[str, object]
) -> None:
    verdict = Verdict.FLAGGED if flagged else Verdict.FINE
    if subject == Subject.TEXT and detail["problem"] in _OF_THE_MACHINE:
        verdict = Verdict.UNDETERMINED
    Finding.objects.update_or_create(
        revision=reading.revision,
        subject=subject,
        defaults={"verdict": verdict, "detail": detail, "at": Now()},
    )


@transaction.atomic
def _compared(reading: RevisionReading, found: Extract) -> RevisionReading:
    """Compare with the texts of other units, and finish.

    After ``_keep`` is committed: of two revisions that are read at the same time, at least one
    meets the other's sketch.
    """
    pairs = similar_to(reading)
    SimilarText.objects.of(reading.revision).delete()
    SimilarText.objects.bulk_create(pairs, ignore_conflicts=True)
    _note(
        reading,
        Subject.NEAR_SAME,
        flagged=bool(pairs),
        detail={"others": [pair.other(reading.revision).pk for pair in pairs]},
    )
    read = bool(reading.search) or not found.problem
    return _finished(reading, State.READ if read else State.UNREADABLE, found.problem)


def similar_to(reading: RevisionReading) -> list[SimilarText]:
    """Return the pairs with other units' texts that are alike beyond the setting's limit."""
    if not reading.bands:
        return []
    own = similarity.shingles(reading.search)
    others = (
        RevisionReading.objects.filter(bands__overlap=reading.bands)
        .exclude(revision__document__owner=reading.revision.document.owner_id)
        .select_related("revision")
        .only("search", "revision")
        .order_by("-pk")[:MOST_CANDIDATES]
    )
    pairs = []
    for other in others:
        permille = similarity.permille_alike(own, similarity.shingles(other.search))
        if permille >= 10 * settings.SIMILARITY_PERCENT:
            first, second = sorted((reading.revision, other.revision), key=lambda one: one.pk)
            pairs.append(SimilarText(first=first, second=second, permille=permille))
    return pairs


def _finished(reading: RevisionReading, state: str, problem: str) -> RevisionReading:
    reading.state, reading.problem, reading.finished_at = state, problem, _now()
    reading.save(update_fields=["state", "problem", "finished_at"])
    return reading
