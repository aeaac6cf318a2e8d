"""The list of what is revoked as a signed credential. It is the same for an hour unless the list changes."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from typing import Any

from trainingapp.credentials.models.verifiable import IssuerKey, StatusList
from trainingapp.credentials.signing.keys import find_issuer, open_key
from trainingapp.credentials.signing.proof import sign
from trainingapp.credentials.signing.status import list_url, make_list

_KEPT = 32
_signed: OrderedDict[tuple[object, ...], dict[str, Any]] = OrderedDict()


def sign_list(places: StatusList, key: IssuerKey, *, now: datetime) -> dict[str, Any]:
    """The signed list. Every process gives the same text: the moment is the hour, the signature deterministic."""
    issuer, hour = find_issuer(), now.replace(minute=0, second=0, microsecond=0)
    name = (issuer.did, places.purpose, places.number, places.version, key.public, hour)
    if name not in _signed:
        url = list_url(issuer.base, places.purpose, places.number)
        bare = make_list(issuer.did, url, places.bits, purpose=places.purpose, valid_from=hour)
        private = open_key(key.private_sealed or "")
        _signed[name] = sign(bare, private, method=issuer.method(key.public), created=hour)
        while len(_signed) > _KEPT:
            _signed.popitem(last=False)
    return _signed[name]
