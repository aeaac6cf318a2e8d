"""The codes that lead to a credential and to a share can be read off a dark page too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import make_credential
from tests.factories_sharing import end_share, make_share


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def codes_in(page: str) -> list[str]:
    """The pictures that a page carries in itself, as SVG."""
    return [unquote(found) for found in re.findall(r'src="data:image/svg\+xml[^,]*,([^"]+)"', page)]


def test_the_code_of_a_credential_brings_its_own_white_ground(client: FlaskClient) -> None:
    lin = make_user()
    sign_in(client, lin)
    (code,) = codes_in(client.get(f"/credentials/{make_credential(lin, is_open=True)}").text)
    assert re.search(r"#fff|white", code)
    assert re.search(r"#000|black", code)


def test_the_code_of_a_share_brings_its_own_white_ground_and_ends_with_it(
    client: FlaskClient,
) -> None:
    lin = make_user()
    sign_in(client, lin)
    share_id, _secret = make_share(lin, parts=["degrees"])
    address = f"/credentials/shares/{share_id}"
    (code,) = codes_in(client.get(address).text)
    assert re.search(r"#fff|white", code)
    assert re.search(r"#000|black", code)
    end_share(share_id)
    assert codes_in(client.get(address).text) == []
