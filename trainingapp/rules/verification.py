"""How sure a record is, from what verifiers have found. A status is derived here and never typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from trainingapp.rules.errors import RuleViolation


class RecordStatus(StrEnum):
    """How far a record is verified; derived from verifications, never typed."""

    CLAIMED = "claimed"
    DOCUMENT = "document"
    VERIFIED = "verified"
    AUTHORITY = "authority"
    REJECTED = "rejected"
    EXPIRED = "expired"


class Method(StrEnum):
    """How somebody verified: CHSI with the holder's code, the university itself, and so on."""

    CHSI_ONLINE = "chsi_online"
    UNIVERSITY_ATTESTATION = "university_attestation"
    ISSUER_SIGNATURE = "issuer_signature"
    OFFICIAL_LOOKUP = "official_lookup"
    DOCUMENT_REVIEW = "document_review"


class Tick(StrEnum):
    """What the evidence shows of one field."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNSEEN = "unseen"


class CheckOutcome(StrEnum):
    """What a verification came to; derived from the ticks."""

    MATCH = "match"
    MISMATCH = "mismatch"
    INCONCLUSIVE = "inconclusive"


class SecondOpinion(StrEnum):
    """What the second verifier said; NONE: none was needed, WAITING: nobody has said it yet."""

    NONE = "none"
    WAITING = "waiting"
    AGREED = "agreed"
    REFUSED = "refused"


# A look at a scan says that it was seen; a look into the register that it is so; the issuer's own word is the most.
REACHES: Mapping[Method, RecordStatus] = {
    Method.DOCUMENT_REVIEW: RecordStatus.DOCUMENT,
    Method.CHSI_ONLINE: RecordStatus.VERIFIED,
    Method.OFFICIAL_LOOKUP: RecordStatus.VERIFIED,
    Method.UNIVERSITY_ATTESTATION: RecordStatus.AUTHORITY,
    Method.ISSUER_SIGNATURE: RecordStatus.AUTHORITY,
}
RANKS: Sequence[RecordStatus] = (
    RecordStatus.DOCUMENT,
    RecordStatus.VERIFIED,
    RecordStatus.AUTHORITY,
)


class OwnRecord(RuleViolation):
    """Nobody verifies themselves."""

    message: ClassVar[str] = "Nobody verifies a record of their own."


class SameVerifier(RuleViolation):
    """Four eyes are not two."""

    message: ClassVar[str] = "You found this yourself; somebody else must look at it."


class SecondAwaited(RuleViolation):
    """While a second opinion is awaited nothing else is found."""

    message: ClassVar[str] = "This record waits for a second person. Decide that first."


class NoSecondAwaited(RuleViolation):
    """It was decided in the meantime, or never needed two."""

    message: ClassVar[str] = "Nothing waits for a second person here any more."


class NoEvidence(RuleViolation):
    """A look needs something to look at."""

    message: ClassVar[str] = "Choose the evidence that you looked at; for CHSI, one with a code."


@dataclass(frozen=True, slots=True)
class Check:
    """One verification: `valid_until` is the first day on which it holds no longer, None: it never ends."""

    method: Method
    outcome: CheckOutcome
    second: SecondOpinion = SecondOpinion.NONE
    valid_until: date | None = None

    @property
    def counts(self) -> bool:
        """Whether it says anything: nothing inconclusive, nothing that waits for or lost a second opinion."""
        is_settled = self.second in (SecondOpinion.NONE, SecondOpinion.AGREED)
        return is_settled and self.outcome is not CheckOutcome.INCONCLUSIVE


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of a record, and the first day on which it will be another one by itself."""

    status: RecordStatus
    until: date | None = None


def find_outcome(ticks: Mapping[str, Tick], needed: Iterable[str]) -> CheckOutcome:
    """One mismatch is a mismatch; a match needs every needed field to match; all else is inconclusive."""
    if Tick.MISMATCH in ticks.values():
        return CheckOutcome.MISMATCH
    is_whole = all(ticks.get(name) is Tick.MATCH for name in needed)
    return CheckOutcome.MATCH if is_whole else CheckOutcome.INCONCLUSIVE


def needs_second(outcome: CheckOutcome, earlier: Iterable[Check]) -> bool:
    """A mismatch, and a match against one that two people have found, need a second verifier."""
    if outcome is CheckOutcome.MATCH:
        return _since_rejection(earlier)[1]
    return outcome is CheckOutcome.MISMATCH


def derive_standing(checks: Iterable[Check], today: date) -> Standing:
    """The status by all verifications of a record, the oldest first.

    The last mismatch that a second verifier agreed to rejects, and voids every match before it. Of the matches after
    it that still hold, the strongest method decides; once none holds any more the record has expired. A verification
    holds through the day before `valid_until` (half-open).
    """
    matches, is_rejected = _since_rejection(checks)
    if not matches:
        return Standing(RecordStatus.REJECTED if is_rejected else RecordStatus.CLAIMED)
    holding = [m for m in matches if m.valid_until is None or today < m.valid_until]
    if not holding:
        return Standing(RecordStatus.EXPIRED)
    strongest = max(RANKS.index(REACHES[m.method]) for m in holding)
    ends = [m.valid_until for m in holding if RANKS.index(REACHES[m.method]) == strongest]
    until = None if None in ends else max(end for end in ends if end is not None)
    return Standing(RANKS[strongest], until)


def _since_rejection(checks: Iterable[Check]) -> tuple[list[Check], bool]:
    """The matches since the last rejection, and whether there was one that nothing has overruled."""
    matches: list[Check] = []
    is_rejected = False
    for check in checks:
        if not check.counts:
            continue
        if check.outcome is CheckOutcome.MISMATCH:
            matches, is_rejected = [], True
        else:
            matches.append(check)
            is_rejected = False
    return matches, is_rejected


# Fields without which nothing is confirmed; others may stay unseen, for not every report prints them.
NEEDED: Mapping[str, frozenset[str]] = {
    "degree": frozenset({"holder", "institution_name", "major_as_printed", "level", "kind", "day"}),
    "work": frozenset({"holder", "employer", "starts_on"}),
    "certificate": frozenset({"holder", "level", "issued_on"}),
    "pass": frozenset({"holder", "level", "paper", "year"}),
}
# By hand; a signature is checked by the program that reads it.
METHODS: Mapping[str, tuple[Method, ...]] = {
    "degree": (
        Method.CHSI_ONLINE,
        Method.OFFICIAL_LOOKUP,
        Method.UNIVERSITY_ATTESTATION,
        Method.DOCUMENT_REVIEW,
    ),
    "work": (Method.DOCUMENT_REVIEW, Method.OFFICIAL_LOOKUP),
    "certificate": (Method.OFFICIAL_LOOKUP, Method.DOCUMENT_REVIEW),
    "pass": (Method.OFFICIAL_LOOKUP, Method.DOCUMENT_REVIEW),
}


def find_end(wanted: date | None, *, expected_on: date | None) -> date | None:
    """The end of a verification: whoever is only expected to graduate is looked at again from that day on."""
    ends = [day for day in (wanted, expected_on) if day is not None]
    return min(ends, default=None)
