"""What is missing for an act on a case: guards speak in sentences, never by a grey button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that an act still needs.

    `message` is a message id with %(name)s places for `parameters`; `endpoint` with `arguments` is the page where
    it can be put right, when there is one.
    """

    code: str
    message: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    endpoint: str = ""
    arguments: Mapping[str, object] = field(default_factory=dict)
