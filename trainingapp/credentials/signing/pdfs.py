"""The credential in a PDF. The signature over the whole file is looked at before anything else of it is.

What we have not signed as a whole is never opened: attachments, object streams and pages of strangers stay shut.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import pypdfium2 as pdfium
from asn1crypto import cms, pem, x509
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from trainingapp.credentials.models.verifiable import IssuerKey
from trainingapp.credentials.signing.screen import MOST_BYTES, Screened

NAME = "credential.json"
RANGE = re.compile(rb"/ByteRange \[(\d{1,9}) (\d{1,9}) (\d{1,9}) (\d{1,9})\]")
MOST_SIGNATURE = 64 * 1024  # hexadecimal letters


def read_pdf(pdf: bytes, keys: Sequence[IssuerKey]) -> tuple[str, IssuerKey]:
    """The credential in a PDF, and the key that signed the whole file. :raises Screened: none of ours did."""
    content, signature = _split(pdf)
    key = _find_signer(signature, hashlib.sha256(content).digest(), keys)
    if key is None:
        raise Screened("paper-foreign")
    return _attached(pdf), key


def _split(pdf: bytes) -> tuple[bytes, bytes]:
    """All of the file but the gap that its range names, and the signature in the gap."""
    ranges = RANGE.findall(pdf)
    if len(ranges) != 1:
        raise Screened("paper-foreign")
    first, second = (int(number) for number in ranges[0][1:3])
    packed = pdf[first:second]
    if not 2 < len(packed) <= MOST_SIGNATURE or packed[:1] + packed[-1:] != b"<>":
        raise Screened("paper-foreign")
    try:
        return pdf[:first] + pdf[second:], bytes.fromhex(packed[1:-1].decode("ascii"))
    except ValueError:
        raise Screened("paper-foreign") from None


def _find_signer(signature: bytes, digest: bytes, keys: Sequence[IssuerKey]) -> IssuerKey | None:
    """The key of ours whose certificate checks the signature; certificates inside of it are not looked at."""
    try:
        signed = cms.ContentInfo.load(signature)["content"]
        signer = signed["signer_infos"][0]
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        raise Screened("paper-foreign") from None
    for key in keys:
        _, _, der = pem.unarmor((key.certificate or "").encode())
        if _fits(signer, x509.Certificate.load(der), digest):
            return key
    return None


def _fits(signer: cms.SignerInfo, certificate: x509.Certificate, digest: bytes) -> bool:
    try:
        is_intact, is_valid = validate_sig_integrity(
            signer, certificate, expected_content_type="data", actual_digest=digest
        )
    except (SignatureValidationError, ValueError, TypeError, KeyError, IndexError):
        return False
    return is_intact and is_valid


def _attached(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    try:
        for number in range(min(document.count_attachments(), 5)):
            one = document.get_attachment(number)
            if one.get_name() == NAME:
                return bytes(one.get_data())[: MOST_BYTES + 1].decode()
    finally:
        document.close()
    raise Screened("paper-foreign")
