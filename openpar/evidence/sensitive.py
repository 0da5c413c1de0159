"""What a text must not show to everybody: personal data, and the mark of a state secret.

Found by form, so nothing is certain: who reads a mask knows that something was there, and who
registers a file with a mark of secrecy is asked about it. No Django here: the confined reader of
files uses it too.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

#: What stands in the place of what is hidden.
MASK = "•"


class Personal(StrEnum):
    """Kinds of personal data that are found by their form."""

    CITIZEN_NUMBER = "citizen number"
    PHONE = "phone"
    EMAIL = "email"
    BANK_ACCOUNT = "bank account"


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of personal data: its kind, and where it stands in the text."""

    kind: Personal
    start: int
    end: int


_GAP = r"[ .\-\u00a0]?"
#: Kind -> form, in the order in which they are looked for: what one has taken no other takes.
#: A citizen number has twelve digits and begins with the code of a province (001 … 096); the
#: identity cards before it had nine, and only their name tells them from another number. A phone
#: number has ten digits (mobile) or eleven (fixed). An account is known by the word in front of it.
_FORMS = (
    (Personal.EMAIL, re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,5}")),
    (
        Personal.BANK_ACCOUNT,
        re.compile(
            r"(?:tài khoản(?: số)?|STK|TK số|số TK)\s{0,3}[:.]?\s{0,3}"
            r"(?P<part>\d(?:[ .\-]?\d){5,18})(?!\d)",
            re.IGNORECASE,
        ),
    ),
    (
        Personal.CITIZEN_NUMBER,
        re.compile(
            r"(?:CMND|CMTND|CMT|chứng minh nhân dân)(?: số)?\s{0,3}[:.]?\s{0,3}"
            rf"(?P<part>\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}})(?!\d)",
            re.IGNORECASE,
        ),
    ),
    (
        Personal.CITIZEN_NUMBER,
        re.compile(rf"(?<![\d.,])0\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}}(?![.,]?\d)"),
    ),
    (
        Personal.PHONE,
        re.compile(
            rf"(?<![\d.,])(?:(?:\+?84{_GAP}\(?0?\)?|0)(?:[35789](?:{_GAP}\d){{8}}|"
            rf"2\d{{1,2}}\)?(?:{_GAP}\d){{7,8}}))(?!\d)"
        ),
    ),
)


def personal_data(text: str) -> list[Found]:
    """Return the personal data in ``text``, in the order in which it stands there.

    >>> [(one.kind.value, "Số 001085012345"[one.start:one.end])
    ...  for one in personal_data("Số 001085012345")]
    [('citizen number', '001085012345')]
    """
    found: list[Found] = []
    taken = bytearray(len(text))
    for kind, form in _FORMS:
        for match in form.finditer(text):
            start, end = match.span("part" if "part" in form.groupindex else 0)
            if not any(taken[start:end]):
                taken[start:end] = b"\x01" * (end - start)
                found.append(Found(kind, start, end))
    return sorted(found, key=lambda one: one.start)


def masked(text: str) -> str:
    """Return ``text`` with every letter and digit of personal data replaced by a dot.

    >>> masked("Liên hệ 0912 345 678 hoặc tại bộ phận một cửa.")
    'Liên hệ •••• ••• ••• hoặc tại bộ phận một cửa.'
    """
    for one in personal_data(text):
        hidden = re.sub(r"\S", MASK, text[one.start : one.end])
        text = text[: one.start] + hidden + text[one.end :]
    return text


#: Where a mark of secrecy stands: above the text, beside or under the number.
_HEADER_LINES = 30
_HEADER_LETTERS = 2000
_MARK = re.compile(r"(?<!\w)(?:(TUYỆT|TỐI)\s{0,3})?MẬT(?!\w)")
#: Words that make of it something else: BẢO MẬT, BÍ MẬT, CƠ MẬT; MẬT ĐỘ, MẬT MÃ, MẬT KHẨU.
_BEFORE = re.compile(r"(?:BẢO|BÍ|CƠ|ĐỘ|GIẢI)\s+$")
_AFTER = re.compile(r"\s+(?:ĐỘ|MÃ|KHẨU|VỤ|THIẾT)(?!\w)")
#: What stands beside it once a scan is read across both halves of the header: the number before it,
#: nation, motto or place and date after it.
_NUMBERED = re.compile(r"\d\s*/\s*\S+\s+$")
_HALF = re.compile(r"\s+(?:CỘNG|Độc lập|[\w .]{2,40},\s*ngày)")
_NAMED = re.compile(r"độ mật\s*:\s*(tuyệt mật|tối mật|mật)(?!\w)", re.IGNORECASE)


def secrecy_mark(text: str) -> str:
    """Return the mark of secrecy in the header of a document, or nothing.

    One of ``"TUYỆT MẬT"``, ``"TỐI MẬT"``, ``"MẬT"`` – the degrees of the Law on protection of state
    secrets, in capital letters as their stamp is. The words of a title about secrets are none.

    >>> secrecy_mark("UBND TỈNH MẪU\\nTỐI MẬT\\nSố: 12/BC-UBND"), secrecy_mark("QUY CHẾ BẢO MẬT")
    ('TỐI MẬT', '')
    """
    for line in text[:_HEADER_LETTERS].splitlines()[:_HEADER_LINES]:
        if named := _NAMED.search(line):
            return named[1].upper()
        for match in _MARK.finditer(_closed_up(line)):
            if _is_a_stamp(match):
                return f"{match[1]} MẬT" if match[1] else "MẬT"
    return ""


def _closed_up(line: str) -> str:
    """Return a line whose spaced letters (``T Ố I  M Ậ T``) are words again."""
    letters = line.split()
    return "".join(letters) if all(len(letter) == 1 for letter in letters) else line


def _is_a_stamp(match: re.Match[str]) -> bool:
    """Tell a stamp from a word of a heading: a stamp stands alone, or apart from what is beside."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    if _BEFORE.search(before) or _AFTER.match(after):
        return False
    left = not before.strip(" |[(*•-") or before.endswith(("  ", "\t")) or _NUMBERED.search(before)
    right = not after.strip(" |])*•-.:") or after.startswith(("  ", "\t")) or _HALF.match(after)
    return bool(left and right)
