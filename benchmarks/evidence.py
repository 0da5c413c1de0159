"""Measure reading, search and likeness: ``.venv/bin/python -m benchmarks.evidence [--times 7]``.

Twenty thousand documents of 200 units on an embedded PostgreSQL of its own, of 500 words each
from a fixed seed; every fiftieth is another unit's text with some of its words changed. Prints the
milliseconds of a search in all texts, and of comparing one text with all others, and whether every
pair beyond the limit was found (all pairs of twenty copies counted one by one).
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.utils import timezone

from benchmarks.embedded import migrated
from openpar.evidence import reading, similarity
from openpar.evidence.models import READER, Document, Revision, RevisionReading
from tests.factories import UnitFactory

DOCUMENTS, UNITS, WORDS, COPY_EVERY = 20_000, 200, 500, 50
CHECKED = 20
BEGINNINGS = "b c ch d g gi h k kh l m n ng nh ph qu r s t th tr v x"
ENDS = (
    "a ac ai am an ang anh ao at au ay e em en et i ich iem ien in o oc oi om on ong u uc ung uyen"
)
SYLLABLES = [first + last for first in BEGINNINGS.split(" ") for last in ENDS.split(" ")]


def texts() -> list[str]:
    """Return the texts: words as frequent as in a language, copies with one to thirty changed."""
    draw = random.Random(2026)  # noqa: S311 - figures of a benchmark
    weights = [1 / (rank + 3) for rank in range(len(SYLLABLES))]
    made: list[str] = []
    for number in range(DOCUMENTS):
        words = draw.choices(SYLLABLES, weights, k=WORDS)
        if number % COPY_EVERY == COPY_EVERY - 1:
            words = made[number - COPY_EVERY + 1].split()
            for _change in range(draw.randrange(1, 30)):
                words[draw.randrange(WORDS)] = draw.choice(SYLLABLES)
        made.append(" ".join(words))
    return made


def fill(made: list[str]) -> None:
    """Enter every text as a document that has been read."""
    units = [UnitFactory() for _number in range(UNITS)]
    documents = Document.objects.bulk_create(
        Document(owner=units[number % UNITS], abstract=f"Văn bản {number}")
        for number in range(DOCUMENTS)
    )
    revisions = Revision.objects.bulk_create(
        Revision(
            document=document, sha256=f"{number:064x}", size=1, media_type="application/pdf",
            file_name=f"{number}.pdf", storage_name=f"{number:032x}", uploaded_by="do",
        )
        for number, document in enumerate(documents)
    )  # fmt: skip
    now = timezone.now()
    RevisionReading.objects.bulk_create(
        (
            RevisionReading(
                revision=revision, reader=READER, state="read", pages=3, search=text,
                bands=similarity.bands(similarity.shingles(text)), begun_at=now, finished_at=now,
            )
            for revision, text in zip(revisions, made, strict=True)
        ),
        batch_size=1000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def missed(made: list[str]) -> tuple[int, int]:
    """Return how many pairs beyond the limit the checked texts have, and how many were missed."""
    every = [similarity.shingles(text) for text in made]
    chosen = list(RevisionReading.objects.select_related("revision__document").order_by("pk"))
    there = lost = 0
    for number in range(COPY_EVERY - 1, COPY_EVERY * CHECKED, COPY_EVERY):
        pairs = reading.similar_to(chosen[number])
        found = {pair.other(chosen[number].revision).pk for pair in pairs}
        for other, hashes in enumerate(every):
            alike = similarity.permille_alike(every[number], hashes)
            if other != number and alike >= 10 * settings.SIMILARITY_PERCENT:
                there += 1
                lost += chosen[other].revision_id not in found
    return there, lost


def report(title: str, work: Callable[[], object], times: int) -> None:
    """Print median and highest of a piece of work, in milliseconds."""
    work()
    walls = []
    for _time in range(times):
        begun = time.perf_counter()
        work()
        walls.append(1000 * (time.perf_counter() - begun))
    sys.stdout.write(f"| {title} | {statistics.median(walls):.1f} | {max(walls):.1f} |\n")
    sys.stdout.flush()


def main() -> None:
    """Fill the database, measure, count what was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=7)
    times = parser.parse_args().times
    made = texts()
    with migrated():
        fill(made)
        rare = " ".join(made[7].split()[:6])
        some = RevisionReading.objects.select_related("revision__document").order_by("pk")[49]
        sys.stdout.write(
            "| what, at 20,000 documents | median ms | highest ms |\n|---|---:|---:|\n"
        )
        search = RevisionReading.objects.matching
        report("search: six words, first 50", lambda: list(search(rare)[:50].values("pk")), times)
        report("search: counted", lambda: search(rare).count(), times)
        report("a text compared with all others", lambda: reading.similar_to(some), times)
        report("sketch of a text", lambda: similarity.bands(similarity.shingles(made[0])), times)
        there, lost = missed(made)
        sys.stdout.write(
            f"pairs of 80 % and more among {CHECKED} × 20,000: {there}, missed {lost}\n"
        )


if __name__ == "__main__":
    main()
