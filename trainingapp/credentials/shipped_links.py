"""The policies and lines that came with the question bank (`links/<id>-<version>.json`), the newest file counts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from trainingapp.config import Settings
from trainingapp.rules.eligibility_rulesets import RulesetFaulty, parse_ruleset
from trainingapp.rules.link_policies import Links, read_links

PACKAGE = Path(__file__).parent.parent


def read_folder(folder: Path) -> tuple[Links, ...]:
    """Every file of a folder, the newest version last. Faulty ones are left out: `bank check` names them."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(read_links(parse_ruleset(path.read_text(encoding="utf-8"))))
        except (RulesetFaulty, UnicodeDecodeError):
            continue
    return tuple(sorted(found, key=lambda links: _place(links.version)))


def _place(version: str) -> list[tuple[int, str]]:
    """Where a version stands: 2026.10 comes after 2026.9."""
    return [(int(part) if part.isdecimal() else -1, part) for part in version.split(".")]


@cache
def find_links() -> Links:
    """The newest of this site's question bank, or of the program's where it has none. Read once."""
    bank = Path(Settings.load().bank or PACKAGE.parent / "question_bank")
    own = read_folder(bank / "links")
    return (own or read_folder(PACKAGE.parent / "question_bank" / "links"))[-1]
