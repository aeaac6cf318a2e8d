"""Checks of scoring policies, test specifications and fixed forms."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from trainingapp.itembank.bank import Bank, Placed, chapter_of
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.shapes import (
    FormShape,
    ItemShape,
    ObjectiveItem,
    PolicyShape,
    SpecificationShape,
)
from trainingapp.rules.items import Kind, Status
from trainingapp.rules.specifications import (
    Bounds,
    Cell,
    PoolItem,
    Specification,
    check_bounds,
    check_form,
)


def check_policies(bank: Bank) -> Iterator[Finding]:
    """A policy's code and version stand once."""
    lines: dict[str, int] = {}
    for placed in bank.policies:
        name = policy_name(placed.shape)
        if name in lines:
            yield placed.finding("duplicate_policy", "version", name=name, line=lines[name])
        lines.setdefault(name, placed.line("version"))


def check_specifications(bank: Bank) -> Iterator[Finding]:
    """Every fault of the specifications."""
    files: dict[str, str] = {}
    for placed in bank.specifications:
        code = placed.shape.code
        if code in files:
            yield placed.finding("duplicate_specification", "code", code=code, file=files[code])
        files.setdefault(code, placed.file)
        for fault in check_bounds(as_specification(placed.shape)):
            yield placed.finding(fault.code, *fault.path, **fault.parameters)
        yield from _check_chapters(bank, placed)
        yield from _check_points(bank, placed)


def as_specification(shape: SpecificationShape) -> Specification:
    """The specification of a file as the rules know it."""
    return Specification(
        kinds={str(kind): count for kind, count in shape.kinds.items()},
        chapters={code: Bounds(cell.min, cell.max) for code, cell in shape.chapters.items()},
        levels={str(level): Bounds(cell.min, cell.max) for level, cell in shape.levels.items()},
    )


def _check_chapters(bank: Bank, placed: Placed[SpecificationShape]) -> Iterator[Finding]:
    shape = placed.shape
    for code in shape.chapters:
        area = bank.areas.get(code)
        is_known = area is not None and (area.kind, area.subject) == ("chapter", shape.subject)
        if not is_known:
            yield placed.finding(
                "unknown_chapter",
                "chapters",
                code,
                code=code,
                subject=shape.subject,
                edition=shape.edition,
            )


def _check_points(bank: Bank, placed: Placed[SpecificationShape]) -> Iterator[Finding]:
    shape = placed.shape
    points: dict[Kind, str] = dict(shape.points)
    if shape.policy is not None:
        policy = next(
            (p.shape for p in bank.policies if policy_name(p.shape) == shape.policy), None
        )
        if policy is None:
            yield placed.finding("unknown_policy", "policy", name=shape.policy)
            return
        points |= {Kind.SINGLE: policy.single, Kind.MULTIPLE: policy.multiple}
    elif any(kind.is_objective for kind in shape.kinds):
        yield placed.finding("missing_policy", "kinds")
        return
    missing = [kind for kind in shape.kinds if kind not in points]
    for kind in missing:
        yield placed.finding("missing_points", "kinds", kind, kind=kind)
    if not missing:
        total = sum(Decimal(points[kind]) * count for kind, count in shape.kinds.items())
        if total != Decimal(shape.full_score):
            yield placed.finding("score_sum", "full_score", found=total, wanted=shape.full_score)
    if Decimal(shape.cut_score) > Decimal(shape.full_score):
        yield placed.finding("cut_score", "cut_score")


def policy_name(policy: PolicyShape) -> str:
    """A policy as specifications name it."""
    return f"{policy.code}@{policy.version}"


def check_forms(bank: Bank) -> Iterator[Finding]:
    """Every fault of the fixed forms."""
    files: dict[tuple[str, int], str] = {}
    for placed in bank.forms:
        code, version = placed.shape.code, placed.shape.version
        if (code, version) in files:
            yield placed.finding(
                "duplicate_form", "code", code=code, version=version, file=files[code, version]
            )
        files.setdefault((code, version), placed.file)
        specification = bank.specifications_by_code.get(placed.shape.specification)
        if specification is None:
            yield placed.finding(
                "unknown_specification", "specification", code=placed.shape.specification
            )
        else:
            yield from _check_form(bank, placed, as_specification(specification.shape))


def _check_form(
    bank: Bank, placed: Placed[FormShape], specification: Specification
) -> Iterator[Finding]:
    items: list[PoolItem] = []
    for position, code in enumerate(placed.shape.items):
        found = bank.items_by_code.get(code)
        if found is None:
            yield placed.finding("form_unknown_item", "items", position, code=code)
            continue
        if found.shape.status is not Status.READY:
            status = found.shape.status
            yield placed.finding("form_not_ready", "items", position, code=code, status=status)
        items.append(as_pool_item(found.shape))
    if len(items) == len(placed.shape.items):
        for cell in check_form(specification, items):
            yield _cell_finding(placed, cell)


def as_pool_item(item: ItemShape) -> PoolItem:
    """An item of a file as the rules of assembly know it."""
    return PoolItem(
        item=0,
        revision=0,
        code=item.code,
        kind=item.kind,
        chapter=chapter_of(item.knowledge[0]),
        level=item.level,
        key=item.key if isinstance(item, ObjectiveItem) else "",
        facility=item.facility.expected,
        enemies=frozenset(item.enemies),
    )


def _cell_finding(placed: Placed[FormShape], cell: Cell) -> Finding:
    codes = placed.shape.items
    last = max((i for i, code in enumerate(codes) if code in cell.name.split(" + ")), default=None)
    path: tuple[str | int, ...] = ("items",) if last is None else ("items", last)
    return placed.finding(
        f"form_{cell.axis}",
        *path,
        name=cell.name,
        min=cell.wanted.min,
        max=cell.wanted.max,
        found=cell.found,
    )
