"""A certification authority of the tests' own, and PDF files signed by it in fourteen ways."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime.now(UTC).replace(microsecond=0)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Party:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def asn1(self) -> asn1_x509.Certificate:
        """The certificate as pyHanko takes it."""
        return asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))

    @property
    def asn1_key(self) -> asn1_keys.PrivateKeyInfo:
        """The key as pyHanko takes it."""
        return asn1_keys.PrivateKeyInfo.load(
            self.key.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


class Authority:
    """A root with its signers, its time stamps and its list of revoked certificates."""

    def __init__(self, name: str) -> None:
        self.root = self._issued(name, ca=True)
        self.stamper = self._issued(f"{name}: dấu thời gian", stamps=True)

    def signer(self, name: str, *, since: datetime | None = None, until: datetime | None = None):
        """Return a signer of an invented body."""
        return self._issued(name, since=since, until=until)

    def _issued(self, name, *, ca=False, stamps=False, since=None, until=None) -> Party:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        subject = x509.Name([
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sở Mẫu"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ])  # fmt: skip
        issuer = subject if ca else self.root.certificate.subject
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since or NOW - 5 * YEAR)
            .not_valid_after(until or NOW + 5 * YEAR)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=not ca, content_commitment=not ca, key_encipherment=False,
                    data_encipherment=False, key_agreement=False, key_cert_sign=ca, crl_sign=ca,
                    encipher_only=False, decipher_only=False,
                ),
                critical=True,
            )
        )  # fmt: skip
        if stamps:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        return Party(builder.sign(key if ca else self.root.key, hashes.SHA256()), key)

    def revocations(self, *revoked: Party, since: datetime) -> bytes:
        """Return a list of revoked certificates in DER."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.root.certificate.subject)
            .last_update(NOW - timedelta(days=1))
            .next_update(NOW + timedelta(days=30))
        )
        for party in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(party.certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(since).build())
        made = builder.sign(self.root.key, hashes.SHA256())
        return made.public_bytes(serialization.Encoding.DER)

    def trusted_in(self, folder: Path, *, lists: bytes = b"") -> Path:
        """Write the folder of trust: the root, and a list of revoked certificates."""
        folder.mkdir(exist_ok=True)
        pem = self.root.certificate.public_bytes(serialization.Encoding.PEM)
        (folder / "goc.pem").write_bytes(pem)
        if lists:
            (folder / "thu-hoi.crl").write_bytes(lists)
        return folder


def plain_pdf(text: str = "Ke hoach cai cach hanh chinh") -> bytes:
    """A page with one line of text."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = made.make_stream(f"BT /F1 14 Tf 72 700 Td ({text}) Tj ET".encode())
    out = io.BytesIO()
    made.save(out, compress_streams=False)
    return out.getvalue()


def signed(
    content: bytes,
    signer: Party,
    authority: Authority,
    *,
    stamped: datetime | None = None,
    field: str = "ChuKy1",
    stamp: bool = True,
) -> bytes:
    """Return ``content`` with one signature more; ``stamped``: the moment of its time stamp."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    fields.append_signature_field(
        writer, fields.SigFieldSpec(field, box=(300, 60 + 60 * int(field[-1]), 520, 110))
    )
    store = SimpleCertificateStore()
    store.register(authority.root.asn1)
    keyed = signers.SimpleSigner(signer.asn1, signer.asn1_key, store)
    stamper = DummyTimeStamper(
        authority.stamper.asn1, authority.stamper.asn1_key, store, fixed_dt=stamped or NOW
    )
    out = signers.sign_pdf(
        writer,
        signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256"),
        signer=keyed,
        timestamper=stamper if stamp else None,
    )
    return out.getvalue()


def added(content: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """Return ``content`` with an update appended, as a program saves after signing."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
