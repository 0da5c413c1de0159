"""What a document says of itself: number and symbol, date, issuer, abstract.

Decree 30/2020/NĐ-CP on records work, annex I, fixes where these stand: the name of the body top
left, under it "Số: 12/KH-UBND"; place and date top right; the kind of document in capitals above
the text and its abstract below, or under the number after "V/v" in a letter that has no kind.
Read by their form, line by line, from a text layer or a recognised scan; what is not found stays
empty. No Django here.
"""

import re
from dataclasses import dataclass
from datetime import date

LONGEST_HEAD = 6_000  # letters of the beginning in which these stand
_LINES = 60


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was read; empty, or ``None``, where it was not found."""

    number: str = ""
    symbol: str = ""
    day: date | None = None
    issuer: str = ""
    abstract: str = ""


#: The kinds of administrative documents (article 7 of the decree), and of legal ones.
KINDS = (
    "NGHỊ QUYẾT", "QUYẾT ĐỊNH", "CHỈ THỊ", "QUY CHẾ", "QUY ĐỊNH", "THÔNG CÁO", "THÔNG BÁO",
    "HƯỚNG DẪN", "CHƯƠNG TRÌNH", "KẾ HOẠCH", "PHƯƠNG ÁN", "ĐỀ ÁN", "DỰ ÁN", "BÁO CÁO", "BIÊN BẢN",
    "TỜ TRÌNH", "HỢP ĐỒNG", "CÔNG ĐIỆN", "BẢN GHI NHỚ", "BẢN THỎA THUẬN", "GIẤY ỦY QUYỀN",
    "GIẤY MỜI", "GIẤY GIỚI THIỆU", "PHIẾU GỬI", "PHIẾU CHUYỂN", "PHIẾU BÁO", "NGHỊ ĐỊNH",
    "THÔNG TƯ", "CHỨNG CHỈ", "GIẤY CHỨNG NHẬN", "KẾT LUẬN",
)  # fmt: skip

# Recognition takes ố, ó, ô and o for one another, and ":" for ".", ";" or nothing.
_NUMBER = re.compile(
    r"(?:^|(?<=[\s|]))S[ốóôồỗo6]\s*[:.;,]?\s*(?P<number>[\dOol]{1,5}[a-zđ]?)\s*/\s*"
    r"(?:(?P<year>\d{4})\s*/\s*)?(?P<symbol>[A-ZĐƯ0-9][\wĐđ\-–.&]*(?:\s?[-–]\s?[A-ZĐƯ][\w&]*)*)"
)
_LABEL = re.compile(r"S[ốóôồỗo6]\s*[:.;,]")
_DATE = re.compile(
    r"ng[àaáâả]y\s*(?P<day>[\dOol]{1,2})\s*th[áaàâ]ng\s*(?P<month>[\dOol]{1,2})\s*"
    r"n[ăaâ]m\s*(?P<year>[\dOol]{4})",
    re.IGNORECASE,
)
_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1"})
#: The right half of the header: nation, motto, place and date; and lines that are only drawn.
_NATION = re.compile(
    r"C[ỘÔO]NG\s+H[ÒOÓ]A\s+X[ÃA]\s+H[ỘÔO]I.*|VI[ỆÊE]T\s+NAM$|Độc lập\s*[-–].*", re.IGNORECASE
)
_PARTY = re.compile(r"ĐẢNG CỘNG SẢN VIỆT NAM.*")
_CAPITALS = re.compile(r"[A-ZÀ-ỸĐ]{2}")
_DRAWN = re.compile(r"[\s\-_–—=*.|]*")
_LETTER = re.compile(r"(?:^|\s)V/[vV]:?\s*(?P<about>.+)")
_TEXT_BEGINS = re.compile(
    r"(?:Căn cứ|Thực hiện|Kính gửi|Xét |Theo |Ngày |Nhằm |Để |Triển khai|I\.|1\.|A\.|Điều|"
    r"Phần|Chương|Trên cơ sở|Tiếp tục)"
)
_AUTHORITY = re.compile(r"(?:GIÁM ĐỐC|CHỦ TỊCH|BỘ TRƯỞNG|CHÁNH|TRƯỞNG|ỦY BAN|UBND|HỘI ĐỒNG)\b")


def recognise(text: str) -> Recognised:
    """Return what the beginning of ``text`` says of the document.

    >>> found = recognise("SỞ NỘI VỤ\\nSố: 12/KH-SNV\\nTỉnh Mẫu, ngày 05 tháng 3 năm 2026\\n"
    ...                   "KẾ HOẠCH\\nCải cách hành chính năm 2026\\nCăn cứ …")
    >>> found.number, found.symbol, found.day.isoformat(), found.issuer, found.abstract
    ('12', 'KH-SNV', '2026-03-05', 'SỞ NỘI VỤ', 'Cải cách hành chính năm 2026')
    """
    head = text[:LONGEST_HEAD].replace("\u00a0", " ")
    lines = [" ".join(line.split()) for line in head.splitlines()]
    lines = [line for line in lines if line][:_LINES]
    at, numbered = _first(_NUMBER, lines)
    number, symbol = _number_and_symbol(numbered) if numbered else ("", "")
    return Recognised(
        number=number,
        symbol=symbol,
        day=_day(lines),
        issuer=_issuer(lines[: at + 1] if numbered else lines[:6]),
        abstract=_abstract(lines),
    )


def _first(form: re.Pattern[str], lines: list[str]) -> tuple[int, re.Match[str] | None]:
    for at, line in enumerate(lines):
        if match := form.search(line):
            return at, match
    return len(lines), None


def _number_and_symbol(match: re.Match[str]) -> tuple[str, str]:
    symbol = re.sub(r"\s*[-–]\s*", "-", match["symbol"]).strip(".-")
    if match["year"]:
        symbol = f"{match['year']}/{symbol}"
    return match["number"].translate(_DIGITS).lower(), symbol


def _day(lines: list[str]) -> date | None:
    """Return the date that stands beside a place; a date within a sentence is another's."""
    for line in lines:
        match = _DATE.search(line)
        if not match or _TEXT_BEGINS.match(line) or re.search(r"số\s*\S+/", line[: match.start()]):
            continue
        try:
            return date(*(int(match[part].translate(_DIGITS)) for part in ("year", "month", "day")))
        except ValueError:
            continue
    return None


def _issuer(lines: list[str]) -> str:
    """Return the issuing body: the last line in capitals above the number, in the left half.

    Above it stands the body it belongs to; a long name goes over two lines.
    """
    names: list[str] = []
    for line in lines:
        name = _PARTY.sub("", _NATION.sub("", _NUMBER.split(line)[0])).strip(" |*-–—_:")
        if _DRAWN.fullmatch(name) or _LABEL.match(name) or not _CAPITALS.search(name):
            continue
        if _DATE.search(name) or name in KINDS or sum(map(str.islower, name)) > len(name) // 4:
            continue
        names.append(name)
    if not names:
        return ""
    if len(names) > 1 and _goes_on(names[-2], names[-1]):
        return f"{names[-2]} {names[-1]}"
    return names[-1]


#: Words with which the name of a body begins; a line that begins otherwise goes on from the last.
_BODIES = re.compile(
    r"(?:S[ỞƠ]|BỘ|ỦY BAN|UỶ BAN|UBND|BAN|VĂN PHÒNG|PHÒNG|CHI CỤC|CỤC|TỔNG CỤC|THANH TRA|TRUNG TÂM|"
    r"HỘI ĐỒNG|HĐND|VỤ|VIỆN|TRƯỜNG|CÔNG AN|BẢO HIỂM|KHO BẠC|THUẾ|NGÂN HÀNG|TÒA ÁN|ĐẢNG|TỈNH ỦY|"
    r"CHÍNH PHỦ|THỦ TƯỚNG|TỔ|BỆNH VIỆN|CÔNG TY|QUỸ|HỘI|LIÊN|ĐOÀN|MẶT TRẬN)\b"
)


def _goes_on(above: str, below: str) -> bool:
    return bool(_BODIES.match(above)) and not _BODIES.match(below)


def _abstract(lines: list[str]) -> str:
    """Return the abstract: the lines below the kind, or after "V/v"."""
    for at, line in enumerate(lines):
        kind = next((kind for kind in KINDS if line.strip(" *:").startswith(kind)), "")
        rest = line.strip(" *:")[len(kind) :].strip()
        if kind and (not rest or rest[0].isupper() or rest.startswith(("về", "Về"))):
            below = _until_the_text(lines[at + 1 :])
            return " ".join([rest, *below] if rest else below)
        if about := _LETTER.search(line):
            tail = [] if _DATE.search(line) else _until_the_text(lines[at + 1 :], letter=True)
            return " ".join([about["about"], *tail])
    return ""


def _until_the_text(lines: list[str], *, letter: bool = False) -> list[str]:
    """Return the lines up to where the text begins, a drawn line, or an authority in capitals."""
    found: list[str] = []
    for line in lines[:6]:
        ends = _TEXT_BEGINS.match(line) or _AUTHORITY.match(line) or _DATE.search(line)
        if ends or (found and _DRAWN.fullmatch(line)) or (letter and _NATION.search(line)):
            break
        if not _DRAWN.fullmatch(line):
            found.append(line)
        if line.endswith((".", ":", ";")) and not letter:
            break
    return found
