"""How kinds, states, checks and their reasons are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from trainingapp.credentials.kinds import achievement_of

KINDS = {
    "course": _("Course completion"),
    "education": _("Minutes of continuing education"),
    "mock": _("Practice: mock exam score"),
    "degree": _("Verification note on a degree"),
    "certificate": _("Verification note on a national certificate"),
    "eligibility": _("Eligibility statement"),
    "bundle": _("Collection of credentials"),
}

_RECORD = _("A learning record of this platform. It is not a national professional certificate.")
LEADS = {
    "course": _RECORD,
    "education": _RECORD,
    "mock": _(
        "A practice score. It is no result of the national exam and no national professional certificate."
    ),
    "degree": _(
        "A note that we have verified a degree. It is neither the diploma nor a national professional certificate."
    ),
    "certificate": _(
        "A note that we have verified a certificate. It is not the national professional certificate itself."
    ),
    "eligibility": _(
        "What follows from verified records and the rules named. It is no admission to the exam and no "
        "national professional certificate."
    ),
    "bundle": _(
        "Credentials that their holder has put together. It is not a national professional certificate."
    ),
}

CLAIMS = {
    "issued_by_us": _("Issued by us: this platform itself says so."),
    "verified_by_us": _("Verified by us: somebody else says so, and we have checked it."),
    "issued_by_authority": _("Issued by the authority itself."),
}

STATES = {
    "issued": _("Holds"),
    "revoked": _("Revoked"),
    "superseded": _("Replaced"),
    "expired": _("Expired"),
}
STATE_TONES = {
    "issued": "success",
    "revoked": "danger",
    "superseded": "warning",
    "expired": "neutral",
}

EVENTS = {
    "issued": _("Issued"),
    "revoked": _("Revoked"),
    "superseded": _("Replaced"),
    "opened": _("Public page opened"),
    "closed": _("Public page closed"),
}

KEY_KINDS = {
    "proof": _("Credentials and lists (Ed25519)"),
    "badge": _("Open Badges tokens (RS256)"),
    "token": _("W3C tokens (ES256)"),
    "paper": _("PDFs (RSA, with a certificate that the site has made itself)"),
}

KEY_STATES = {
    "next": _("Published, signs soon"),
    "active": _("Signs"),
    "retired": _("Signs no more, still verifies"),
    "compromised": _("Given up for lost"),
}
KEY_TONES = {"next": "info", "active": "success", "retired": "neutral", "compromised": "danger"}

CHECKS = {
    "form": _("Readable"),
    "paper": _("The PDF as a whole"),
    "signature": _("Signature"),
    "issuer": _("Issuer"),
    "record": _("In our register"),
    "status": _("Status"),
    "validity": _("Dates"),
    "claim": _("Whose word it is"),
    "parts": _("What it contains"),
}

OUTCOMES = {"passed": _("Passed"), "failed": _("Not passed"), "unknown": _("Not checked")}
OUTCOME_TONES = {"passed": "success", "failed": "danger", "unknown": "warning"}

WHY = {
    "readable": _("It is a credential that can be read."),
    "given": _("It is a credential that can be read."),
    "not-looked-at": _("This was not looked at, because the document was refused before."),
    "signed": _("Signed with our key, and nothing was changed since."),
    "signature": _("The signature does not fit: something was changed, or somebody else signed."),
    "foreign-key": _("It was signed with a key that is not ours."),
    "compromised": _("We have given up the key that signed it."),
    "no-proof": _("It carries no signature."),
    "proofs": _("It must carry exactly one signature."),
    "proof-shape": _("Its signature is not written as the standard asks."),
    "suite": _("Its kind of signature is not accepted here."),
    "purpose": _("The signature was made for another purpose."),
    "unsigned": _("It holds something that no signature covers."),
    "us": _("It names this platform as its issuer."),
    "somebody-else": _("It does not name this platform as its issuer; we vouch for our own only."),
    "ours": _("It is exactly the document that we issued."),
    "not-ours": _("We have not issued this document, or not in this form."),
    "holds": _("It has been neither revoked nor replaced."),
    "revoked": _("It was revoked."),
    "superseded": _("It was replaced by a correction."),
    "no-status": _("It names no list of ours in which its status could be looked up."),
    "in-time": _("It is valid today."),
    "not-yet": _("It is not valid yet."),
    "expired": _("It has expired."),
    "no-dates": _("Its dates cannot be read."),
    "no-claim": _("It does not say whose word it is."),
    "parts-hold": _("Every credential in it is one of ours and holds."),
    "parts-ended": _("A credential in it was revoked or replaced, or has expired."),
    "parts-foreign": _("It contains something that we have not issued."),
    **CLAIMS,
    "claims": _("What the token says outside differs from what the credential says inside."),
    "paper-signed": _(
        "The file is exactly as we signed it, so its page says what is checked here."
    ),
    # what is not even looked at
    "size": _("It is larger than 128 KB."),
    "json": _("This is no JSON document."),
    "object": _("This is no JSON object."),
    "depth": _("It is nested too deeply."),
    "duplicate": _("It says one thing twice, so two readers could read it differently."),
    "number": _("It holds a number that not every reader writes alike."),
    "context": _("It names a vocabulary that we do not know. We open no addresses."),
    "name": _("It holds a name that no credential of ours has."),
    "nodes": _("It holds more parts than any credential of ours."),
    "text": _("It holds a text that is too long."),
    "characters": _("It holds characters that cannot be seen or can be mistaken."),
    "kind": _("This is no credential of the kind that we issue."),
    "size-file": _("It is larger than 1 MB."),
    "token": _("This is no token that can be read."),
    "token-header": _("Its header is not one of ours. We use no key that a token brings along."),
    "picture": _("This picture is damaged."),
    "picture-empty": _("There is no credential in this picture. Some apps strip it: use the link."),
    "picture-several": _("There are several credentials in this picture."),
    "picture-packed": _("The credential in this picture is packed, which the standard forbids."),
    "picture-entities": _("This picture declares things that no picture of ours does."),
    "paper-foreign": _(
        "This PDF is not as we signed it, so we do not look inside. Scan its code or upload the original file."
    ),
}


# reasons that the site itself gives when it revokes; the office writes its own
REASONS = {
    "site:rejected": _("The record it rests on was checked again and does not match."),
    "site:lapsed": _("The verification it rests on is out of date."),
    "site:unverified": _("The record it rests on is not verified any more."),
    "site:removed": _("The record it rests on was removed."),
    "site:decision": _("A newer decision on the same question says otherwise."),
    "site:recounted": _(
        "By the lists as they are now, the degree it rests on is not one in social work."
    ),
    "site:part": _("A credential in it was revoked or replaced."),
}

# why nothing was issued to somebody of a class or a sitting
REFUSALS = {
    "not-completed": _("Has not completed the course"),
    "no-score": _("Has handed in no attempt"),
    "not-released": _("The score is not released yet"),
    "revoked": _("Was revoked by the office and is not issued again"),
    "gone": _("Has left the site"),
    "failed": _("Could not be issued; start again to try once more"),
}
ROW_STATES = {
    "waiting": (_("Waits"), "neutral"),
    "issued": (_("Issued"), "success"),
    "held": (_("Had it already"), "info"),
    "refused": (_("Not issued"), "warning"),
}


def reason(text: str) -> str:
    """Why a credential was revoked, in the reader's language where the site itself gave the reason."""
    return str(REASONS.get(text, text))


def narrative(document: Mapping[str, Any]) -> str:
    """What a credential says, in one or two sentences."""
    return str(achievement_of(document).get("criteria", {}).get("narrative", ""))
