"""`bank check`: everything that can be found wrong in the files alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from trainingapp.itembank.bank import Bank, read_bank
from trainingapp.itembank.checks import editions, eligibility, links
from trainingapp.itembank.checks.flaws import check_flaws
from trainingapp.itembank.checks.items import check_item
from trainingapp.itembank.checks.laws import check_anchors, check_laws
from trainingapp.itembank.checks.proofs import check_proofs
from trainingapp.itembank.checks.syllabi import check_syllabi
from trainingapp.itembank.checks.targets import check_targets
from trainingapp.itembank.checks.test_forms import check_forms, check_policies, check_specifications
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.statutes import Statutes

# What these look for may stand in a file that could not be read; only the unreadable file is reported then.
SOURCES = {
    "unknown_knowledge": "syllabi",
    "unknown_chapter": "syllabi",
    "unknown_law": "laws.yaml",
    "unknown_law_version": "laws.yaml",
    "unknown_enemy": "items",
    "form_unknown_item": "items",
    "unknown_policy": "policies.yaml",
    "unknown_specification": "specifications",
}


def check_bank(root: Path, *, on: date, laws: Path | None = None) -> Bank:
    """Read the folder and note every fault, in order of file and line.

    `on` is the day on which anchors must be in force (`rules.specifications.lens_day`);
    `laws` is a folder of statutes with their text.
    """
    bank = read_bank(root)
    unread = {finding.file.split("/")[0] for finding in bank.findings}
    found = _findings(bank, on, Statutes(laws) if laws else None)
    bank.findings += [finding for finding in found if SOURCES.get(finding.code) not in unread]
    bank.findings += eligibility.check_rulesets(root)
    bank.findings += links.check_links(root)
    bank.findings.sort()
    return bank


class Quality(NamedTuple):
    """How good a bank without faults is: what keeps it from passing, and what asks for a second look."""

    errors: list[Finding]
    warnings: list[Finding]


def check_quality(bank: Bank) -> Quality:
    """Note flaws, tells and unmet targets, in order of file and line. Such a bank can still be loaded."""
    flaws = [*check_flaws(bank)]
    errors = [found.finding for found in flaws if found.is_error]
    warnings = [found.finding for found in flaws if not found.is_error]
    errors += [*check_targets(bank), *check_proofs(bank)]
    return Quality(sorted(errors), sorted(warnings))


def _findings(bank: Bank, on: date, statutes: Statutes | None) -> Iterator[Finding]:
    yield from check_syllabi(bank)
    yield from editions.check_editions(bank)
    yield from check_laws(bank, statutes)
    yield from check_policies(bank)
    yield from check_specifications(bank)
    for placed in bank.items:
        yield from check_item(bank, placed)
        yield from check_anchors(bank, placed, statutes=statutes, on=on)
    yield from check_forms(bank)
