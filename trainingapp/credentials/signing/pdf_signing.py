"""The signature over a whole PDF (PAdES), made by pyHanko with a certificate whose issuer is the site itself."""

from __future__ import annotations

from io import BytesIO

from asn1crypto import pem, x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from trainingapp.credentials.models.verifiable import IssuerKey
from trainingapp.credentials.signing.jwks import open_private

RESERVED = 8192  # hexadecimal letters for the signature; measuring it would mean signing twice


def sign_pdf(pdf: bytes, key: IssuerKey) -> bytes:
    """The PDF with a certifying signature: nothing may be changed afterwards."""
    _, _, der = pem.unarmor((key.certificate or "").encode())
    private = open_private(key).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(der),
        signing_key=PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
    said = PdfSignatureMetadata(
        field_name="Signature",
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    signed = PdfSigner(said, signer).sign_pdf(
        IncrementalPdfFileWriter(BytesIO(pdf)), bytes_reserved=RESERVED
    )
    return bytes(signed.getvalue())
