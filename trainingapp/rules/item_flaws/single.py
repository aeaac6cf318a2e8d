"""Every rule on a single item, in the order in which an editor would mend what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trainingapp.rules.item_flaws import numbers, options, reasons, stems, typography, wording
from trainingapp.rules.item_flaws.flaw import Flaw
from trainingapp.rules.item_flaws.texts import ItemText

Rule = Callable[[ItemText], Iterator[Flaw]]

RULES: tuple[Rule, ...] = (
    stems.find_task_flaws,
    stems.find_negative_flaws,
    stems.find_long_stems,
    stems.find_blank_flaws,
    options.find_length_flaws,
    options.find_detail_flaws,
    options.find_form_flaws,
    options.find_uneven_flaws,
    options.find_contained_options,
    numbers.find_order_flaws,
    numbers.find_range_flaws,
    numbers.find_number_flaws,
    wording.find_pointing_options,
    wording.find_absolute_flaws,
    wording.find_hedge_flaws,
    wording.find_echo_flaws,
    wording.find_demeaning_words,
    reasons.find_thin_whys,
    reasons.find_repeated_whys,
    reasons.find_thin_rationale,
    reasons.find_cited_letters,
    typography.find_half_width_marks,
    typography.find_full_width_letters,
    typography.find_stray_marks,
    typography.find_end_marks,
)


def find_item_flaws(item: ItemText) -> list[Flaw]:
    """Every flaw of one item taken by itself, exceptions not yet considered."""
    return [flaw for rule in RULES for flaw in rule(item)]
