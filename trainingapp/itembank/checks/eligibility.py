"""Checks of the rulesets of eligibility: `eligibility/<id>-<version>.json`, read as strictly as when they decide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trainingapp.itembank.findings import Finding
from trainingapp.rules.eligibility_rulesets import (
    LIMIT_BYTES,
    RulesetFaulty,
    parse_ruleset,
    read_ruleset,
)

FOLDER = "eligibility"


def check_rulesets(root: Path) -> Iterator[Finding]:
    """Every fault of every ruleset of the bank."""
    for path in sorted((root / FOLDER).rglob("*")):
        if path.is_dir():
            continue
        file = path.relative_to(root).as_posix()
        if path.is_symlink() or path.resolve() != root.resolve() / file:
            yield Finding(file, 1, "outside")
        elif path.suffix != ".json" or path.parent != root / FOLDER:
            yield Finding(file, 1, "unexpected_file")
        else:
            yield from _check_file(path, file)


def _check_file(path: Path, file: str) -> Iterator[Finding]:
    if path.stat().st_size > LIMIT_BYTES:
        yield Finding(file, 1, "ruleset", {"fault": f"larger than {LIMIT_BYTES // 1024} KB"})
        return
    try:
        rules = read_ruleset(parse_ruleset(path.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        yield Finding(file, 1, "not_utf8")
    except RulesetFaulty as error:
        yield from (Finding(file, 1, "ruleset", {"fault": fault}) for fault in error.faults)
    else:
        if path.stem != f"{rules.id}-{rules.version}":
            fault = f"the file must be called {rules.id}-{rules.version}.json"
            yield Finding(file, 1, "ruleset", {"fault": fault})
