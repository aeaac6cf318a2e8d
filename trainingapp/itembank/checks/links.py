"""Checks of what a degree does for the certificate: `links/<id>-<version>.json`, read as strictly as when it counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from trainingapp.itembank.findings import Finding
from trainingapp.rules.eligibility_rulesets import LIMIT_BYTES, RulesetFaulty, parse_ruleset
from trainingapp.rules.link_policies import read_links

FOLDER = "links"


def check_links(root: Path) -> Iterator[Finding]:
    """Every fault of every file of policies and lines of the bank."""
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
        yield Finding(file, 1, "links", {"fault": f"larger than {LIMIT_BYTES // 1024} KB"})
        return
    try:
        links = read_links(parse_ruleset(path.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        yield Finding(file, 1, "not_utf8")
    except RulesetFaulty as error:
        yield from (Finding(file, 1, "links", {"fault": fault}) for fault in error.faults)
    else:
        if path.stem != f"{links.id}-{links.version}":
            fault = f"the file must be called {links.id}-{links.version}.json"
            yield Finding(file, 1, "links", {"fault": fault})
