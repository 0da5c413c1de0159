"""Digital signatures in a PDF: who signed, when, and what that is worth. Runs confined.

    python -m openpar.evidence.signatures FILE FOLDER

FOLDER holds the certificates that this installation trusts (PEM or DER: *.pem, *.crt, *.cer) and
lists of revoked ones (*.crl). Nothing is ever fetched: what the folder and the file do not hold is
not known, and the verdict says so. The file is opened for reading only. No Django here.
"""

import dataclasses
import json
import logging
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from asn1crypto import crl, x509
from asn1crypto import pem as armour
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute
from pyhanko.sign.validation import PdfSignatureStatus, validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext


class Verdict(StrEnum):
    """What a signature is worth. Only the first one is a good signature without anything more."""

    VALID = "valid"
    TIME_UNPROVEN = "time_unproven"
    UNKNOWN_SIGNER = "unknown_signer"
    CHANGED = "changed"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature. ``signed_at``: by the time stamp if ``proven``, else as the signer's machine.

    ``revocation_known``: whether lists or answers at hand tell that no certificate was revoked.
    """

    verdict: Verdict
    signer: str = ""
    organisation: str = ""
    signed_at: str = ""
    proven: bool = False
    revocation_known: bool = False


@dataclass(frozen=True, slots=True)
class Trust:
    """What this installation trusts: roots, certificates between them and signers, lists."""

    roots: list[x509.Certificate] = field(default_factory=list)
    between: list[x509.Certificate] = field(default_factory=list)
    revoked: list[crl.CertificateList] = field(default_factory=list)


#: Signers' certificates say "digital signature", "non repudiation", or both.
_USAGE = KeyUsageConstraints(
    key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False
)
_CARRIED = "adobe_revocation_info_archival"
_OUT_OF_DATE = (
    AdESIndeterminate.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
)


def trusted(folder: Path) -> Trust:
    """Read the folder of certificates; a certificate that has signed itself is a root.

    Raises
    ------
    ValueError
        A file is no certificate and no list: half a folder must not pass for a whole one.
    """
    trust = Trust()
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            _take(file, trust)
        except ValueError as error:
            raise ValueError(f"{file.name}: {error}") from None
    return trust


def _take(file: Path, trust: Trust) -> None:
    if file.suffix.lower() in (".pem", ".crt", ".cer"):
        for der in _blocks(file):
            certificate = x509.Certificate.load(der)
            own = certificate.issuer == certificate.subject
            (trust.roots if own else trust.between).append(certificate)
    elif file.suffix.lower() == ".crl":
        trust.revoked.extend(crl.CertificateList.load(der) for der in _blocks(file))


def _blocks(file: Path) -> Iterator[bytes]:
    content = file.read_bytes()
    if armour.detect(content):
        yield from (der for _name, _headers, der in armour.unarmor(content, multiple=True))
    else:
        yield content


def signatures_of(path: Path, trust: Trust) -> list[Signature]:
    """Return the signatures of a PDF, oldest first; none if it is not signed.

    A file so damaged or forged that its signatures cannot even be listed has one that cannot be
    checked.
    """
    with path.open("rb") as stream:
        try:
            reader = PdfFileReader(stream, strict=False)
            embedded = list(reader.embedded_regular_signatures)
            known = _known(reader, trust)
        except Exception:  # whatever a forged file makes the parser meet
            return [Signature(Verdict.NOT_CHECKABLE)] if _claims_a_signature(path) else []
        return [_judged(one, known) for one in embedded]


def _claims_a_signature(path: Path) -> bool:
    content = path.read_bytes()
    return b"/ByteRange" in content or b"/Type/Sig" in content or b"/Type /Sig" in content


def _known(reader: PdfFileReader, trust: Trust) -> dict[str, list[object]]:
    """Return certificates, lists and answers at hand: the folder's, and those the file carries."""
    known: dict[str, list[object]] = {
        "trust_roots": list(trust.roots),
        "other_certs": list(trust.between),
        "crls": list(trust.revoked),
        "ocsps": [],
    }
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return known
    carried = store.as_validation_context({"trust_roots": trust.roots}, include_revinfo=True)
    known["other_certs"] += list(store.load_certs())
    known["crls"] += list(carried.crls)
    known["ocsps"] += list(carried.ocsps)
    return known


def _judged(one: EmbeddedPdfSignature, known: Mapping[str, list[object]]) -> Signature:
    try:
        return _judge(one, known)
    except Exception:  # a forged signature must not keep the others from being judged
        return Signature(Verdict.NOT_CHECKABLE)


def _judge(one: EmbeddedPdfSignature, known: Mapping[str, list[object]]) -> Signature:
    known = {**known, **_carried(one, known)}
    status, revocation_known = _status(one, known, None)
    stamp = status.timestamp_validity
    proven = bool(stamp and stamp.valid and stamp.intact and stamp.trusted)
    moment = stamp.timestamp if stamp and proven else None
    if moment:  # a certificate that has run out since was good when it signed
        status, revocation_known = _status(one, known, moment)
    certificate = one.signer_cert.subject.native
    signed_at = moment or status.signer_reported_dt
    return Signature(
        verdict=_verdict(status, _names(one), proven=proven),
        signer=str(certificate.get("common_name", "")),
        organisation=_last(certificate.get("organization_name", "")),
        signed_at=signed_at.astimezone(UTC).isoformat() if signed_at else "",
        proven=proven,
        revocation_known=revocation_known,
    )


def _last(value: object) -> str:
    return str(value[-1] if isinstance(value, list) else value)


def _carried(one: EmbeddedPdfSignature, known: Mapping[str, list[object]]) -> dict[str, list]:
    """Return with what the signature itself carries on revocation (the form of Adobe)."""
    try:
        carried = find_unique_cms_attribute(one.signer_info["signed_attrs"], _CARRIED)
    except NonexistentAttributeError:
        return {}
    return {
        "ocsps": [*known["ocsps"], *(carried["ocsp"] or ())],
        "crls": [*known["crls"], *(carried["crl"] or ())],
    }


def _status(
    one: EmbeddedPdfSignature, known: Mapping[str, list[object]], moment: datetime | None
) -> tuple[PdfSignatureStatus, bool]:
    """Validate as things stood at ``moment`` (now, if none is given); is revocation known?

    Asked first with revocation required: lists at hand count, whether or not a certificate names
    one. Only if they tell nothing, the chain is judged without them.
    """
    status = _validated(one, known, moment, "require")
    if status.trusted or status.revoked:
        return status, True
    return _validated(one, known, moment, "soft-fail"), False


def _validated(
    one: EmbeddedPdfSignature,
    known: Mapping[str, list[object]],
    moment: datetime | None,
    revocation: str,
) -> PdfSignatureStatus:
    def context(at: datetime | None, mode: str) -> ValidationContext:
        return ValidationContext(
            **known,
            moment=at,
            allow_fetching=False,
            revocation_mode=mode,
            retroactive_revinfo=at is not None,
        )

    return validate_pdf_signature(
        one, context(moment, revocation), context(None, "soft-fail"), key_usage_settings=_USAGE
    )


def _names(one: EmbeddedPdfSignature) -> set[str]:
    """Return the names of all fields that hold a signature."""
    return {each.field_name for each in one.reader.embedded_signatures}


def _verdict(status: PdfSignatureStatus, signatures: set[str], *, proven: bool) -> Verdict:
    """The table of verdicts, gravest first."""
    if not (status.intact and status.valid) or _changed_since(status, signatures):
        return Verdict.CHANGED
    if status.revoked:
        return Verdict.REVOKED
    if status.trust_problem_indic in _OUT_OF_DATE:
        return Verdict.EXPIRED
    if not status.trusted:
        return Verdict.UNKNOWN_SIGNER
    return Verdict.VALID if proven else Verdict.TIME_UNPROVEN


def _changed_since(status: PdfSignatureStatus, signatures: set[str]) -> bool:
    """Whether more was added after signing than further signatures and proofs of time."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return False
    change = status.diff_result
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION:
        return True
    if not isinstance(change, DiffResult) or not status.docmdp_ok:
        return True
    if change.modification_level > ModificationLevel.FORM_FILLING:
        return True
    return not change.changed_form_fields <= signatures


def main(arguments: list[str]) -> None:
    """Write the signatures of the file as JSON."""
    logging.disable(logging.CRITICAL)  # the validator tells of each certificate it does not know
    path, folder = map(Path, arguments)
    found = signatures_of(path, trusted(folder))
    sys.stdout.write(json.dumps([dataclasses.asdict(one) for one in found], ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
