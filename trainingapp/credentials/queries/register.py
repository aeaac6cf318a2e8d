"""The public register: who consented to be found, and the one look-up by full name and last four together."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.degrees import RecordStatus
from trainingapp.credentials.models.sharing import RegisterEntry
from trainingapp.credentials.queries.names import find_verified_name
from trainingapp.extensions import db
from trainingapp.rules.sharing import mask_name, varies
from trainingapp.web.vault import blind_index

PURPOSE = "credentials.register"
TEXT_VERSION = "2026-11"  # of the words on the page of the consent
DOTS = str.maketrans(
    dict.fromkeys("•‧・∙⋅●．.˙᛫", "·")
)  # between the parts of a name, as keyboards write it
VERIFIED = (RecordStatus.VERIFIED, RecordStatus.AUTHORITY)


@dataclass(frozen=True, slots=True)
class Found:
    """What the register says of somebody: a masked name and their certificate."""

    name: str
    certificate: NationalCertificate


def lookup_of(name: str, last4: str) -> str:
    """The keyed hash of a full name and the last four characters of a certificate's number."""
    known = "".join(unicodedata.normalize("NFKC", name).split()).casefold().translate(DOTS)
    plain = "".join(sign for sign in known if not varies(sign))
    digits = "".join(unicodedata.normalize("NFKC", last4).split()).upper()
    return blind_index(f"{plain}|{digits}", PURPOSE)


def search(name: str, last4: str) -> Found | None:
    """The verified certificate of somebody who consented, by both together.

    One statement whether there is nobody of this name or nobody who consented: who did not has no `lookup`.
    """
    lookup = lookup_of(name, last4)
    query = (
        select(RegisterEntry)
        .join(RegisterEntry.certificate)
        .where(RegisterEntry.lookup == lookup, NationalCertificate.status.in_(VERIFIED))
        .options(contains_eager(RegisterEntry.certificate))
        .order_by(RegisterEntry.id.desc())
    )
    entry = db.session.scalars(query.limit(1)).one_or_none()
    if entry is None or entry.certificate is None:
        return None
    known = find_verified_name(entry.user_id)
    if known is None or lookup_of(known, entry.certificate.number_last4 or "") != lookup:
        return None  # the name or the number was verified anew and is another
    return Found(mask_name(known), entry.certificate)


def list_entries(user_id: int) -> Sequence[RegisterEntry]:
    """Every consent that somebody ever gave, the newest first."""
    query = select(RegisterEntry).where(RegisterEntry.user_id == user_id)
    query = query.options(joinedload(RegisterEntry.certificate))
    return db.session.scalars(query.order_by(RegisterEntry.id.desc())).all()


def list_enterable(user_id: int) -> Sequence[NationalCertificate]:
    """Somebody's verified certificates whose number is known, in the order they were entered."""
    query = select(NationalCertificate).where(
        NationalCertificate.user_id == user_id,
        NationalCertificate.status.in_(VERIFIED),
        NationalCertificate.number_last4.is_not(None),
    )
    return db.session.scalars(query.order_by(NationalCertificate.id)).all()
