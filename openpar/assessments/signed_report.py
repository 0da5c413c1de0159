"""The signed report of a sheet: brought back as a PDF file with number and date, and compared.

The report is drawn up from the content that was signed and bears its fingerprint
(``SentUp.fingerprint``). What can be read of the file is held against that content: the same, or
what differs, or that it cannot be read. It informs whoever sends and receives, and blocks nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from openpar.assessments import moves, moving, submission
from openpar.assessments.models import ScoreSheet, SentUp, SignedReport, State
from openpar.audit.log import record
from openpar.criteria.clock import database_now, day_of
from openpar.criteria.exact import parse_exact
from openpar.evidence.extracting import words_of_pdf
from openpar.file_storage import Stored, discard, receive
from openpar.people.formats import InputError, parse_vietnamese_number
from openpar.people.models import User
from openpar.people.permissions import YES, Verdict, no
from openpar.scoring.numbers import decimal_text

PDF = "application/pdf"
_FINGERPRINT = re.compile(r"\b(?:[0-9A-F]{4}[-–]){3}[0-9A-F]{4}\b")
_NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")


@dataclass(frozen=True, slots=True)
class About:
    """What the document says of itself: ``number`` 12, ``symbol`` BC-SNV, its day."""

    number: str
    symbol: str
    date: date


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether a text says what a sheet says; ``differences`` as ``SignedReport`` keeps them."""

    verdict: SignedReport.Verdict
    differences: tuple[dict[str, str], ...] = ()


def may_bring(user: User, sheet: ScoreSheet) -> Verdict:
    """Who answers for the whole sheet brings its report, once it is signed off."""
    if not moves.prepares(user, sheet) and not moves.signs(user, sheet):
        return no(_("Only officers and the head of the unit bring its signed report."))
    if sheet.state != State.SIGNED:
        return no(_("The report is drawn up and signed once the head has signed the sheet off."))
    return YES


def bring(sheet: ScoreSheet, file: UploadedFile, *, by: User, about: About) -> SignedReport:
    """Keep the signed report of a sheet; a later one takes its place, the earlier stays.

    What can be read of the file at once is compared with the sheet.

    Raises
    ------
    RefusedFileError
        The file is refused; nothing is kept of it.
    ValidationError
        No number or symbol, a day that is yet to come, or not a PDF file.
    """
    may_bring(by, sheet).or_403()  # before any byte is stored
    _check(about)
    stored = receive(file)
    try:
        if stored.media_type != PDF:
            raise ValidationError({"file": _("The signed report is a PDF file.")})
        text = words_of_pdf(stored.storage_name)
        return _keep(sheet, stored, by=by, about=about, text=text)
    except BaseException:
        discard(stored)
        raise


@transaction.atomic
def _keep(
    sheet: ScoreSheet, stored: Stored, *, by: User, about: About, text: str | None
) -> SignedReport:
    sheet = moving.locked(sheet)
    may_bring(by, sheet).or_403()
    signature, _report = submission.signed(sheet)
    compared = compare(text, signature.sent_up)
    report = SignedReport.objects.create(
        signature=signature,
        number=about.number.strip(), symbol=about.symbol.strip(), date=about.date,
        verdict=compared.verdict, differences=list(compared.differences),
        sha256=stored.sha256, size=stored.size, media_type=stored.media_type,
        file_name=stored.file_name, storage_name=stored.storage_name,
        by=by.get_username(), by_name=by.display_name,
    )  # fmt: skip
    record(
        "assessments.report_brought", sheet, by=by,
        number=report.number, symbol=report.symbol, date=report.date, sha256=report.sha256,
        verdict=report.verdict, differences=report.differences,
    )  # fmt: skip
    return report


def compare(text: str | None, sent: SentUp) -> Comparison:
    """Hold what was read of a report against what was signed.

    The text must bear the fingerprint of the content. Where it names a criterion, the points of
    the sheet must stand among the numbers that follow its code up to the next one.

    >>> compare(None, SentUp(sha256="0" * 64)).verdict.value
    'unreadable'
    """
    found = _FINGERPRINT.findall((text or "").upper())
    marks = {mark.replace("–", "-") for mark in found}
    if not marks:
        return Comparison(SignedReport.Verdict.UNREADABLE)
    wrong = [{"fingerprint": mark} for mark in sorted(marks - {sent.fingerprint})]
    wrong += _other_points(text or "", sent.content)
    if wrong:
        return Comparison(SignedReport.Verdict.DIFFERS, tuple(wrong))
    return Comparison(SignedReport.Verdict.EQUAL)


def points_of(item: Mapping[str, object]) -> str | None:
    """Return the exact text of the points that an item of a frozen sheet declares, if any."""
    if item["claim_not_applicable"]:
        return None
    return item["self_points"] or (item["computed"] or {}).get("points")


def _other_points(text: str, content: Mapping[str, object]) -> list[dict[str, str]]:
    expected = {item["criterion"]: points_of(item) for item in content["items"]}
    words = text.split()
    places = [at for at, word in enumerate(words) if word.rstrip(".") in expected]
    said: dict[str, list[str]] = {}
    for place, end in zip(places, [*places[1:], len(words)], strict=True):
        said.setdefault(words[place].rstrip("."), []).extend(words[place + 1 : end])
    return [
        {"criterion": code, "expected": expected[code]}
        for code, around in said.items()
        if expected[code] is not None and not _says(around, expected[code])
    ]


def _says(words: list[str], exact: str) -> bool:
    """Whether one of the words is the number, in full or as printed with two to four decimals."""
    wanted = parse_exact(exact)
    rounded = {parse_exact(decimal_text(wanted, digits)) for digits in (2, 3, 4)}
    return any(number == wanted or number in rounded for number in map(_number, words))


def _number(word: str) -> object:
    if not _NUMBER.fullmatch(word.strip("();:")):
        return None
    try:
        return parse_vietnamese_number(word.strip("();:"))
    except InputError:
        return None


def _check(about: About) -> None:
    errors = {}
    if not about.number.strip():
        errors["number"] = _("Give the number of the document.")
    if not about.symbol.strip():
        errors["symbol"] = _("Give the symbol of the document, for example BC-SNV.")
    if about.date > day_of(database_now()):
        errors["date"] = _("The document bears a date that is yet to come.")
    if errors:
        raise ValidationError(errors)
