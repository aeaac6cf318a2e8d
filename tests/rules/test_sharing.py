"""Spans of consent, states of a share, and how little is kept of who looks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from trainingapp.rules.sharing import (
    MOST_DAYS,
    Device,
    ShareState,
    is_span,
    mask_name,
    read_device,
    share_state,
)

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
TODAY = date(2026, 11, 23)
A_MOMENT = timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("ends_at", "ended_at", "state"),
    [
        (NOW + A_MOMENT, None, ShareState.OPEN),
        (NOW, None, ShareState.EXPIRED),
        (NOW - A_MOMENT, None, ShareState.EXPIRED),
        (NOW + timedelta(days=9), NOW, ShareState.ENDED),
        (NOW - timedelta(days=9), NOW - timedelta(days=20), ShareState.ENDED),
    ],
)
def test_a_share_opens_up_to_its_end_and_never_after_it_was_ended(
    ends_at: datetime, ended_at: datetime | None, state: ShareState
) -> None:
    assert share_state(ends_at=ends_at, ended_at=ended_at, now=NOW) is state


@pytest.mark.parametrize(
    ("days", "is_one"), [(-1, False), (0, True), (1, True), (MOST_DAYS, True), (366, False)]
)
def test_a_consent_lasts_from_today_to_a_year(days: int, is_one: bool) -> None:
    assert is_span(TODAY + timedelta(days=days), today=TODAY) is is_one


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148", Device.PHONE),
        ("Mozilla/5.0 (Linux; Android 16; Pixel 10) Chrome/140 Mobile Safari/537", Device.PHONE),
        ("Mozilla/5.0 (Phone; OpenHarmony 5.0) HarmonyOS Chrome/120", Device.PHONE),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Mobile/15E148", Device.TABLET),
        ("Mozilla/5.0 (Linux; Android 15; Tablet) Chrome/140", Device.TABLET),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140", Device.COMPUTER),
        ("Mozilla/5.0 (compatible; Baiduspider/2.0)", Device.PROGRAM),
        ("Mozilla/5.0 (compatible; SomePreview/1.0)", Device.PROGRAM),
        ("curl/8.9", Device.PROGRAM),
        ("", Device.PROGRAM),
    ],
)
def test_a_device_is_one_of_four_words(agent: str, device: Device) -> None:
    assert read_device(agent) is device


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("林美华", "林**"),
        ("王伟", "王*"),
        ("阿依古丽·买买提", "阿***"),
        ("𠮷田", "𠮷*"),
        ("李", "*"),
        ("𠮷", "*"),
        ("䶮文", "䶮*"),
        ("葛\U000e0100城", "葛*"),
        ("葛\U000e0100", "*"),
        ("\u200b林\u200b", "*"),
        ("欧阳修", "欧**"),
        ("Li Wei", "L***"),
        ("", ""),
    ],
)
def test_of_a_name_a_stranger_reads_the_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked
