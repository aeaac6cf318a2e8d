"""Personal data opens only with its key and its purpose."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from flask import Flask

from trainingapp.web import tokens, vault

OTHER = base64.b64encode(b"another key, also of 32 bytes...").decode()


def test_a_field_comes_back_and_does_not_show_its_text(app: Flask) -> None:
    stored = vault.encrypt("13800138000", "phone")
    assert "13800138000" not in stored
    assert vault.decrypt(stored, "phone") == "13800138000"


def test_equal_values_look_different_but_share_an_index(app: Flask) -> None:
    assert vault.encrypt("a", "phone") != vault.encrypt("a", "phone")
    assert vault.blind_index("a", "phone") == vault.blind_index("a", "phone")
    assert vault.blind_index("a", "phone") != vault.blind_index("a", "id")


def test_a_field_cannot_be_moved_to_another_column(app: Flask) -> None:
    with pytest.raises(ValueError, match="does not open"):
        vault.decrypt(vault.encrypt("a", "phone"), "id")


def test_a_changed_field_does_not_open(app: Flask) -> None:
    stored = vault.encrypt("a", "phone")
    broken = stored[:-3] + ("AAA" if not stored.endswith("AAA") else "BBB")
    with pytest.raises(ValueError, match="does not open"):
        vault.decrypt(broken, "phone")


def test_old_fields_open_and_are_found_after_a_new_key(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, index = vault.encrypt("a", "phone"), vault.blind_index("a", "phone")
    monkeypatch.setitem(app.config, "FIELD_KEYS", f"k2:{OTHER},{app.config['FIELD_KEYS']}")
    assert vault.decrypt(old, "phone") == "a"
    assert vault.encrypt("a", "phone").startswith("aes256gcm.k2.")
    assert vault.blind_index("a", "phone") == index


def test_an_unknown_key_is_named(app: Flask) -> None:
    with pytest.raises(ValueError, match="no key k9"):
        vault.decrypt("aes256gcm.k9.AAAA", "phone")


@pytest.mark.parametrize(
    ("number", "shown"),
    [("13800138000", "138****8000"), ("110105194912310021", "110***********0021")],
)
def test_numbers_are_masked(number: str, shown: str) -> None:
    assert vault.mask_phone(number) == shown
    assert vault.mask_id_number(number) == shown


def test_a_token_serves_one_purpose_for_a_while(app: Flask) -> None:
    token = tokens.sign({"id": 7}, "reset")
    assert tokens.read(token, "reset", max_age=timedelta(minutes=1)) == {"id": 7}
    assert tokens.read(token, "invite", max_age=timedelta(minutes=1)) is None
    assert tokens.read(token, "reset", max_age=timedelta(seconds=-1)) is None
    assert tokens.read(token + "x", "reset", max_age=timedelta(minutes=1)) is None
