"""What can be wrong with a row of a sheet or an item of a document: its place, its sentence, how bad it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from trainingapp.itembank.findings import SENTENCES
from trainingapp.rules.item_flaws.catalogue import CATALOGUE

N_ = str  # marks a message for translation where it is not yet shown
Translate = Callable[[str], str]
ERROR = "error"
WARNING = "warning"
FLAW = "flaw:"  # before the name of a flaw, which may be that of another finding
KEPT = "kept"  # what an import could not take back

# Own sentences prevail over those of `bank check`, which speak of files and quotation marks.
OWN: Mapping[str, str] = {
    # cells
    "control_character": N_("The text holds a character that cannot be seen; type it again."),
    "date_in_cell": N_("Excel has made a date of this; format the cell as text and type it again."),
    "error_in_cell": N_("The cell holds an error of a formula; write the value itself."),
    "formula_in_cell": N_("The cell holds a formula; the value it had last was read."),
    "text_too_long": N_("The text is longer than %(limit)s characters; shorten it."),
    "not_number": N_("“%(value)s” is not a number between 0 and 1."),
    "unknown_word": N_("“%(value)s” is not known here; write one of: %(allowed)s."),
    "bad_anchor": N_("“%(value)s” does not name law, article and words like this: %(example)s."),
    "unknown_law_name": N_("There is no law “%(value)s” in the bank."),
    "ambiguous_law": N_("Several laws are called “%(value)s”; write the code of the law."),
    "no_version": N_("No version of “%(value)s” is in force; write the version."),
    "bad_exception": N_("“%(value)s” is not a name and a reason with a colon between."),
    "unknown_title": N_(
        "There is no knowledge point “%(value)s”; write its code or its full title."
    ),
    "ambiguous_title": N_(
        "Several knowledge points are called “%(value)s”; write the code: %(codes)s."
    ),
    "missing_field": N_("“%(field)s” is missing."),
    "empty_text": N_("“%(field)s” is empty."),
    "wrong_length": N_("“%(field)s” must have %(wanted)s entries."),
    "wrong_value": N_("“%(field)s” cannot be “%(value)s”."),
    "bad_code": N_(
        "The code “%(value)s” does not have the form JC-06-0001 (JC06.1.01 for points)."
    ),
    "bad_review": N_("The review cannot be read: %(field)s."),
    # sheets
    "unknown_column": N_("No field is called “%(heading)s”; the column is not read."),
    "column_twice": N_("The column “%(heading)s” stands here twice."),
    "sheet_not_read": N_("The sheet “%(sheet)s” is not read."),
    # documents
    "table_ignored": N_("Tables are not read; write the item as text."),
    "picture_ignored": N_("Pictures are not read."),
    "auto_numbered": N_("Word numbers this paragraph by itself; type the number or letter."),
    "tracked_changes": N_("The paragraph holds tracked changes; accept or reject them first."),
    "unread_part": N_("The text in a control or a box is not read; write it as plain text."),
    "heading_not_read": N_("The heading is not read; what follows it begins with a numbered item."),
    "hidden_text": N_("The paragraph holds hidden text, which is read like any other."),
    "unknown_label": N_("No field is called “%(label)s”; what follows it is not read."),
    "label_twice": N_("“%(label)s” stands here twice."),
    "option_order": N_("Option %(letter)s is out of order."),
    # the item against the bank
    "code_twice": N_("The code %(code)s already stands in row %(row)s."),
    "code_taken": N_(
        "The item %(code)s is in the bank already. Leave the code empty for a new item; "
        "to change the item, export it first."
    ),
    "changed_meanwhile": N_(
        "Somebody has changed the item %(code)s since the export; export it again."
    ),
    "unknown_base": N_("There is no item %(code)s to change; leave both columns empty."),
    "item_retired": N_("The item %(code)s is retired; bring it back to draft first."),
    "same_in_bank": N_("This item is already there: %(code)s."),
    "same_in_file": N_("The same item already stands in row %(row)s."),
    "alike_in_bank": N_("Very like the item %(code)s: %(share)s %% of its words."),
    "alike_in_file": N_("Very like the item in row %(row)s: %(share)s %% of its words."),
    # what an import could not take back
    "kept_on_form": N_("The item stands on a test form and stays as it is."),
    "kept_changed": N_("Somebody has changed the item since the import; it stays as it is."),
    "kept_read": N_("A second reader has answered the item; it is kept, but retired."),
    "kept_reviewed": N_(
        "A second reader has read what the import brought; the item stays as it is."
    ),
    "kept_retired": N_("The item is retired; it stays as it is."),
    "kept_enemy": N_("Another item names it as an enemy; it stays as it is."),
    "kept_gone": N_("The item is no longer there."),
}


class Problem(NamedTuple):
    """One finding: row (or number of the item), the heading as printed, the code of the sentence and what fills it."""

    row: int
    column: str
    code: str
    parameters: Mapping[str, Any] = {}
    severity: str = ERROR
    sheet: str = ""
    paragraph: int = 0  # of a document, from 1

    def entry(self) -> dict[str, Any]:
        """The finding as JSON."""
        parameters = {name: _plain(value) for name, value in self.parameters.items()}
        return {**self._asdict(), "parameters": parameters}


def read_problem(entry: Mapping[str, Any]) -> Problem:
    """The finding that was written as JSON."""
    return Problem(**entry)


def tell_problem(problem: Problem, translate: Translate) -> str:
    """The sentence in the reader's language."""
    if problem.code.startswith(FLAW):
        message = CATALOGUE[problem.code.removeprefix(FLAW)].sentence
    else:
        message = OWN.get(problem.code) or SENTENCES[problem.code]
    return translate(message) % problem.parameters


def is_error(problem: Problem) -> bool:
    """Whether an import with this finding cannot be confirmed."""
    return problem.severity == ERROR


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | bool) else str(value)
