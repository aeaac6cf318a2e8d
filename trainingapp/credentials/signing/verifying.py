"""Whether a document is a credential of this site that holds: each check by itself, and nothing fetched.

The signature covers what JSON-LD reads from a document, so a document must also be the very one that we issued.
Keys, lists and contexts are ours alone: nothing that a document names is opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from trainingapp.credentials.kinds import Claim, achievement_of
from trainingapp.credentials.models.verifiable import (
    Credential,
    CredentialState,
    IssuerKey,
    KeyKind,
    KeyState,
)
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.keys import Issuer, find_issuer, read_multikey
from trainingapp.credentials.signing.opening import open_content
from trainingapp.credentials.signing.proof import ProofBroken, check_proof, read_proof
from trainingapp.credentials.signing.screen import Screened, parse, parts_of, screen
from trainingapp.credentials.signing.status import has_bit, make_entry
from trainingapp.credentials.signing.tokens import Token, check_token, looks_like, read_token
from trainingapp.rules.credential_stamps import read_stamp

NAMES = ("form", "signature", "issuer", "record", "status", "validity", "claim")
TYPES = {"OpenBadgeCredential", "ClrCredential"}
SIGNED_BY = {KeyState.ACTIVE, KeyState.RETIRED, KeyState.COMPROMISED}


class Outcome(StrEnum):
    """What a check says."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"  # it could not be made


@dataclass(frozen=True, slots=True)
class Check:
    """One check. `word` says why, in a word of `wording.WHY`."""

    name: str
    outcome: Outcome
    word: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Every check of a document, and the credential that it is, if we issued it."""

    checks: tuple[Check, ...]
    credential: Credential | None = None
    document: Mapping[str, Any] | None = None

    @property
    def is_valid(self) -> bool:
        """Whether every check has passed."""
        return all(check.outcome is Outcome.PASSED for check in self.checks)

    def find(self, name: str) -> Check:
        """A check by its name."""
        return next(check for check in self.checks if check.name == name)


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brings: a document, and the token or the PDF that it came in."""

    document: Mapping[str, Any]
    token: Token | None = None
    paper_key: IssuerKey | None = None


def verify(content: bytes | str | Mapping[str, Any], *, now: datetime) -> Findings:
    """Check a document that anybody may have sent. Never raises for what is in it."""
    try:
        is_read = isinstance(content, bytes | str)
        brought = _read(content)
        document = brought.document
        _check_form(document)
    except Screened as refusal:
        skipped = [Check(name, Outcome.UNKNOWN, "not-looked-at") for name in NAMES[1:]]
        return Findings((Check("form", Outcome.FAILED, refusal.word), *skipped))
    issuer = find_issuer()
    find = queries.find_by_content if brought.token else queries.find_by_fingerprint
    record = find(queries.fingerprint(document))
    checks = (
        Check("form", Outcome.PASSED, "readable" if is_read else "given"),
        *_check_paper(brought),
        _check_signature(brought, issuer),
        _check_issuer(document, issuer),
        _say("record", record is not None, "ours", "not-ours"),
        _check_status(document, issuer, record),
        _check_validity(document, now),
        _check_claim(document),
        *_check_parts(document, now),
    )
    return Findings(checks, record, document)


def _say(name: str, passed: bool, well: str, badly: str) -> Check:
    return Check(name, Outcome.PASSED if passed else Outcome.FAILED, well if passed else badly)


def _read(content: bytes | str | Mapping[str, Any]) -> Brought:
    """The document in whatever carries it. :raises Screened: it is not looked at further."""
    if not isinstance(content, bytes | str):
        return Brought(screen(dict(content)))
    opened = open_content(content, queries.list_paper_keys)
    text = opened.text.decode(errors="replace") if isinstance(opened.text, bytes) else opened.text
    if looks_like(text.strip()):
        token = read_token(text.strip())
        return Brought(token.credential, token, opened.paper_key)
    return Brought(parse(opened.text), None, opened.paper_key)


def _check_paper(brought: Brought) -> Iterator[Check]:
    """Of a PDF: who signed the file as a whole, so that its page says what its attachment says."""
    if brought.paper_key is not None:
        is_lost = brought.paper_key.state == KeyState.COMPROMISED
        yield _say("paper", not is_lost, "paper-signed", "compromised")


def _check_form(document: Mapping[str, Any]) -> None:
    types = document.get("type")
    if not isinstance(types, list) or not all(isinstance(one, str) for one in types):
        raise Screened("kind")
    if "VerifiableCredential" not in types or len(TYPES.intersection(types)) != 1:
        raise Screened("kind")
    for name in ("issuer", "credentialSubject"):
        if not isinstance(document.get(name), dict):
            raise Screened("kind")


def _check_signature(brought: Brought, issuer: Issuer) -> Check:
    """The key is looked up among ours before anything is canonicalised."""
    try:
        if brought.token is not None:
            key = check_token(brought.token, _find_signer, issuer)
        else:
            key = _check_proof(brought.document, issuer)
    except ProofBroken as broken:
        return Check("signature", Outcome.FAILED, broken.word)
    return _say("signature", key.state != KeyState.COMPROMISED, "signed", "compromised")


def _check_proof(document: Mapping[str, Any], issuer: Issuer) -> IssuerKey:
    method = read_proof(document)["verificationMethod"]
    key = _find_signer(method.removeprefix(issuer.method("")), KeyKind.PROOF)
    if key is None or method != issuer.method(key.public):
        raise ProofBroken("foreign-key")
    check_proof(document, read_multikey(key.public))
    return key


def _find_signer(public: str, kind: KeyKind) -> IssuerKey | None:
    key = queries.find_key(public, kind)
    return key if key is not None and key.state in SIGNED_BY else None


def _check_issuer(document: Mapping[str, Any], issuer: Issuer) -> Check:
    return _say("issuer", document["issuer"].get("id") == issuer.did, "us", "somebody-else")


def _check_status(document: Mapping[str, Any], issuer: Issuer, record: Credential | None) -> Check:
    entry = document.get("credentialStatus")
    if not isinstance(entry, dict):
        return Check("status", Outcome.UNKNOWN, "no-status")
    number, index = _place(entry, issuer)
    found = queries.find_list("revocation", number) if number else None
    if found is None or index is None:
        return Check("status", Outcome.UNKNOWN, "no-status")
    if has_bit(found.bits, index):
        is_replaced = record is not None and record.state == CredentialState.SUPERSEDED
        return Check("status", Outcome.FAILED, "superseded" if is_replaced else "revoked")
    return Check("status", Outcome.PASSED, "holds")


def _place(entry: Mapping[str, Any], issuer: Issuer) -> tuple[int, int | None]:
    """The list and the bit that an entry names; (0, None) unless it is an entry exactly as we write it."""
    number = str(entry.get("statusListCredential")).rpartition("/")[2]
    index = str(entry.get("statusListIndex"))
    if not _is_small(number) or not _is_small(index):
        return 0, None
    expected = make_entry(issuer.base, purpose="revocation", number=int(number), index=int(index))
    return (int(number), int(index)) if dict(entry) == expected else (0, None)


def _is_small(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 6 and int(text) < 131_072


def _check_validity(document: Mapping[str, Any], now: datetime) -> Check:
    start, has_end = read_stamp(document.get("validFrom")), "validUntil" in document
    end = read_stamp(document.get("validUntil"))
    if start is None or (has_end and end is None):
        return Check("validity", Outcome.FAILED, "no-dates")
    if now < start:
        return Check("validity", Outcome.FAILED, "not-yet")
    return _say("validity", end is None or now < end, "in-time", "expired")


def _check_claim(document: Mapping[str, Any]) -> Check:
    tags = achievement_of(document).get("tag")
    if isinstance(tags, list) and len(tags) == 1 and tags[0] in list(Claim):
        return Check("claim", Outcome.PASSED, str(tags[0]))
    return Check("claim", Outcome.FAILED, "no-claim")


def _check_parts(document: Mapping[str, Any], now: datetime) -> Iterator[Check]:
    """Of a learner record: whether each credential in it is exactly one of ours that holds."""
    if "ClrCredential" not in document["type"]:
        return
    records = [queries.find_by_fingerprint(queries.fingerprint(one)) for one in parts_of(document)]
    if not records or None in records:
        yield Check("parts", Outcome.FAILED, "parts-foreign")
        return
    states = {record.state for record in records if record is not None}
    is_over = any(
        _check_validity(part, now).outcome is not Outcome.PASSED for part in parts_of(document)
    )
    is_ended = states != {CredentialState.ISSUED}
    yield _say("parts", not is_ended and not is_over, "parts-hold", "parts-ended")
