"""Credentials as PDFs, by modules that are loaded when they are first called.

The library behind them takes a tenth of the time in which the whole program loads, and few readers need it.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from trainingapp.credentials.models.verifiable import IssuerKey


def sign_pdf(pdf: bytes, key: IssuerKey) -> bytes:
    """The PDF with a certifying signature: nothing may be changed afterwards."""
    signed: bytes = import_module("trainingapp.credentials.signing.pdf_signing").sign_pdf(pdf, key)
    return signed


def read_pdf(pdf: bytes, keys: Sequence[IssuerKey]) -> tuple[str, IssuerKey]:
    """The credential in a PDF, and the key that signed the whole file. :raises Screened: none of ours did."""
    found: tuple[str, IssuerKey] = import_module("trainingapp.credentials.signing.pdfs").read_pdf(
        pdf, keys
    )
    return found
