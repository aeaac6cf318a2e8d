"""Keys for the tests of credentials: an RSA key takes a fifth of a second to make so they are made once."""

from __future__ import annotations

import pytest

from trainingapp.credentials.models.verifiable import KeyKind
from trainingapp.credentials.signing import jwks

_made: dict[KeyKind, list[jwks.Private]] = {}


@pytest.fixture(autouse=True)
def kept_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first key of a kind in a test is the first of every test, the second the second: no test sees one twice."""
    real, given = jwks.make_private, dict.fromkeys(KeyKind, 0)

    def take(kind: KeyKind) -> jwks.Private:
        pool, place = _made.setdefault(kind, []), given[kind]
        given[kind] += 1
        if place == len(pool):
            pool.append(real(kind))
        return pool[place]

    monkeypatch.setattr(jwks, "make_private", take)
