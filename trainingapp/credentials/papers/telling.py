"""What a sheet or a picture says of a credential: taken from the signed document alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from trainingapp.credentials.kinds import NOT_NATIONAL, Claim, achievement_of
from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.signing.keys import Issuer
from trainingapp.rules.credential_stamps import read_stamp
from trainingapp.web.i18n import SHANGHAI

RECORD = {"zh": "学习记录", "en": "Learning record"}
STATEMENT = {"zh": "核验说明", "en": "Verification statement"}
EYEBROWS = {
    "mock": {"zh": "练习记录", "en": "Record of practice"},
    "bundle": {"zh": "记录汇编", "en": "Collection of records"},
    "eligibility": {"zh": "资格衔接说明", "en": "Statement of eligibility"},
}
CLAIMS = {
    Claim.ISSUED_BY_US: {
        "zh": "由本平台出具：本平台自己证明",
        "en": "Issued by this platform: it says so itself.",
    },
    Claim.VERIFIED_BY_US: {
        "zh": "由本平台核验：他人证明，本平台核对过",
        "en": "Said by somebody else and verified by this platform.",
    },
    Claim.ISSUED_BY_AUTHORITY: {
        "zh": "由发证机关出具",
        "en": "Issued by the authority itself.",
    },
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The texts of a sheet, and the document that is attached to it."""

    told: dict[str, Any]
    document: str
    link: str
    issued_at: datetime


def tell(credential: Credential, document: Mapping[str, Any], issuer: Issuer) -> Sheet:
    """What the sheet of a credential says, in both languages."""
    one = achievement_of(document)
    said = one.get("criteria")
    text = str(said.get("narrative", "")) if isinstance(said, dict) else ""
    until = read_stamp(document.get("validUntil"))
    link = f"{issuer.base}/v/{credential.short_code}"
    told = {
        "eyebrow": _eyebrow(credential),
        "title": {"zh": "", "en": "", **credential.title},
        "holder": document["credentialSubject"]["identifier"][0]["identityHash"],
        "text": text,
        "issued_on": f"{credential.issued_at.astimezone(SHANGHAI):%Y-%m-%d}",
        "until": _last_day(until) if until else None,
        "issuer": document["issuer"]["name"],
        "did": issuer.did,
        "claim": CLAIMS[Claim(credential.claim)],
        "code": credential.short_code,
        "link": link,
        "verify": f"{issuer.base}/verify",
        "disclaimer": str(one.get("description", "")).removeprefix(text) or NOT_NATIONAL,
    }
    return Sheet(told, credential.document, link, credential.issued_at.replace(microsecond=0))


def _eyebrow(credential: Credential) -> dict[str, str]:
    if credential.kind in EYEBROWS:
        return EYEBROWS[credential.kind]
    return STATEMENT if credential.claim == Claim.VERIFIED_BY_US else RECORD


def _last_day(end: datetime) -> str:
    """The last Shanghai day before an end, which is no longer part of it."""
    return f"{(end - timedelta(seconds=1)).astimezone(SHANGHAI):%Y-%m-%d}"
