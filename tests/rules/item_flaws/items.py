"""A sound item for tests to spoil."""

from __future__ import annotations

from trainingapp.rules.item_flaws.texts import ItemText

STEM = "社会工作者小韩走访独居的陈奶奶，她担心给人添麻烦。下列做法中，最恰当的是（\u3000\u3000）。"
OPTIONS = {
    "A": "请子女尽快接她同住",
    "B": "先听她讲自己的想法",
    "C": "替她联系养老院床位",
    "D": "把她转介给志愿团队",
}
WHYS = {
    "A": "没有征得本人同意就作安排。",
    "B": "建立关系从倾听和接纳开始。",
    "C": "没有评估需要就替她决定。",
    "D": "关系还没有建立，转介过早。",
}
RATIONALE = "接案阶段的首要任务是建立专业关系，倾听是基础。依据2025年版大纲第六章。"


def spoil(
    *,
    code: str = "JC-01-0001",
    kind: str = "single",
    stem: str = STEM,
    key: str = "B",
    rationale: str = RATIONALE,
    whys: dict[str, str] | None = None,
    **options: str,
) -> ItemText:
    """The sound item with other words; options and whys are replaced letter by letter."""
    texts = {**OPTIONS, **options}
    return ItemText(
        code=code,
        kind=kind,
        stem=stem,
        options=texts,
        whys={letter: WHYS.get(letter, f"说明选项的第{letter}条理由。") for letter in texts}
        | (whys or {}),
        key=key,
        rationale=rationale,
    )


def figures(*values: str, key: str = "B", stem: str = STEM) -> ItemText:
    """An item whose options are these, in order."""
    return spoil(stem=stem, key=key, **dict(zip("ABCDE", values, strict=False)))
