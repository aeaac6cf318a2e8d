"""The rulesets that came with the question bank: files that may be published, the newest last."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from trainingapp.config import Settings
from trainingapp.rules.eligibility_rulesets import (
    Ruleset,
    RulesetFaulty,
    canonical,
    parse_ruleset,
    read_ruleset,
)

PACKAGE = Path(__file__).parent.parent


class Shipped(NamedTuple):
    """A ruleset without faults, and its canonical JSON."""

    rules: Ruleset
    text: str


def read_shipped(folder: Path) -> tuple[Shipped, ...]:
    """Every ruleset of a folder, by its file's name. Faulty ones are left out: `bank check` names them."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            document = parse_ruleset(path.read_text(encoding="utf-8"))
            found.append(Shipped(read_ruleset(document), canonical(document)))
        except (RulesetFaulty, UnicodeDecodeError):
            continue
    return tuple(found)


@cache
def list_shipped() -> tuple[Shipped, ...]:
    """The rulesets of this site's question bank, or those of the program where it has none. Read once."""
    bank = Path(Settings.load().bank or PACKAGE.parent / "question_bank")
    own = read_shipped(bank / "eligibility")
    return own or read_shipped(PACKAGE.parent / "question_bank" / "eligibility")
