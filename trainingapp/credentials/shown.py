"""A credential of a share with its document and its checks of just now."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainingapp.credentials.models.verifiable import Credential
from trainingapp.credentials.queries.verifiable import state_now
from trainingapp.credentials.signing.verifying import Findings, verify


@dataclass(frozen=True, slots=True)
class Checked:
    """A credential of a share, its document and its checks of just now."""

    credential: Credential
    document: Mapping[str, Any]
    findings: Findings
    state: str


def check(credential: Credential, *, now: datetime) -> Checked:
    """Every check of a credential whose content is there."""
    return Checked(
        credential,
        json.loads(credential.document),
        verify(credential.document, now=now),
        state_now(credential, now=now),
    )
