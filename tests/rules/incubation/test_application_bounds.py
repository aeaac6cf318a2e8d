"""The bounds of what an applicant types, and what holds whatever is typed."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, strategies as st

from trainingapp.rules.incubation.application_forms import (
    PAPERS,
    ApplicationSpec,
    FieldKind,
    FormField,
    Wording,
    changes_between,
    fault_of,
    find_faults,
    read_day,
    read_money,
    read_number,
)
from trainingapp.rules.incubation.application_reading import FormFaultError, read_spec
from trainingapp.rules.incubation.applying import (
    CallState,
    alike,
    call_state,
    is_fresh,
    resubmission_ends_on,
)
from trainingapp.rules.incubation.precheck import Colour, KnownFacts, find_signals, stops
from trainingapp.rules.incubation.words import Applicants

FILE = Path(__file__).parents[3] / "question_bank" / "incubation" / "forms.yaml"
TITLE = Wording("名", "name")
DATA: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SPEC: ApplicationSpec = read_spec(DATA)
DAY = timedelta(days=1)

NUMBERS: list[tuple[str, int | None]] = [
    ("0", 0),
    ("00", 0),
    ("007", 7),
    ("1", 1),
    ("999999", 999_999),
    ("1000000", 1_000_000),
    ("1000001", None),
    ("9999999", None),
    ("10000000", None),
    ("", None),
    (" 1", None),
    ("1 ", None),
    ("+1", None),
    ("-1", None),
    ("1.0", None),
    ("1,000", None),
    ("1e3", None),
    ("0x10", None),
    ("１", None),
    ("一", None),
    ("²", None),
    ("٣", None),
    ("1_000", None),
    ("3人", None),
    ("NaN", None),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_a_number_is_read_as_digits_and_nothing_else(text: str, value: int | None) -> None:
    assert read_number(text) == value


AMOUNTS: list[tuple[str, str | None]] = [
    ("0", "0"),
    ("0.00", "0"),
    ("0.5", "0.5"),
    ("1", "1"),
    ("1.20", "1.2"),
    ("1.230", "1.23"),
    ("120000.50", "120000.5"),
    ("1,200", "1200"),
    ("12,345.67", "12345.67"),
    ("1,234,567", "1234567"),
    ("999999999999.99", "999999999999.99"),
    ("1000000000000", None),
    ("999999999999.995", None),
    ("1.005", None),
    ("1,2", None),
    ("1,20", None),
    ("12,34,567", None),
    (",100", None),
    ("100,", None),
    ("1.", None),
    (".5", None),
    ("1e5", None),
    ("1E5", None),
    ("1_000", None),
    ("１２３", None),
    ("+5", None),
    ("-5", None),
    ("-0", None),
    (" 5", None),
    ("5 ", None),
    ("5元", None),
    ("¥5", None),
    ("五万", None),
    ("", None),
    ("NaN", None),
    ("sNaN", None),
    ("Infinity", None),
    ("-Infinity", None),
    ("0x1F", None),
    ("1.2.3", None),
]


@pytest.mark.parametrize(("text", "value"), AMOUNTS)
def test_an_amount_is_read_as_people_write_it_and_nothing_else(
    text: str, value: str | None
) -> None:
    assert read_money(text) == (None if value is None else Decimal(value))


DAYS: list[tuple[str, date | None]] = [
    ("2026-03-31", date(2026, 3, 31)),
    ("2024-02-29", date(2024, 2, 29)),
    ("2000-02-29", date(2000, 2, 29)),
    ("0001-01-01", date(1, 1, 1)),
    ("9999-12-31", date(9999, 12, 31)),
    ("2023-02-29", None),
    ("1900-02-29", None),
    ("2026-02-30", None),
    ("2026-04-31", None),
    ("2026-13-01", None),
    ("2026-00-10", None),
    ("2026-01-00", None),
    ("0000-01-01", None),
    ("20260331", None),  # the ISO form without signs: a form asks for 2026-03-31
    ("2026-W13-2", None),  # a week
    ("2026W132", None),
    ("2026-3-1", None),
    ("26-03-01", None),
    ("2026/03/31", None),
    ("2026.03.31", None),
    ("31.03.2026", None),
    ("2026年3月31日", None),
    ("２０２６-０３-３１", None),
    ("2026-03-31T00:00", None),
    ("2026-03-31 ", None),
    ("明天", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_a_day_is_read_as_year_month_day_and_nothing_else(text: str, day: date | None) -> None:
    assert read_day(text) == day


MAILS = [
    ("lin@example.org", True),
    ("lin.xm+base@mail.example.org.cn", True),
    ("林@例子.中国", True),
    ("a@b.c", True),
    ("a@b", False),
    ("a@.b", False),
    ("a@b.", False),
    ("a@b..c", False),
    ("@b.c", False),
    ("a@", False),
    ("a@@b.c", False),
    ("a b@c.d", False),
    ("a@c d.e", False),
    ("a@b.c\n", False),
    ("邮箱", False),
]


@pytest.mark.parametrize(("text", "is_good"), MAILS)
def test_an_address_of_mail_has_its_parts(text: str, is_good: bool) -> None:
    field = FormField("f", FieldKind.EMAIL, TITLE)
    assert (fault_of(field, {"f": text}) == "") is is_good


PHONES = [
    ("13800138000", True),
    ("0311-86012345", True),
    ("0311 8601 2345", True),
    ("+86 138 0013 8000", True),
    ("1234567", True),
    ("123456", False),
    ("12345678901234567890", True),
    ("1234567890123456789012", False),
    ("-1234567", False),
    ("1234567-", False),
    ("++8613800138000", False),
    ("138 0013 800O", False),
    ("１３８００１３８０００", False),
    ("(0311)86012345", False),
    ("电话不便", False),
]


@pytest.mark.parametrize(("text", "is_good"), PHONES)
def test_a_telephone_is_digits_with_blanks_and_strokes(text: str, is_good: bool) -> None:
    field = FormField("f", FieldKind.PHONE, TITLE)
    assert (fault_of(field, {"f": text}) == "") is is_good


FIELDS = [(part.key, field.key) for part in SPEC.parts for field in part.fields]
BY_KEY = {field.key: field for part in SPEC.parts for field in part.fields}
TYPED = (FieldKind.LINE, FieldKind.TEXT)
LONG_ONES = [key for key, field in BY_KEY.items() if field.kind in TYPED]


@pytest.mark.parametrize("key", LONG_ONES)
def test_every_text_of_the_shipped_form_has_its_length(key: str) -> None:
    field = BY_KEY[key]
    assert 30 <= field.most <= 2000
    assert fault_of(field, {key: "字" * field.most}) == ""
    assert fault_of(field, {key: "字" * (field.most + 1)}) == "This is too long."


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_every_field_of_the_shipped_form_has_both_languages(key: str) -> None:
    field = BY_KEY[key]
    assert field.label.zh
    assert field.label.en
    assert any("\u4e00" <= letter <= "\u9fff" for letter in field.label.zh)
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in field.label.en)
    assert bool(field.help.zh) is bool(field.help.en)
    for words in (field.options or {}).values():
        assert words.zh
        assert words.en


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_every_field_of_the_shipped_form_may_be_empty_only_when_it_says_so(key: str) -> None:
    field = BY_KEY[key]
    expected = "Please fill this in." if field.is_required else ""
    assert fault_of(field, {}) == expected
    assert fault_of(field, {key: ""}) == expected
    assert fault_of(field, {key: []}) == expected


CHOICES = [key for key, field in BY_KEY.items() if field.options]


@pytest.mark.parametrize("key", CHOICES)
def test_every_choice_of_the_shipped_form_takes_what_it_offers_alone(key: str) -> None:
    field = BY_KEY[key]
    for offered in field.options or {}:
        assert fault_of(field, {key: offered}) == ""
        assert fault_of(field, {key: [offered]}) == ""
    told = "Choose one of what is offered."
    wrong: list[Any] = ["all", "NONE", "<script>", "m24", [*(field.options or {}), "more"]]
    for value in wrong:
        assert fault_of(field, {key: value}) == told


ANY = st.one_of(st.text(max_size=60), st.lists(st.text(max_size=12), max_size=4))
ANSWERS = st.dictionaries(
    st.sampled_from([*BY_KEY, *(f"{key}_why" for key in BY_KEY), "unknown"]), ANY, max_size=25
)


@given(ANSWERS, st.sampled_from(list(Applicants)))
def test_whatever_is_typed_every_fault_is_at_a_field_of_the_form(
    answers: dict[str, Any], applicants: Applicants
) -> None:
    places = {(part.key, field.key) for part in SPEC.parts_for(applicants) for field in part.fields}
    papers = {(PAPERS, one.key) for one in SPEC.papers_for(applicants)}
    faults = find_faults(SPEC, applicants, answers, [])
    assert {(one.part, one.field) for one in faults} <= places | papers
    assert len(faults) == len({(one.part, one.field) for one in faults})
    assert all(one.message and one.label.zh and one.label.en for one in faults)


@given(ANSWERS, st.sampled_from(list(Applicants)), st.sampled_from(sorted(BY_KEY)))
def test_to_empty_a_field_never_mends_another(
    answers: dict[str, Any], applicants: Applicants, key: str
) -> None:
    before = {one.field for one in find_faults(SPEC, applicants, answers, [])} - {key}
    less = {name: value for name, value in answers.items() if name != key}
    after = {one.field for one in find_faults(SPEC, applicants, less, [])} - {key}
    assert after == before


@given(ANSWERS, st.sampled_from(list(Applicants)))
def test_whatever_is_declared_each_signal_has_a_colour_and_red_always_stops(
    answers: dict[str, Any], applicants: Applicants
) -> None:
    signals = find_signals(SPEC, applicants, answers, KnownFacts(share=(1, 3)))
    assert {one.colour for one in signals} <= {Colour.RED, Colour.AMBER}
    red = [one for one in signals if one.colour is Colour.RED]
    assert all(one in stops(signals) for one in red)
    assert all(not one.is_explained for one in stops(signals) if one.colour is Colour.AMBER)


@given(st.integers(0, 1_000_000))
def test_every_number_that_may_stand_is_read_again_as_it_was_written(value: int) -> None:
    assert read_number(str(value)) == value


@given(st.decimals(0, Decimal("999999999999.99"), places=2))
def test_every_amount_that_may_stand_is_read_again_as_it_was_written(amount: Decimal) -> None:
    assert read_money(f"{amount:.2f}") == amount
    assert read_money(f"{amount:,.2f}") == amount


@given(st.dates())
def test_every_day_is_read_again_as_it_was_written(day: date) -> None:
    assert read_day(day.isoformat()) == day


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(text: str) -> None:
    for kind in FieldKind:
        assert isinstance(fault_of(FormField("f", kind, TITLE), {"f": text}), str)


@given(st.text(max_size=40))
def test_what_is_alike_stays_alike(text: str) -> None:
    assert alike(alike(text)) == alike(text)
    assert alike(f" {text}　") == alike(text)
    assert alike(text.replace("", "")) == alike(text)


ALIKE = [
    ("春晖社会工作服务中心", "春晖 社会工作服务中心", True),
    ("春晖社会工作服务中心", "春晖社会工作服务中心（筹）", False),
    ("青园街8号", "青园街 8 号", True),
    ("青园街8号", "青园街８号", True),
    ("青园街8号", "青园街80号", False),
    ("0311-86012345", "0311 8601 2345", True),
    ("0311-86012345", "(0311)86012345", True),
    ("0311-86012345", "0311-86012346", False),
    ("52130000mj0000001a", "52130000MJ0000001A", True),
    ("林小满", "林·小满", True),
    ("林小满", "林小滿", False),
    ("", "　", True),
]


@pytest.mark.parametrize(("one", "other", "is_so"), ALIKE)
def test_who_writes_differently_is_known_again_and_who_is_another_is_not(
    one: str, other: str, is_so: bool
) -> None:
    assert (alike(one) == alike(other)) is is_so


@given(st.dictionaries(st.text(max_size=4), ANY), st.dictionaries(st.text(max_size=4), ANY))
def test_changes_are_the_same_from_either_side(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    assert changes_between(before, after) == changes_between(after, before)
    assert changes_between(before, before) == []
    assert set(changes_between(before, after)) <= set(before) | set(after)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 60),
    st.integers(-90, 90),
    st.booleans(),
)
def test_a_call_is_open_exactly_from_its_first_to_its_last_day(
    opens: date, length: int, offset: int, is_published: bool
) -> None:
    closes, today = opens + length * DAY, opens + offset * DAY
    state = call_state(is_published=is_published, opens_on=opens, closes_on=closes, today=today)
    assert (state is CallState.OPEN) is (is_published and opens <= today <= closes)
    assert (state is CallState.HIDDEN) is not is_published
    if is_published and today > closes:
        assert state is CallState.CLOSED


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(0, 60),
)
def test_whoever_is_asked_for_papers_has_the_whole_grace_from_then_on(
    closes: date, returned: date, grace: int
) -> None:
    last = resubmission_ends_on(closes_on=closes, returned_on=returned, grace_days=grace)
    assert last - returned >= grace * DAY
    assert last - closes >= grace * DAY
    without = resubmission_ends_on(closes_on=None, returned_on=returned, grace_days=grace)
    assert without == returned + grace * DAY
    assert without <= last


GRACES = [
    # closes, returned, grace, last day
    (date(2026, 11, 30), date(2026, 11, 23), 10, date(2026, 12, 10)),
    (date(2026, 11, 30), date(2026, 11, 30), 10, date(2026, 12, 10)),
    (date(2026, 11, 30), date(2026, 12, 1), 10, date(2026, 12, 11)),
    (date(2026, 12, 25), date(2026, 12, 20), 10, date(2027, 1, 4)),  # over the year's end
    (date(2026, 2, 10), date(2026, 2, 14), 10, date(2026, 2, 24)),  # calendar days over 春节
    (date(2024, 2, 20), date(2024, 2, 19), 10, date(2024, 3, 1)),  # leap day within
    (date(2025, 2, 20), date(2025, 2, 19), 10, date(2025, 3, 2)),
    (None, date(2026, 11, 23), 10, date(2026, 12, 3)),
    (date(2026, 11, 30), date(2026, 11, 23), 0, date(2026, 11, 30)),
]


@pytest.mark.parametrize(("closes", "returned", "grace", "last"), GRACES)
def test_the_last_day_to_submit_again(
    closes: date | None, returned: date, grace: int, last: date
) -> None:
    found = resubmission_ends_on(closes_on=closes, returned_on=returned, grace_days=grace)
    assert found == last


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-40, 40), st.integers(0, 30))
def test_a_look_is_fresh_for_its_days_and_never_from_tomorrow(
    today: date, ago: int, days: int
) -> None:
    assert is_fresh(today - ago * DAY, today=today, days=days) is (0 <= ago <= days)


# A form as a file, with anything wrong in it


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8))
SHAPES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
TOP = sorted(DATA)


@given(st.sampled_from(TOP), SHAPES)
def test_a_form_with_anything_in_a_place_is_read_or_refused_and_never_breaks(
    key: str, shape: Any
) -> None:
    with suppress(FormFaultError):
        spec = read_spec({**DATA, key: shape})
        assert spec.parts
        assert spec.title.zh


@given(SHAPES)
def test_anything_at_all_is_no_form(shape: Any) -> None:
    with pytest.raises(FormFaultError):
        read_spec(shape)
