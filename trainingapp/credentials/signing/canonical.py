"""The canonical form of a document (RDFC-1.0, which PyLD calls URDNA2015), given up when it is made to cost too much.

Nodes without an id that look alike are told apart by trying every order: ten in a row are three million. Screening
cannot see who looks alike, so the work itself is counted, as the standard (§7.1, dataset poisoning) asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import factorial
from typing import Any

from pyld import jsonld  # type: ignore[import-untyped]
from pyld.canon import URDNA2015  # type: ignore[import-untyped]

QUADS = "application/n-quads"
MOST_ORDERS = 400  # tried for one document; a bundle of ten parts asks for ten or twenty


class Entangled(ValueError):  # noqa: N818 - the fact is the name
    """A document whose nodes would have to be told apart by trial for too long."""


class _Counted(URDNA2015):  # type: ignore[misc]
    orders = 0

    def create_hash_to_related(self, id_: str, issuer: Any) -> dict[str, list[str]]:
        """The related nodes that look alike; every order of each group is about to be tried."""
        found: dict[str, list[str]] = super().create_hash_to_related(id_, issuer)
        self.orders += sum(_count_orders(group) for group in found.values())
        if self.orders > MOST_ORDERS:
            raise Entangled
        return found


def _count_orders(group: list[str]) -> int:
    """At most how many orders there are: one node named several times has one."""
    return factorial(min(len(group), 10)) if len(set(group)) > 1 else 1


def canonical(document: Mapping[str, Any], reading: Mapping[str, Any]) -> str:
    """The document as canonical N-Quads. :param reading: how PyLD finds vocabularies.

    :raises Entangled: it takes too long. :raises jsonld.JsonLdError: it is no JSON-LD.
    """
    dataset = jsonld.to_rdf(dict(document), {**reading, "produceGeneralizedRdf": False})
    return str(_Counted().main(dataset, {"format": QUADS}))
