"""The shape of every entry of `question_bank/`: names, types, what may be left out. Validated by pydantic."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from trainingapp.rules.items import Kind, Level, Status, Subject

# Text and numbers are taken strictly as written; only these few convert, because YAML has no such type.
Day = Annotated[date, Field(strict=False)]
Number = Annotated[Decimal, Field(strict=False, ge=0)]
ItemCode = Annotated[str, Field(pattern=r"^[A-Z]{2}-[0-9]{2}-[0-9]{4,6}$")]
AreaCode = Annotated[str, Field(pattern=r"^[A-Z]{2}[0-9]{2}(\.[0-9]{1,2}(\.[0-9]{2})?)?$")]
# Lengths and numbers end where columns do: what passes the check can be loaded into every database.
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
ShortSlug = Annotated[Slug, Field(max_length=32)]
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
VersionNumber = Annotated[int, Field(gt=0, lt=10_000)]
Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
LooseSubject = Annotated[Subject, Field(strict=False)]
LooseKind = Annotated[Kind, Field(strict=False)]
LooseLevel = Annotated[Level, Field(strict=False)]
LooseStatus = Annotated[Status, Field(strict=False)]
CountPerKind = dict[LooseKind, Annotated[int, Field(gt=0)]]


class Shape(BaseModel):
    """An entry with known names only."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Title(Shape):
    """A name in both languages of the site."""

    zh: Text
    en: Text


class ChineseTitle(Shape):
    """A name that only editors and candidates read; English when somebody has written it."""

    zh: Text
    en: str | None = None


class Weight(Shape):
    """Points of a hundred that a chapter has had on real papers."""

    min: Number
    max: Number
    source: Text


class Point(Shape):
    code: AreaCode
    title: ChineseTitle
    retired: bool = False
    formerly: AreaCode | None = None


class Section(Shape):
    code: AreaCode
    title: ChineseTitle
    retired: bool = False
    formerly: AreaCode | None = None
    points: list[Point] = Field(min_length=1)


class Chapter(Shape):
    code: AreaCode
    title: ChineseTitle
    confidence: Literal["official", "notes", "inference"]
    weight: Weight | None = None
    retired: bool = False
    formerly: AreaCode | None = None
    sections: list[Section] = Field(min_length=1)


class SyllabusShape(Shape):
    """One subject of one edition."""

    edition: Annotated[str, Field(min_length=1, max_length=16, pattern=r"\S")]
    subject: LooseSubject
    code: Text
    title: Title
    first_exam_year: Annotated[int, Field(ge=2000, lt=2200)]
    note: str = ""
    chapters: list[Chapter] = Field(min_length=1)


class VersionShape(Shape):
    version: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    effective_from: Day
    effective_to: Day | None = None
    source: Line


class LawShape(Shape):
    """A statute with its versions."""

    code: Slug
    title: Line
    short: Name
    versions: list[VersionShape] = Field(min_length=1)


class PolicyShape(Shape):
    """A scoring policy for objective items."""

    code: ShortSlug
    version: VersionNumber
    single: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]{1,2})?$")]
    multiple: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]{1,2})?$")]
    per_option: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]{1,2})?$")]
    source: Line


class BoundsShape(Shape):
    min: int
    max: int


class SpecificationShape(Shape):
    """The plan of a paper."""

    subject: LooseSubject
    code: Annotated[Slug, Field(max_length=64)]
    edition: Annotated[str, Field(min_length=1, max_length=16, pattern=r"\S")]
    minutes: Annotated[int, Field(gt=0)]
    policy: str | None = None
    cut_score: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]{1,2})?$")]
    full_score: Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]{1,2})?$")]
    kinds: CountPerKind = Field(min_length=1)
    points: dict[LooseKind, Annotated[str, Field(pattern=r"^[0-9]+(\.[0-9]{1,2})?$")]] = {}
    chapters: dict[AreaCode, BoundsShape] = {}
    levels: dict[LooseLevel, BoundsShape] = {}
    source: Text


class TargetShape(Shape):
    """A subject whose bank is declared complete: how many ready items of each kind it has at least."""

    subject: LooseSubject
    ready: CountPerKind = Field(min_length=1)


class FormShape(Shape):
    """A fixed mock form."""

    code: Slug
    version: VersionNumber
    title: Title
    specification: Slug
    exam_year: Annotated[int, Field(ge=2000, lt=2200)] | None = None
    items: list[str] = Field(min_length=1)


class Facility(Shape):
    expected: float
    reason: str


class Option(Shape):
    text: str
    why: str = ""


class Anchor(Shape):
    law: Slug
    version: str
    article: Annotated[str, Field(pattern=r"^[0-9]+(-[0-9]+)?$", max_length=16)]
    phrase: Annotated[str, Field(max_length=200)] = ""


class ReviewShape(Shape):
    """What a second reader found; `on` is quoted in the file because YAML reads the bare word as true."""

    reader: Name
    answer: Annotated[str, Field(max_length=8)] = ""
    verdict: Literal["agree", "disagree", "unsure"]
    second_defensible: bool
    read_on: Day = Field(alias="on")
    note: str = ""


class RubricPoint(Shape):
    point: Text
    points: Number
    accept: list[Text] = []


class Task(Shape):
    prompt: Text
    points: Number
    rubric: list[RubricPoint] = Field(min_length=1)
    model_answer: Text
    common_mistakes: list[Text] = []


class ItemShape(Shape):
    """What every item has."""

    code: ItemCode
    kind: LooseKind
    status: LooseStatus
    knowledge: list[AreaCode] = Field(min_length=1, max_length=3)
    level: LooseLevel
    facility: Facility
    rationale: Text
    sources: list[Text] = Field(min_length=1)
    anchors: list[Anchor] = []
    origin: Literal["original", "adapted"]
    author: Name
    enemies: list[ItemCode] = []
    reviews: list[ReviewShape] = []
    exceptions: dict[str, Text] = {}


class ObjectiveItem(ItemShape):
    """A single- or multiple-choice item."""

    stem: Text
    options: dict[str, Option]
    key: str


class WrittenItem(ItemShape):
    """A case, a design or an essay, marked by points of a rubric."""

    stimulus: Text
    tasks: list[Task] = Field(min_length=1)
