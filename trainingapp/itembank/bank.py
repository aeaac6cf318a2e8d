"""The question bank as files: every entry with its place, and the indexes that entries are checked against."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from trainingapp.itembank.content import item_sha256
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.reading import Entries, locate, read_yaml
from trainingapp.itembank.shapes import (
    FormShape,
    ItemShape,
    LawShape,
    ObjectiveItem,
    PolicyShape,
    Shape,
    SpecificationShape,
    SyllabusShape,
    TargetShape,
    VersionShape,
    WrittenItem,
)
from trainingapp.itembank.validation import validate
from trainingapp.rules.items import Subject

S_co = TypeVar("S_co", bound=Shape, covariant=True)


@dataclass(frozen=True, slots=True)
class Placed(Generic[S_co]):
    """An entry and where it stands."""

    shape: S_co
    file: str
    root: Any
    prefix: tuple[str | int, ...] = ()

    def line(self, *path: str | int) -> int:
        """The line of something inside the entry."""
        return locate(self.root, (*self.prefix, *path))

    def finding(self, code: str, /, *path: str | int, **parameters: object) -> Finding:
        """A finding about something inside the entry."""
        return Finding(self.file, self.line(*path), code, parameters, path)


class Source(NamedTuple):
    """A file that was read."""

    file: str
    root: Any


class Area(NamedTuple):
    """A content area as far as items need it."""

    kind: str
    subject: Subject
    edition: str
    is_retired: bool


@dataclass
class Bank:
    """Everything that was read, and what was found wrong."""

    root: Path
    syllabi: list[Placed[SyllabusShape]] = field(default_factory=list)
    laws: list[Placed[LawShape]] = field(default_factory=list)
    policies: list[Placed[PolicyShape]] = field(default_factory=list)
    specifications: list[Placed[SpecificationShape]] = field(default_factory=list)
    items: list[Placed[ItemShape]] = field(default_factory=list)
    forms: list[Placed[FormShape]] = field(default_factory=list)
    targets: list[Placed[TargetShape]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def areas(self) -> dict[str, Area]:
        """Every content area of every syllabus by code."""
        found: dict[str, Area] = {}
        for placed in self.syllabi:
            subject, edition = placed.shape.subject, placed.shape.edition
            for chapter in placed.shape.chapters:
                found[chapter.code] = Area("chapter", subject, edition, chapter.retired)
                for section in chapter.sections:
                    found[section.code] = Area("section", subject, edition, section.retired)
                    for point in section.points:
                        found[point.code] = Area("point", subject, edition, point.retired)
        return found

    @cached_property
    def law_versions(self) -> dict[str, dict[str, tuple[LawShape, VersionShape]]]:
        """Every version of every law: by law code, then by version."""
        return {
            placed.shape.code: {
                version.version: (placed.shape, version) for version in placed.shape.versions
            }
            for placed in self.laws
        }

    @cached_property
    def items_by_code(self) -> dict[str, Placed[ItemShape]]:
        """The first item of each code."""
        found: dict[str, Placed[ItemShape]] = {}
        for placed in self.items:
            found.setdefault(placed.shape.code, placed)
        return found

    @cached_property
    def item_hashes(self) -> dict[str, str]:
        """The hash of each item as it stands in the files."""
        return {placed.shape.code: item_sha256(placed.shape) for placed in self.items}

    @cached_property
    def specifications_by_code(self) -> dict[str, Placed[SpecificationShape]]:
        """The specification of each code."""
        return {placed.shape.code: placed for placed in self.specifications}


Reader = Callable[[Bank, Source], None]
# Read and checked by other parts: no item rests on them.
ELSEWHERE = ("education", "incubation", "registration")


def read_bank(root: Path) -> Bank:
    """Read every file below the folder. Nothing outside is opened, whatever a file or a link says."""
    bank = Bank(root)
    for path in sorted(root.rglob("*")):
        is_elsewhere = path.relative_to(root).parts[0] in ELSEWHERE
        if path.suffix in {".yaml", ".yml"} and not path.is_dir() and not is_elsewhere:
            _read_file(bank, path)
    return bank


def _read_file(bank: Bank, path: Path) -> None:
    file = path.relative_to(bank.root).as_posix()
    reader = _find_reader(path.relative_to(bank.root).parts)
    if path.is_symlink() or path.resolve() != bank.root.resolve() / file:
        bank.findings.append(Finding(file, 1, "outside"))
    elif reader is None:
        bank.findings.append(Finding(file, 1, "unexpected_file"))
    else:
        root, findings = read_yaml(path, file)
        bank.findings += findings
        if root is not None:
            reader(bank, Source(file, root))


def _find_reader(parts: Sequence[str]) -> Reader | None:
    if len(parts) == 1:
        return _SINGLE_FILES.get(parts[0])
    readers: dict[tuple[str, int], Reader] = {
        ("syllabi", 3): _read_syllabus,
        ("specifications", 2): _read_specification,
        ("items", 3): _read_items,
        ("forms", 3): _read_form,
    }
    return readers.get((parts[0], len(parts)))


def _read_laws(bank: Bank, source: Source) -> None:
    bank.laws += _list_entries(bank, LawShape, source)


def _read_targets(bank: Bank, source: Source) -> None:
    bank.targets += _list_entries(bank, TargetShape, source)


def _read_policies(bank: Bank, source: Source) -> None:
    bank.policies += _list_entries(bank, PolicyShape, source)


def _read_syllabus(bank: Bank, source: Source) -> None:
    bank.syllabi += _entry(bank, SyllabusShape, source)


def _read_specification(bank: Bank, source: Source) -> None:
    bank.specifications += _entry(bank, SpecificationShape, source)


def _read_form(bank: Bank, source: Source) -> None:
    if _check_folder(bank, source.file):
        bank.forms += _entry(bank, FormShape, source)


_SINGLE_FILES: dict[str, Reader] = {
    "laws.yaml": _read_laws,
    "policies.yaml": _read_policies,
    "targets.yaml": _read_targets,
}


def _read_items(bank: Bank, source: Source) -> None:
    if not _check_folder(bank, source.file):
        return
    for position in _positions(bank, source):
        node = source.root[position]
        kind = node.get("kind") if isinstance(node, dict) else None
        is_written = isinstance(kind, str) and kind in {"case", "design", "essay"}
        shape: type[ItemShape] = WrittenItem if is_written else ObjectiveItem
        bank.items += _entry(bank, shape, source, (position,))


def _check_folder(bank: Bank, file: str) -> bool:
    folder = file.split("/")[1]
    if folder in set(Subject):
        return True
    allowed = ", ".join(Subject)
    bank.findings.append(Finding(file, 1, "unknown_subject", {"value": folder, "allowed": allowed}))
    return False


def _list_entries(bank: Bank, shape: type[S_co], source: Source) -> Iterator[Placed[S_co]]:
    for position in _positions(bank, source):
        yield from _entry(bank, shape, source, (position,))


def _positions(bank: Bank, source: Source) -> range:
    if isinstance(source.root, Entries):
        return range(len(source.root))
    bank.findings.append(Finding(source.file, 1, "not_list", {"field": source.file}))
    return range(0)


def _entry(
    bank: Bank, shape: type[S_co], source: Source, prefix: tuple[str | int, ...] = ()
) -> Iterator[Placed[S_co]]:
    found, findings = validate(shape, source.root, file=source.file, prefix=prefix)
    bank.findings += findings
    if found is not None:
        yield Placed(found, source.file, source.root, prefix)


def chapter_of(code: str) -> str:
    """The chapter that an area's code begins with."""
    return code.partition(".")[0]
