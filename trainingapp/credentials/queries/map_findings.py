"""What a sheet would do to the map of a curriculum, row by row; nothing is written here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from trainingapp.credentials.map_sheets import Row
from trainingapp.itembank.models import ContentArea

SAME, CHANGED, TITLE_DIFFERS = "same", "changed", "title_differs"
GOOD = frozenset({SAME, CHANGED, TITLE_DIFFERS})


class Finding(NamedTuple):
    """A row, what it comes to (a word of `link_words.FINDINGS`), and the courses of the point until now."""

    row: Row
    word: str
    before: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether the row cannot be taken."""
        return self.word not in GOOD

    @property
    def changes(self) -> bool:
        """Whether the row would change the courses of a point."""
        return not self.is_error and set(self.row.courses) != set(self.before)


def judge_rows(
    rows: Sequence[Row], areas: Iterable[ContentArea], taught: Mapping[str, list[str]]
) -> list[Finding]:
    """The finding of each row, in the order of the sheet."""
    known = {area.code: area for area in areas}
    times = Counter(row.code for row in rows if row.code)
    found = []
    for row in rows:
        before = tuple(taught.get(row.code, ()))
        found.append(Finding(row, _judge(row, known.get(row.code), times, before), before))
    return found


def _judge(row: Row, area: ContentArea | None, times: Counter[str], before: tuple[str, ...]) -> str:
    if row.fault:
        return row.fault
    if area is None:
        return "unknown_code"
    if area.kind != "point":
        return "not_a_point"
    if area.is_retired:
        return "retired"
    if times[row.code] > 1:
        return "twice"
    if row.title and row.title not in area.title.values():
        return TITLE_DIFFERS
    return SAME if set(row.courses) == set(before) else CHANGED
