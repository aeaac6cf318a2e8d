"""Proofs of anchors: which phrases were looked up in the statutes' own texts.

The texts lie beside the project, not in it. Whoever has them writes down what was found there; whoever has not
still sees an anchor that nobody has looked up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from trainingapp.itembank.bank import Bank
from trainingapp.itembank.findings import Finding
from trainingapp.itembank.shapes import Anchor
from trainingapp.rules.items import Status

FILE = "anchors.txt"
LENGTH = 16  # of a proof, in hexadecimal digits


def proof_of(anchor: Anchor) -> str:
    """What stands in the file for an anchor: any other version, article or phrase has another proof."""
    words = "\n".join((anchor.law, anchor.version, anchor.article, anchor.phrase))
    return hashlib.sha256(words.encode()).hexdigest()[:LENGTH]


def check_proofs(bank: Bank) -> Iterator[Finding]:
    """Every anchor of a ready item that is not in the file of proofs; a bank without that file keeps none."""
    path = bank.root / FILE
    if not path.is_file():
        return
    known = {line.split(" ")[0] for line in path.read_text(encoding="utf-8").splitlines()}
    for placed in bank.items:
        if placed.shape.status is not Status.READY:
            continue
        for position, anchor in enumerate(placed.shape.anchors):
            if proof_of(anchor) not in known:
                yield placed.finding("anchor_unproved", "anchors", position)


def write_proofs(bank: Bank) -> int:
    """Write down every anchor of a bank that was checked against the texts without a fault; how many there are."""
    lines = {
        f"{proof_of(anchor)} {anchor.law} {anchor.version} {anchor.article}"
        for placed in bank.items
        for anchor in placed.shape.anchors
    }
    in_order = sorted(lines, key=lambda line: line.split(" ")[1:])
    text = "".join(f"{line}\n" for line in in_order)
    (bank.root / FILE).write_text(text, encoding="utf-8")
    return len(lines)
