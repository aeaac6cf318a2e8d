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
from trainingapp.credentials.models.verifiable import Credential, CredentialState, KeyState
from trainingapp.credentials.queries import verifiable as queries
from trainingapp.credentials.signing.keys import Issuer, find_issuer, read_multikey
from trainingapp.credentials.signing.proof import ProofBroken, check_proof, read_proof, read_stamp
from trainingapp.credentials.signing.screen import Screened, parse, parts_of, screen
from trainingapp.credentials.signing.status import has_bit, make_entry

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


def verify(content: bytes | str | Mapping[str, Any], *, now: datetime) -> Findings:
    """Check a document that anybody may have sent. Never raises for what is in it."""
    try:
        is_read = isinstance(content, bytes | str)
        document = parse(content) if isinstance(content, bytes | str) else screen(dict(content))
        _check_form(document)
    except Screened as refusal:
        skipped = [Check(name, Outcome.UNKNOWN, "not-looked-at") for name in NAMES[1:]]
        return Findings((Check("form", Outcome.FAILED, refusal.word), *skipped))
    issuer = find_issuer()
    record = queries.find_by_fingerprint(queries.fingerprint(document))
    checks = (
        Check("form", Outcome.PASSED, "readable" if is_read else "given"),
        _check_signature(document, issuer),
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


def _check_form(document: Mapping[str, Any]) -> None:
    types = document.get("type")
    if not isinstance(types, list) or not all(isinstance(one, str) for one in types):
        raise Screened("kind")
    if "VerifiableCredential" not in types or len(TYPES.intersection(types)) != 1:
        raise Screened("kind")
    for name in ("issuer", "credentialSubject"):
        if not isinstance(document.get(name), dict):
            raise Screened("kind")


def _check_signature(document: Mapping[str, Any], issuer: Issuer) -> Check:
    """The key is looked up among ours before anything is canonicalised."""
    try:
        method = read_proof(document)["verificationMethod"]
        key = queries.find_key(method.removeprefix(issuer.method("")))
        if key is None or method != issuer.method(key.public) or key.state not in SIGNED_BY:
            raise ProofBroken("foreign-key")
        check_proof(document, read_multikey(key.public))
    except ProofBroken as broken:
        return Check("signature", Outcome.FAILED, broken.word)
    return _say("signature", key.state != KeyState.COMPROMISED, "signed", "compromised")


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
