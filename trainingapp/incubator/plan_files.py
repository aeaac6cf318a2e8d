"""Plans of a stay, the maturity model and the score sheets, as the files of `question_bank/incubation` say them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from trainingapp.config import Settings
from trainingapp.education.standards import Fault, Words, read_file
from trainingapp.incubator.holidays import PACKAGE, folder_of
from trainingapp.rules.incubation.residence import Anchor, Unit
from trainingapp.rules.incubation.residence_words import EvaluationKind
from trainingapp.rules.incubation.words import Actor, Applicants, Mode, Track

PLANS, ASSESSMENTS = "plans.yaml", "assessments.yaml"
WHOLE = 100  # points of a sheet

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Item(_Shape):
    """Something to do by a day counted from an anchor."""

    code: Code
    domain: Code
    title: Words
    anchor: Anchor
    offset: Annotated[int, Field(strict=True, ge=-730, le=730)]
    unit: Unit
    owner: Actor
    weight: Annotated[int, Field(strict=True, ge=0, le=100)]
    evidence: bool
    applicants: Annotated[Applicants | Literal["both"], Field(alias="for")] = "both"
    mode: Mode | Literal["both"] = "both"

    def suits(self, applicants: str, mode: str) -> bool:
        """Whether the item is for a case of such applicants, with or without a desk."""
        return self.applicants in {"both", applicants} and self.mode in {"both", mode}


class Plan(_Shape):
    """The items of a stay of one length."""

    code: Code
    version: Annotated[int, Field(strict=True, ge=1)]
    track: Track
    title: Words
    items: Annotated[list[Item], Field(min_length=1)]

    @property
    def name(self) -> str:
        """How a case names the plan that it was made from."""
        return f"{self.code}-{self.version}"


class Statement(Words):
    """Something that is so or not, or in part."""

    code: Code


class Domain(_Shape):
    """A side of an agency."""

    code: Code
    title: Words
    statements: Annotated[list[Statement], Field(min_length=3, max_length=5)]


class Criterion(Words):
    """What a sheet gives points for; computed ones nobody types."""

    code: Code
    weight: Annotated[int, Field(strict=True, ge=1, le=100)]
    computed: bool = False


class Instrument(_Shape):
    """A version of the maturity model (`domains`) or of a score sheet (`criteria`)."""

    code: Code
    version: Annotated[int, Field(strict=True, ge=1)]
    kind: Literal["maturity", "sheet"]
    evaluation: EvaluationKind | None = None
    title: Words
    domains: list[Domain] = []
    criteria: list[Criterion] = []

    @property
    def name(self) -> str:
        """How a filled-in sheet names the version it is of."""
        return f"{self.code}-{self.version}"

    @property
    def statements(self) -> dict[str, list[str]]:
        """The statements of each domain, by their codes."""
        return {one.code: [each.code for each in one.statements] for one in self.domains}

    @property
    def weights(self) -> dict[str, int]:
        """The most points of each criterion."""
        return {one.code: one.weight for one in self.criteria}


Entry = TypeVar("Entry", Plan, Instrument)


def read_plans(folder: Path) -> tuple[list[Plan], list[Fault]]:
    """The plans of a folder, and everything that is wrong there. Faulty ones are left out."""
    return _read(folder, PLANS, Plan, _plan_slips)


def read_instruments(folder: Path) -> tuple[list[Instrument], list[Fault]]:
    """The maturity models and sheets of a folder, and everything that is wrong there. Faulty ones are left out."""
    return _read(folder, ASSESSMENTS, Instrument, _instrument_slips)


@cache
def list_plans() -> tuple[Plan, ...]:
    """The plans of this site's question bank, or the program's where it has none. Read once."""
    return tuple(_of_site(read_plans))


@cache
def list_instruments() -> tuple[Instrument, ...]:
    """The instruments of this site's question bank, or the program's where it has none. Read once."""
    return tuple(_of_site(read_instruments))


def find_plan(track: str) -> Plan | None:
    """The newest plan of a track."""
    return max((one for one in list_plans() if one.track == track), key=_version, default=None)


def find_instrument(name: str) -> Instrument:
    """An instrument by the name that a sheet is of. :raises LookupError: there is none any more."""
    for one in list_instruments():
        if one.name == name:
            return one
    raise LookupError(name)


def newest_maturity() -> Instrument:
    """The maturity model in use. :raises LookupError: there is none."""
    return _newest(one for one in list_instruments() if one.kind == "maturity")


def newest_sheet(kind: EvaluationKind) -> Instrument:
    """The score sheet in use for a kind of evaluation. :raises LookupError: there is none."""
    return _newest(one for one in list_instruments() if one.evaluation is kind)


def _newest(found: Iterable[Instrument]) -> Instrument:
    newest = max(found, key=_version, default=None)
    if newest is None:
        raise LookupError("no such instrument")
    return newest


def _version(entry: Plan | Instrument) -> int:
    return entry.version


def _of_site(read: Callable[[Path], tuple[list[Entry], list[Fault]]]) -> list[Entry]:
    found, _faults = read(folder_of(Path(Settings.load().bank or PACKAGE.parent / "question_bank")))
    if not found:
        found, _faults = read(PACKAGE.parent / "question_bank" / "incubation")
    return found


def _read(
    folder: Path, name: str, shape: type[Entry], check: Callable[[Entry], Iterator[tuple[str, str]]]
) -> tuple[list[Entry], list[Fault]]:
    path = folder / name
    if not path.is_file():
        return [], [Fault(name, "", "this file is missing")]
    entries, faults = read_file(path, shape)
    names = Counter(one.name for one in entries)
    found = []
    for one in entries:
        slips = [Fault(name, f"{one.name}{place}", text) for place, text in check(one)]
        if names[one.name] > 1:
            slips.append(Fault(name, one.name, "this version stands twice"))
        faults += slips
        found += [] if slips else [one]
    return found, faults


def _plan_slips(plan: Plan) -> Iterator[tuple[str, str]]:
    yield from _twice(one.code for one in plan.items)
    domains = {domain.code for one in _known_models() for domain in one.domains}
    for item in plan.items:
        if item.domain not in domains:
            yield f".{item.code}", f"{item.domain} is no domain of the maturity model"
        if item.anchor is Anchor.ENTRY and item.offset < 0:
            yield f".{item.code}", "due before moving in"
        if item.anchor is Anchor.EXIT and item.offset > 0:
            yield f".{item.code}", "due after the end of the stay"


def _known_models() -> list[Instrument]:
    found, _faults = read_instruments(PACKAGE.parent / "question_bank" / "incubation")
    return found


def _instrument_slips(one: Instrument) -> Iterator[tuple[str, str]]:
    if one.kind == "maturity" and (not one.domains or one.criteria or one.evaluation):
        yield "", "a maturity model has domains, and nothing of a sheet"
    if one.kind == "sheet" and (one.domains or not one.evaluation):
        yield "", "a sheet names its evaluation, and has no domains"
    if one.kind == "sheet" and sum(one.weights.values()) != WHOLE:
        yield "", f"the weights make {sum(one.weights.values())} instead of {WHOLE}"
    yield from _twice(
        [domain.code for domain in one.domains]
        + [code for codes in one.statements.values() for code in codes]
        + [criterion.code for criterion in one.criteria]
    )


def _twice(codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    for code, times in Counter(codes).items():
        if times > 1:
            yield f".{code}", "stands twice"
