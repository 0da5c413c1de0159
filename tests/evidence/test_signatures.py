"""T53: what each of fourteen signed files is worth, by the test's own certification authority."""

import hashlib
import io
from datetime import timedelta

import pikepdf
import pytest
from pyhanko.pdf_utils import generic

from openpar.evidence.signatures import Verdict, signatures_of, trusted
from tests.evidence.signing import NOW, YEAR, Authority, added, plain_pdf, signed

V = Verdict


@pytest.fixture(scope="module")
def parties():
    authority = Authority("CA của bài thử")
    old = authority.signer("Cán bộ mẫu 03", since=NOW - 4 * YEAR, until=NOW - 2 * YEAR)
    return {
        "authority": authority,
        "other": Authority("CA khác"),
        "head": authority.signer("Cán bộ mẫu 01"),
        "deputy": authority.signer("Cán bộ mẫu 02"),
        "old": old,
        "revoked": authority.signer("Cán bộ mẫu 04"),
    }


@pytest.fixture(scope="module")
def trust(parties, tmp_path_factory):
    lists = parties["authority"].revocations(parties["revoked"], since=NOW - YEAR)
    return trusted(parties["authority"].trusted_in(tmp_path_factory.mktemp("trust"), lists=lists))


def good(p):
    return signed(plain_pdf(), p["head"], p["authority"])


def two_signatures(p):
    return signed(good(p), p["deputy"], p["authority"], field="ChuKy2")


def signed_before_its_end(p):
    """The certificate has run out since; the time stamp proves that it was good then."""
    return signed(plain_pdf(), p["old"], p["authority"], stamped=NOW - 3 * YEAR)


def expired(p):
    return signed(plain_pdf(), p["old"], p["authority"], stamp=False)


def revoked(p):
    return signed(plain_pdf(), p["revoked"], p["authority"])


def unknown_authority(p):
    return signed(plain_pdf(), p["other"].signer("Người lạ"), p["other"])


def no_time_stamp(p):
    return signed(plain_pdf(), p["head"], p["authority"], stamp=False)


def byte_changed(p):
    return good(p).replace(b"Ke hoach cai", b"Ke hoach sai")


def page_replaced(p):
    """Shadow attack, replace: an update puts another content in place of the signed one."""

    def change(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        font = b"BT /F1 14 Tf 72 700 Td (Dat 100 diem) Tj ET"
        page[generic.pdf_name("/Contents")] = writer.add_object(
            generic.StreamObject(stream_data=font)
        )
        writer.update_container(page)

    return added(good(p), change)


def content_hidden(p):
    """Shadow attack, hide: an update lays a white picture over the signed text."""

    def change(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        cover = writer.add_object(generic.StreamObject(stream_data=b"1 g 0 0 595 842 re f"))
        page[generic.pdf_name("/Contents")] = generic.ArrayObject(
            [page.raw_get("/Contents"), cover]
        )
        writer.update_container(page)

    return added(good(p), change)


def note_added(p):
    """An annotation over the page after signing."""

    def change(writer):
        page = writer.root["/Pages"]["/Kids"][0]
        note = generic.DictionaryObject({
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject(
                [generic.NumberObject(n) for n in (72, 690, 400, 720)]
            ),
            generic.pdf_name("/Contents"): generic.pdf_string("100 diem"),
        })  # fmt: skip
        page["/Annots"].append(writer.add_object(note))
        writer.update_container(page)

    return added(good(p), change)


def range_widened(p):
    """Universal forgery: the range of signed bytes is no longer one."""
    content = good(p)
    start = content.index(b"/ByteRange")
    end = content.index(b"]", start) + 1
    empty = b"/ByteRange [null]"
    return content[:start] + empty.ljust(end - start) + content[end:]


def signature_wrapped(p):
    """Wrapping: signed bytes are repeated behind the end, and the range points to them."""
    content = good(p)
    start = content.index(b"/ByteRange")
    end = content.index(b"]", start) + 1
    first, length, second, rest = (
        int(n) for n in content[start:end].split(b"[")[1].strip(b" ]").split()
    )
    behind = len(content) + 100
    numbers = f"/ByteRange [{first} {length} {behind} {rest}]".encode()
    forged = content[:start] + numbers.ljust(end - start) + content[end:]
    return forged.ljust(behind) + content[second : second + rest]


def unsigned(p):
    return plain_pdf()


SAMPLES = [
    (good, [V.VALID]),
    (two_signatures, [V.VALID, V.VALID]),
    (signed_before_its_end, [V.VALID]),
    (no_time_stamp, [V.TIME_UNPROVEN]),
    (expired, [V.EXPIRED]),
    (revoked, [V.REVOKED]),
    (unknown_authority, [V.UNKNOWN_SIGNER]),
    (byte_changed, [V.CHANGED]),
    (page_replaced, [V.CHANGED]),
    (content_hidden, [V.CHANGED]),
    (note_added, [V.CHANGED]),
    (range_widened, [V.NOT_CHECKABLE]),
    (signature_wrapped, [V.CHANGED]),
    (unsigned, []),
]


@pytest.mark.parametrize(("sample", "verdicts"), SAMPLES)
def test_the_table_of_verdicts_is_exact_and_no_byte_changes(
    sample, verdicts, parties, trust, tmp_path
):
    file = tmp_path / "ke-hoach.pdf"
    file.write_bytes(sample(parties))
    before = hashlib.sha256(file.read_bytes()).hexdigest()

    found = signatures_of(file, trust)

    assert [one.verdict for one in found] == verdicts
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


def test_there_are_fourteen_samples():
    assert len(SAMPLES) == 14


def test_a_signature_names_its_signer_and_its_proven_time(parties, trust, tmp_path):
    file = tmp_path / "ke-hoach.pdf"
    file.write_bytes(good(parties))
    (one,) = signatures_of(file, trust)
    assert (one.signer, one.organisation) == ("Cán bộ mẫu 01", "Sở Mẫu")
    assert one.proven
    assert one.signed_at == NOW.isoformat()
    assert one.revocation_known  # the folder holds the authority's list


def test_without_a_list_of_revoked_certificates_the_verdict_says_so(parties, tmp_path):
    file = tmp_path / "ke-hoach.pdf"
    file.write_bytes(good(parties))
    bare = trusted(parties["authority"].trusted_in(tmp_path / "trust"))
    (one,) = signatures_of(file, bare)
    assert one.verdict == V.VALID
    assert not one.revocation_known


def test_without_trust_nobody_is_known(parties, tmp_path):
    file = tmp_path / "ke-hoach.pdf"
    file.write_bytes(good(parties))
    (one,) = signatures_of(file, trusted(tmp_path / "absent"))
    assert one.verdict == V.UNKNOWN_SIGNER
    assert one.signer == "Cán bộ mẫu 01"


def test_a_revocation_after_the_proven_time_leaves_the_signature_good(parties, tmp_path):
    lists = parties["authority"].revocations(parties["revoked"], since=NOW - timedelta(days=10))
    trust = trusted(parties["authority"].trusted_in(tmp_path / "trust", lists=lists))
    file = tmp_path / "ke-hoach.pdf"
    file.write_bytes(
        signed(plain_pdf(), parties["revoked"], parties["authority"], stamped=NOW - YEAR)
    )
    (one,) = signatures_of(file, trust)
    assert one.verdict == V.VALID


def test_a_folder_with_something_else_in_it_is_refused(tmp_path):
    (tmp_path / "goc.pem").write_text("không phải chứng thư")
    with pytest.raises(ValueError, match=r"goc\.pem"):
        trusted(tmp_path)


def test_a_file_locked_by_a_password_cannot_be_checked_and_blocks_nothing(parties, trust, tmp_path):
    file = tmp_path / "khoa.pdf"
    with pikepdf.open(io.BytesIO(plain_pdf())) as opened:
        opened.save(file, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert signatures_of(file, trust) == []
