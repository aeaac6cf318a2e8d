"""The real question bank with thousands of items more, mixed from its own clauses and options: for measuring.

python -m tests.itembank.large /tmp/large 10000
trainingapp bank check /tmp/large --laws ../shared/laws
"""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from trainingapp.itembank.bank import read_bank
from trainingapp.itembank.content import unfold
from trainingapp.itembank.shapes import ObjectiveItem

FOLDER = Path(__file__).parent.parent.parent / "question_bank"
SUBJECT = "junior-practice"
ENTRY = """\
- code: {code}
  kind: {kind}
  status: ready
  knowledge: [{knowledge}]
  level: {level}
  facility: {{expected: 0.65, reason: 供测量用}}
  stem: {stem}
  options:
{options}
  key: {key}
  rationale: {rationale}
  sources: [供测量用]
  anchors: {anchors}
  origin: original
  author: 内容组甲
  reviews:
    - {{reader: 审题组乙, answer: {key}, verdict: agree, second_defensible: false, "on": 2026-11-22, note: ""}}
"""


class Pool(NamedTuple):
    """Pieces of the real bank."""

    clauses: list[str]
    tasks: dict[str, list[str]]
    options: list[str]
    models: list[ObjectiveItem]


def write_mixed(folder: Path, size: int, *, per_file: int = 500, seed: int = 3) -> Path:
    """Copy the real bank and add items until it has so many; every one is mixed anew from real pieces."""
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    pool, chance = read_pool(), random.Random(seed)
    count = len(read_bank(FOLDER).items)
    for start in range(count, size, per_file):
        numbers = range(start, min(start + per_file, size))
        text = "".join(mix_item(pool, chance, number) for number in numbers)
        path = folder / f"items/{SUBJECT}/mixed-{start:05d}.yaml"
        path.write_text(text, encoding="utf-8")
    return folder


def read_pool() -> Pool:
    """The clauses, tasks and options of every objective item, and the items of one subject as models."""
    bank = read_bank(FOLDER)
    items = [p.shape for p in bank.items if isinstance(p.shape, ObjectiveItem)]
    stems = {item.code: re.split("(?<=[，。])", unfold(item.stem)) for item in items}
    return Pool(
        clauses=[piece for pieces in stems.values() for piece in pieces[:-2] if len(piece) > 5],
        tasks={
            kind: [
                stems[item.code][-2]
                for item in items
                if item.kind == kind and "（" in stems[item.code][-2]
            ]
            for kind in ("single", "multiple")
        },
        options=sorted({unfold(o.text) for item in items for o in item.options.values()}),
        models=[item for item in items if item.code.startswith("JP")],
    )


def mix_item(pool: Pool, chance: random.Random, number: int) -> str:
    """One item with the kind, key, point, whys and anchors of a real one, and words from everywhere."""
    model = chance.choice(pool.models)
    clauses = [piece.rstrip("，。") for piece in chance.sample(pool.clauses, 4)]
    texts = chance.sample(pool.options, len(model.options))
    options = [
        f"    {letter}: {{text: {quoted(text)}, why: {quoted(option.why)}}}"
        for (letter, option), text in zip(model.options.items(), texts, strict=True)
    ]
    return ENTRY.format(
        code=f"JP-01-{100_000 + number}",
        kind=model.kind,
        knowledge=model.knowledge[0],
        level=model.level,
        stem=quoted("，".join(clauses) + "。" + chance.choice(pool.tasks[model.kind])),
        options="\n".join(options),
        key=model.key,
        rationale=quoted(unfold(model.rationale)),
        anchors=quoted([anchor.model_dump() for anchor in model.anchors]),
    )


def quoted(value: object) -> str:
    """A value as JSON, which YAML reads as well."""
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    write_mixed(Path(sys.argv[1]), int(sys.argv[2]))
