"""What a kept decision proves, as the facts of a statement, with the sources it names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from trainingapp.credentials.kinds import Basis
from trainingapp.credentials.kinds_records import EligibilityFacts
from trainingapp.credentials.models.eligibility import Decision
from trainingapp.credentials.queries.eligibility import read_document, read_rules
from trainingapp.credentials.queries.proving import find_province
from trainingapp.rules import eligibility
from trainingapp.rules.eligibility_rulesets import Source


def read_decision(decision: Decision, sure: frozenset[Basis]) -> EligibilityFacts | None:
    """What a kept decision proves; None unless it is that the conditions are met, by records verified to this day."""
    document = read_document(decision)
    if document is None or decision.outcome != eligibility.Outcome.ELIGIBLE:
        return None
    named = sorted({ref for line in document["why"] for ref in line["evidence"]})
    records = tuple(
        (kind, int(number)) for kind, _, number in (ref.partition(":") for ref in named)
    )
    if not records or not sure >= set(records):
        return None
    rules = read_rules(decision.ruleset.document)
    return EligibilityFacts(
        decision_id=decision.id,
        goal=decision.target,
        year=decision.year,
        decided_on=date.fromisoformat(document["as_of"]),
        ruleset=f"{rules.id} {rules.version}",
        sources=_cite(document, rules.sources),
        records=records,
        region=find_province(document["region"]),
    )


def _cite(document: Mapping[str, Any], sources: Mapping[str, Source]) -> tuple[str, ...]:
    """The sources of a decision's sentences, each once, and how sure we are of them where we are not."""
    names = dict.fromkeys(name for line in document["why"] for name in line["sources"])
    return tuple(_cite_one(sources[name]) for name in names)


def _cite_one(source: Source) -> str:
    unsure = "" if source.is_article_sure else "（条款序号未核对原文）"
    return f"{source.document}（{source.number}）{source.article}{unsure}"
