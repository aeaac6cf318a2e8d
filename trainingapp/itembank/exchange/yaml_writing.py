"""An item as an entry of a YAML file in the house's format: names in one order, every text on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from trainingapp.itembank.reading import is_plain_text
from trainingapp.itembank.shapes import ItemShape, ObjectiveItem, Task, WrittenItem

# What YAML takes for a line break or does not print stands as an escape between quotation marks.
_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufff0-\uffff\ud800-\udfff]")
_UNSAFE_START = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`~=<\s]")
_UNSAFE = re.compile(r"[,\[\]{}\n]|:(\s|$)|\s#|\s$")


def write_entry(shape: ItemShape) -> str:
    """The entry with its "- " and a line break at the end. Reading it gives the same shape."""
    lines = [
        f"- code: {_scalar(shape.code)}",
        f"  kind: {shape.kind}",
        f"  status: {shape.status}",
        f"  knowledge: {_flow(shape.knowledge)}",
        f"  level: {shape.level}",
        f"  facility: {_flow(shape.facility.model_dump())}",
        *_said(shape),
        *_long("rationale", shape.rationale, 2),
        f"  sources: {_flow(shape.sources)}",
        *_listed("anchors", shape.anchors),
        f"  origin: {shape.origin}",
        f"  author: {_scalar(shape.author)}",
        *([f"  enemies: {_flow(sorted(shape.enemies))}"] if shape.enemies else []),
        *(_listed("reviews", shape.reviews) or ["  reviews: []"]),
        f"  exceptions: {_flow(shape.exceptions)}",
    ]
    return "\n".join(lines) + "\n"


def _said(shape: ItemShape) -> Iterator[str]:
    if isinstance(shape, ObjectiveItem):
        yield from _long("stem", shape.stem, 2)
        yield "  options:"
        for letter, option in shape.options.items():
            yield f"    {_scalar(letter)}: {_flow(option.model_dump())}"
        yield f"  key: {_scalar(shape.key)}"
    elif isinstance(shape, WrittenItem):
        yield from _long("stimulus", shape.stimulus, 2)
        yield "  tasks:"
        for task in shape.tasks:
            yield from _task(task)


def _task(task: Task) -> Iterator[str]:
    first, *rest = (
        _long("prompt", task.prompt, 6)
        if "\n" in task.prompt
        else [f"      prompt: {_scalar(task.prompt)}"]
    )
    yield f"    - {first.lstrip()}"
    yield from rest
    yield f"      points: {_scalar(_number(task.points))}"
    yield "      rubric:"
    for entry in task.rubric:
        point = {"point": entry.point, "points": _number(entry.points), "accept": entry.accept}
        yield f"        - {_flow({name: value for name, value in point.items() if value != []})}"
    yield from _long("model_answer", task.model_answer, 6)
    if task.common_mistakes:
        yield "      common_mistakes:"
        for mistake in task.common_mistakes:
            yield f"        - {_scalar(mistake)}"


def _number(value: object) -> object:
    """Points without quotation marks where that loses nothing: 7.50 would come back as 7.5."""
    text = str(value)
    return _Bare(text) if str(float(text)) == text or str(int(float(text))) == text else text


def _listed(name: str, entries: Sequence[Any]) -> list[str]:
    if not entries:
        return []
    dumps = [entry.model_dump(mode="json", by_alias=True) for entry in entries]
    return [f"  {name}:", *(f"    - {_flow(_dated(entry))}" for entry in dumps)]


def _dated(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The day of a review stands bare, as in the files."""
    return {name: _Bare(value) if name == "on" else value for name, value in entry.items()}


class _Bare(str):
    """A text that stands without quotation marks although it looks like a date or a number."""

    __slots__ = ()


def _long(name: str, text: str, indent: int) -> list[str]:
    """A text of any length below its name; one that a block would not keep stands in quotation marks."""
    before = " " * indent
    lines = text.split("\n")
    is_plain = all(line == line.strip() and line for line in lines) and not _ODD.search(text)
    if not is_plain:
        return [f"{before}{name}: {_quoted(text)}"]
    mark = "|-" if len(lines) > 1 else ">-"
    return [f"{before}{name}: {mark}", *(f"{before}  {line}" for line in lines)]


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        inside = ", ".join(f"{_scalar(name)}: {_flow(entry)}" for name, entry in value.items())
        return f"{{{inside}}}"
    if isinstance(value, str) or not isinstance(value, Iterable):
        return _scalar(value)
    return f"[{', '.join(_flow(entry) for entry in value)}]"


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")  # every digit, and never 1e-05
    text = str(value)
    if isinstance(value, int | _Bare) or _is_plain(text):
        return text
    return _quoted(text)


def _is_plain(text: str) -> bool:
    is_safe = text and not (_UNSAFE_START.match(text) or _UNSAFE.search(text) or _ODD.search(text))
    return bool(is_safe) and is_plain_text(text)


def _quoted(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
