"""Settings come from the environment, and unsafe ones are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainingapp.config import Settings

SAFE = {
    "secret_key": "x" * 40,
    "field_keys": "k1:c29tZSBvdGhlciBrZXkgb2YgMzIgYnl0ZXMgLi4uLi4=",
    "base_url": "https://learn.example.cn",
    "mail_host": "mail.example.cn",
    "site_operator": "滨江社会工作协会",
    "site_contact": "privacy@example.cn",
}


def test_the_environment_sets_values_of_the_right_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAININGAPP_WORKERS", "3")
    monkeypatch.setenv("TRAININGAPP_DEBUG", "yes")
    monkeypatch.setenv("TRAININGAPP_DATA", "elsewhere")
    settings = Settings.load()
    assert (settings.workers, settings.debug, settings.data) == (
        3,
        True,
        Path("elsewhere").absolute(),
    )


def test_a_value_of_the_wrong_type_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAININGAPP_PORT", "eighty")
    with pytest.raises(ValueError, match="TRAININGAPP_PORT must be a whole number"):
        Settings.load()


def test_safe_settings_have_no_complaint() -> None:
    assert Settings.load(SAFE).check_safe() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("secret_key", Settings().secret_key),
        ("secret_key", "short"),
        ("field_keys", Settings().field_keys),
        ("debug", True),
        ("demo", True),
        ("base_url", "http://learn.example.cn"),
        ("audit_keep_months", 6),
        ("mail_host", ""),
        ("site_operator", ""),
        ("site_contact", ""),
        ("packages_url", "http://packages.example.org"),
        ("packages_url", f"{SAFE['base_url']}:8443"),  # another port is the same host to a cookie
    ],
)
def test_each_unsafe_setting_is_named(name: str, value: object) -> None:
    complaints = Settings.load({**SAFE, name: value}).check_safe()
    assert len(complaints) == 1
    assert complaints[0].startswith(f"TRAININGAPP_{name.upper()} ")
