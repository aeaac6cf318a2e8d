"""What a registrar has confirmed, as the document that the site signs; people and papers stand in it as digests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from trainingapp.accounts.models import User
from trainingapp.credentials.models.batches import DegreeBatch
from trainingapp.credentials.signing.attesting import STATEMENT, canonical, is_signed, write_jws
from trainingapp.credentials.signing.keys import Issuer, read_multikey
from trainingapp.rules.credential_stamps import stamp
from trainingapp.rules.graduates import Graduate
from trainingapp.web.vault import blind_index

DIGEST = "degree_batch.document"


class Paper(Protocol):
    """What a row brought."""

    @property
    def row(self) -> int: ...
    @property
    def graduate(self) -> Graduate: ...
    @property
    def kind(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def day(self) -> Any: ...


def build_document(
    batch: DegreeBatch, papers: Iterable[Paper], *, registrar: User, issuer: Issuer, now: datetime
) -> str:
    """The canonical JSON of a confirmed sheet, with the university and the registrar by name."""
    return canonical(
        {
            "type": "degree-batch/1",
            "statement": STATEMENT,
            "platform": {"id": issuer.did, "name": issuer.name, "url": issuer.base},
            "university": {
                "id": batch.organisation_id,
                "name": batch.organisation.name,
                "credit_code": batch.organisation.credit_code,
            },
            "confirmed_by": {"account": registrar.id, "name": registrar.display_name},
            "confirmed_at": stamp(now),
            "batch": batch.id,
            "file_sha256": batch.file_sha256,
            "papers": [_paper(paper) for paper in papers],
        }
    )


def _paper(paper: Paper) -> dict[str, Any]:
    """A paper without a name or number in it: digests under the site's own key, which nobody else can try out."""
    graduate = paper.graduate
    return {
        "row": paper.row,
        "name": blind_index(graduate.name, DIGEST),
        "person": blind_index(graduate.id_number, DIGEST) if graduate.id_number else None,
        "number": blind_index(paper.number, DIGEST),
        "kind": str(paper.kind),
        "level": str(graduate.level),
        "major": graduate.major,
        "code": graduate.major_code,
        "catalogue": graduate.catalogue,
        "mode": str(graduate.mode),
        "enrolled_on": str(graduate.enrolled_on),
        "awarded_on": str(paper.day),
    }


def method_of(batch: DegreeBatch) -> str:
    """The address of the key that signed, as it was then."""
    assert batch.issuer_key is not None
    return f"{json.loads(batch.document)['platform']['id']}#{batch.issuer_key.public}"


def fits_signature(batch: DegreeBatch) -> bool:
    """Whether the document is still what was signed."""
    assert batch.issuer_key is not None
    public = read_multikey(batch.issuer_key.public)
    return is_signed(batch.document, batch.signature, public, method=method_of(batch))


def write_signed(batch: DegreeBatch) -> str:
    """The signed document as a file."""
    return write_jws(batch.document, batch.signature, method=method_of(batch))
