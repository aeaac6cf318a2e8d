"""Flaws of options: length, detail and form. NBME: testwiseness (long correct answer) and irrelevant difficulty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from trainingapp.rules.item_flaws.flaw import Flaw
from trainingapp.rules.item_flaws.numbers import is_figure, is_free_of_figures, read_figures
from trainingapp.rules.item_flaws.texts import ItemText

LONGER_BY = 1.4  # times the longest distractor …
LONGER_THAN = 5  # … and so many characters more
UNEVEN_BY = 3.0
UNEVEN_THAN = 10
MORE_SPECIFIC_BY = 3
_DETAILS = re.compile(
    r"《[^《》]+》|“[^“”]+”|（[^（）]+）|[，、；]|根据|按照|结合|并且|以及|或者|同时|如果|例如"
)


def specificity(text: str) -> int:
    """How much detail a text has: figures, titles, quotations, enumerations, conditions; each counts one."""
    return len(_DETAILS.findall(text)) + len(read_figures(text)[0])


def longest_letters(options: Mapping[str, str]) -> str:
    """The letters of the options with the most characters; several when they are even."""
    most = max(map(len, options.values()), default=0)
    return "".join(letter for letter, text in options.items() if len(text) == most)


def find_length_flaws(item: ItemText) -> Iterator[Flaw]:
    """The one key is at least 1.4 times as long as every distractor, and by five characters or more.

    NBME: testwiseness, "long correct answer".
    """
    if len(item.keys) != 1 or not item.distractors:
        return
    ((letter, key),) = item.keys.items()
    other = max(map(len, item.distractors.values()))
    if len(key) >= LONGER_BY * other and len(key) - other >= LONGER_THAN:
        parameters = {"letter": letter, "length": len(key), "other": other}
        yield Flaw("key_longest", ("options", letter, "text"), parameters)


def find_detail_flaws(item: ItemText) -> Iterator[Flaw]:
    """The one key has at least three details more than every distractor.

    NBME: testwiseness, "long correct answer": more specific or more complete than the rest.
    """
    if len(item.keys) != 1 or not item.distractors:
        return
    ((letter, key),) = item.keys.items()
    other = max(map(specificity, item.distractors.values()))
    if specificity(key) >= other + MORE_SPECIFIC_BY:
        yield Flaw("key_most_specific", ("options", letter, "text"), {"letter": letter})


def find_uneven_flaws(item: ItemText) -> Iterator[Flaw]:
    """The longest option is not three times as long as the shortest, unless both are short.

    NBME: irrelevant difficulty, "options are inconsistent".
    """
    lengths = {letter: len(text) for letter, text in item.options.items() if text}
    if len(lengths) < 2:
        return
    long, short = max(lengths, key=lengths.__getitem__), min(lengths, key=lengths.__getitem__)
    length, other = lengths[long], lengths[short]
    if length >= UNEVEN_BY * other and length - other >= UNEVEN_THAN:
        parameters = {"long": long, "length": length, "short": short, "other": other}
        yield Flaw("uneven_options", ("options", long, "text"), parameters)


def find_form_flaws(item: ItemText) -> Iterator[Flaw]:
    """All options are figures or none is, and all are titles in 《》 or quotations or none is.

    NBME: irrelevant difficulty, "options are inconsistent" and "numeric data are not stated consistently".
    """
    if len(item.options) < 3:
        return
    for is_such, is_other in _FORMS:
        such = [letter for letter, text in item.options.items() if is_such(text)]
        rest = [letter for letter, text in item.options.items() if is_other(text)]
        if such and rest:
            fewer = min(such, rest, key=len)
            yield Flaw("mixed_options", ("options", fewer[0]), {"letters": ", ".join(fewer)})
            return


def find_contained_options(item: ItemText) -> Iterator[Flaw]:
    """No option contains the whole of another; whoever holds the longer one true must hold the shorter one true.

    NBME: testwiseness, "options are not mutually exclusive".
    """
    if all(map(is_figure, item.options.values())):  # 十五日内 ends with 五日内
        return
    for letter, text in item.options.items():
        for other, longer in item.options.items():
            if other != letter and len(text) >= 2 and text != longer and _contains(longer, text):
                letters = ", ".join(sorted((letter, other)))
                yield Flaw("options_overlap", ("options", other, "text"), {"letters": letters})


def _contains(longer: str, text: str) -> bool:
    return longer.startswith(text) or longer.endswith(text)


def _is_title(text: str) -> bool:
    return text.startswith("《") and text.endswith("》")


def _is_quotation(text: str) -> bool:
    return text.startswith("“") and text.endswith("”")


def _is_no_title(text: str) -> bool:
    return not _is_title(text)


def _is_no_quotation(text: str) -> bool:
    return not _is_quotation(text)


_FORMS = (
    (is_figure, is_free_of_figures),
    (_is_title, _is_no_title),
    (_is_quotation, _is_no_quotation),
)
