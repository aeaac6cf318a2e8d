"""What a degree does for the national certificate: policies with their legal basis, and lines that pass an exam.

A pilot (a paper need not be sat, the certificate on graduation) is no law: without the address of a legal basis it
cannot be in force, here, in the database and in what is signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from trainingapp.rules.eligibility_rulesets import Confidence, RulesetFaulty, sha256_of
from trainingapp.rules.eligibility_vocabulary import Places
from trainingapp.rules.errors import RuleViolation

ADDRESS = "https://"
LONGEST_ADDRESS = 300
YEARS = (2008, 2100)
WHOLE_ADDRESS = re.compile(ADDRESS + r"[\w.-]*\w(:[0-9]{1,5})?([/?#][^\s\"<>\\]*)?\Z")
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)


class LinkKind(StrEnum):
    """What a degree may open or replace."""

    ELIGIBILITY = "eligibility"
    EXPERIENCE_REDUCTION = "experience_reduction"
    CE_CREDIT = "ce_credit"
    SUBJECT_EXEMPTION = "subject_exemption"
    DIRECT_AWARD = "direct_award"


class Force(StrEnum):
    """Whether a policy is law, or only proposed."""

    IN_FORCE = "in_force"
    PROPOSED = "proposed"


PILOTS = frozenset({LinkKind.SUBJECT_EXEMPTION, LinkKind.DIRECT_AWARD})


class NoLegalBasis(RuleViolation):
    """Nothing is in force without a document that says so."""

    message: ClassVar[str] = (
        "Without the document and its address (https://…) this policy cannot be in force."
    )


class AuthorityAlone(RuleViolation):
    """What only the authority may give is never signed with a key of this site."""

    message: ClassVar[str] = (
        "Only the authority issues this, with a key of its own. This site never signs it."
    )


class Source(NamedTuple):
    """A document; `article` is empty and `is_article_sure` False where nobody has read its number."""

    document: str
    number: str
    article: str
    is_article_sure: bool
    dated_on: date | None
    url: str
    confidence: Confidence
    note: str


class Policy(NamedTuple):
    """A link between degree and certificate, with the documents it rests on: none where none was found."""

    code: str
    kind: LinkKind
    force: Force
    name: Mapping[str, str]
    text: Mapping[str, str]
    sources: tuple[Source, ...]
    confidence: Confidence

    @property
    def basis(self) -> str:
        """Its documents in a line."""
        return "；".join(f"{one.document}（{one.number}）" for one in self.sources)

    @property
    def url(self) -> str:
        """The address of the first document that has one."""
        return next((one.url for one in self.sources if one.url), "")


class Line(NamedTuple):
    """What passes an exam from a year on: `points`, or where they are not published the bounds that are reported.

    `is_separate`: a lower line of an area (单独划线); what it passes holds in that area only.
    """

    is_separate: bool
    points: Decimal | None
    lowest: Decimal | None
    highest: Decimal | None
    from_year: int
    text: Mapping[str, str]
    sources: tuple[Source, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Links:
    """A file of policies and lines that was read without a fault."""

    id: str
    version: str
    policies: tuple[Policy, ...]
    lines: tuple[Line, ...]
    sha256: str


def may_be_in_force(kind: LinkKind, basis: str, url: str) -> bool:
    """Whether a policy may be in force: it needs a document, and a pilot also the address where it can be read."""
    is_named = any(sign.isalnum() for sign in basis) and not _UNSEEN.search(basis)
    has_address = WHOLE_ADDRESS.match(url) is not None and not _UNSEEN.search(url)
    return is_named and (has_address or kind not in PILOTS)


def check_in_force(kind: LinkKind, basis: str, url: str) -> None:
    """Let a policy be in force. :raises NoLegalBasis: it may not."""
    if not may_be_in_force(kind, basis, url):
        raise NoLegalBasis


def check_signable(kind: str, claim: str) -> None:
    """Let this site sign a kind of credential. :raises AuthorityAlone: it is a pilot, or the authority's own word.

    It is refused whatever the policies say: once in force, the authority signs with its own key.
    """
    if kind in set(PILOTS) or claim == "issued_by_authority":
        raise AuthorityAlone


def find_line(lines: Iterable[Line], *, region: str | None, year: int) -> Line | None:
    """The line that counts for a pass of a year: the separate one where the pass holds in a region only."""
    fitting = [
        one for one in lines if one.is_separate is (region is not None) and one.from_year <= year
    ]
    return max(fitting, key=lambda one: one.from_year, default=None)


def read_links(document: Mapping[str, Any]) -> Links:
    """Policies and lines from their JSON. :raises RulesetFaulty: with every fault found, not only the first."""
    places = Places()
    root = places.fields(
        document, "", required="id version sources policies lines", optional="title note"
    )
    sources = {
        name: _source(places, row, f"sources/{name}")
        for name, row in places.mapping(root.get("sources"), "sources").items()
    }
    policies = tuple(
        _policy(places, row, f"policies[{number}]", sources)
        for number, row in enumerate(places.list(root.get("policies"), "policies"))
    )
    codes = [one.code for one in policies]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        places.refuse("policies", f"the policy {code} stands twice")
    lines = tuple(
        _line(places, row, f"lines[{number}]", sources)
        for number, row in enumerate(places.list(root.get("lines"), "lines"))
    )
    begins = [(one.is_separate, one.from_year) for one in lines]
    if len(set(begins)) < len(begins):
        places.refuse("lines", "two lines of one kind begin in the same year")
    identity = places.text(root.get("id"), "id"), places.text(root.get("version"), "version")
    if places.faults:
        raise RulesetFaulty(tuple(places.faults))
    return Links(*identity, policies, lines, sha256_of(document))


def _source(places: Places, row: object, place: str) -> Source:
    found = places.fields(
        row,
        place,
        required="document number article is_article_sure confidence",
        optional="dated_on url note",
    )
    is_sure, url = found.get("is_article_sure"), found.get("url", "")
    if not isinstance(is_sure, bool):
        places.refuse(f"{place}/is_article_sure", "must be true or false")
    if url != "" and not _is_address(url):
        places.refuse(f"{place}/url", f"must be an address that begins with {ADDRESS}")
    return Source(
        document=places.text(found.get("document"), f"{place}/document"),
        number=places.text(found.get("number"), f"{place}/number"),
        article=places.text(found.get("article"), f"{place}/article"),
        is_article_sure=is_sure is True,
        dated_on=places.day(found["dated_on"], f"{place}/dated_on")
        if "dated_on" in found
        else None,
        url=str(url),
        confidence=places.word(Confidence, found.get("confidence"), f"{place}/confidence"),
        note=str(found.get("note", "")),
    )


def _is_address(url: object) -> bool:
    return (
        isinstance(url, str)
        and len(url) <= LONGEST_ADDRESS
        and may_be_in_force(LinkKind.DIRECT_AWARD, "x", url)
    )


def _policy(places: Places, row: object, place: str, sources: Mapping[str, Source]) -> Policy:
    found = places.fields(
        row, place, required="code kind force name text sources confidence", optional=""
    )
    policy = Policy(
        code=places.text(found.get("code"), f"{place}/code"),
        kind=places.word(LinkKind, found.get("kind"), f"{place}/kind"),
        force=places.word(Force, found.get("force"), f"{place}/force"),
        name=_words(places, found.get("name"), f"{place}/name"),
        text=_words(places, found.get("text"), f"{place}/text"),
        sources=_cited(places, found.get("sources"), f"{place}/sources", sources),
        confidence=places.word(Confidence, found.get("confidence"), f"{place}/confidence"),
    )
    is_law = policy.force is Force.IN_FORCE
    if is_law and not may_be_in_force(policy.kind, policy.basis, policy.url):
        places.refuse(place, "cannot be in force without a legal basis")
    return policy


def _line(places: Places, row: object, place: str, sources: Mapping[str, Source]) -> Line:
    found = places.fields(
        row,
        place,
        required="scope from_year text sources confidence",
        optional="points lowest highest",
    )
    scope = found.get("scope")
    if scope not in ("national", "separate"):
        places.refuse(f"{place}/scope", "must be national or separate")
    points, lowest, highest = (
        places.read(_points, found[name], f"{place}/{name}", None) if name in found else None
        for name in ("points", "lowest", "highest")
    )
    given = {name for name in ("points", "lowest", "highest") if name in found}
    if given not in ({"points"}, {"lowest", "highest"}):
        places.refuse(place, "needs either points, or lowest and highest")
    if lowest is not None and highest is not None and lowest > highest:
        places.refuse(place, "lowest lies above highest")
    return Line(
        is_separate=scope == "separate",
        points=points,
        lowest=lowest,
        highest=highest,
        from_year=places.integer(found.get("from_year"), f"{place}/from_year", YEARS),
        text=_words(places, found.get("text"), f"{place}/text"),
        sources=_cited(places, found.get("sources"), f"{place}/sources", sources),
        confidence=places.word(Confidence, found.get("confidence"), f"{place}/confidence"),
    )


def _points(value: object) -> Decimal | None:
    try:
        points = Decimal(value) if isinstance(value, str) else Decimal("NaN")
    except InvalidOperation:
        points = Decimal("NaN")
    if not (points.is_finite() and 0 < points <= 100):
        raise ValueError("must be a number in quotes between 0 and 100")
    return points


def _words(places: Places, value: object, place: str) -> Mapping[str, str]:
    if isinstance(value, Mapping) and set(value) == {"zh", "en"}:
        return {name: places.text(text, f"{place}/{name}") for name, text in value.items()}
    places.refuse(place, "must be an object with zh and en")
    return {}


def _cited(
    places: Places, names: object, place: str, sources: Mapping[str, Source]
) -> tuple[Source, ...]:
    """The sources named; a list may be empty, where nothing was found."""
    if not isinstance(names, list):
        places.refuse(place, "must be a list")
        return ()
    known = [name for name in names if isinstance(name, str) and name in sources]
    for name in names:
        if name not in known:
            places.refuse(place, f"there is no source {name!r}")
    return tuple(sources[name] for name in known)
