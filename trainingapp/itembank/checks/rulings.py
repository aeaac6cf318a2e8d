"""Checks of a folder of rules kept as JSON, `<folder>/<id>-<version>.json`: read as strictly as when they decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from trainingapp.itembank.findings import Finding
from trainingapp.rules.eligibility_rulesets import LIMIT_BYTES, RulesetFaulty, parse_ruleset


class Ruling(Protocol):
    """What such a file holds."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Rulings:
    """A folder of such files: how a finding in them is called, and what reads one."""

    folder: str
    finding: str
    read: Callable[[Any], Ruling]

    def check(self, root: Path) -> Iterator[Finding]:
        """Every fault of every file of the folder."""
        for path in sorted((root / self.folder).rglob("*")):
            if path.is_dir():
                continue
            file = path.relative_to(root).as_posix()
            if path.is_symlink() or path.resolve() != root.resolve() / file:
                yield Finding(file, 1, "outside")
            elif path.suffix != ".json" or path.parent != root / self.folder:
                yield Finding(file, 1, "unexpected_file")
            else:
                yield from self._check_file(path, file)

    def _check_file(self, path: Path, file: str) -> Iterator[Finding]:
        if path.stat().st_size > LIMIT_BYTES:
            yield self._fault(file, f"larger than {LIMIT_BYTES // 1024} KB")
            return
        try:
            found = self.read(parse_ruleset(path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            yield Finding(file, 1, "not_utf8")
        except RulesetFaulty as error:
            yield from (self._fault(file, fault) for fault in error.faults)
        else:
            name = f"{found.id}-{found.version}"
            if path.stem != name:
                yield self._fault(file, f"the file must be called {name}.json")

    def _fault(self, file: str, fault: str) -> Finding:
        return Finding(file, 1, self.finding, {"fault": fault})
