"""What a SCO says of its learner: which words are believed, and what they mean for the lesson.

ADL, SCORM 1.2 Run-Time Environment (2001) §3.4; SCORM 2004 4th Edition RTE (2009) §4.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

SCORM_12, SCORM_2004 = "1.2", "2004"
MOST_ELEMENTS = 4_000
MOST_LETTERS = 400_000  # of all values together
MOST_VALUE = (
    64_000  # suspend_data of SCORM 2004; 1.2 says 4,096, which exporters have long outgrown
)
MOST_ORDINARY = 4_096
MOST_INDEX = 1_000
MOST_SECONDS = 24 * 3600  # of one launch
WHOLE = 10_000  # hundredths of a per cent


class Rule(StrEnum):
    """What completes a lesson that is a package."""

    COMPLETED = "completed"  # every SCO says that it is completed, or passed
    PASSED = "passed"  # none is failed, and those that judge say passed
    SCORE = "score"  # the mean of the best scores reaches a bound
    HAND = "hand"  # the learner says so: for packages that report nothing


class Completion(StrEnum):
    """What a SCO says of its end."""

    COMPLETED = "completed"
    INCOMPLETE = "incomplete"
    UNKNOWN = "unknown"


class Success(StrEnum):
    """What a SCO says of its learner's mastery."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


Word = TypeVar("Word", Completion, Success)

_STATUS_12 = {"passed", "completed", "failed", "incomplete", "browsed", "not attempted"}
_STATUS_2004 = {"completed", "incomplete", "not attempted", "unknown"}
_SUCCESS = {"passed", "failed", "unknown"}
_EXITS = {"time-out", "suspend", "logout", "normal", ""}
_NUMBER = re.compile(r"-?\d{1,7}(?:\.\d{1,10})?", re.ASCII)
_TIME_12 = re.compile(r"(\d{2,4}):(\d{2}):(\d{2})(?:\.\d{1,2})?", re.ASCII)
_TIME_2004 = re.compile(
    r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?"
    r"(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})(?:\.\d{1,2})?S)?)?",
    re.ASCII,
)
_UNIT_SECONDS = (365 * 86_400, 30 * 86_400, 86_400, 3_600, 60, 1)
_SCORE = r"score\.(?:raw|min|max|scaled)"
_LISTED = (
    rf"objectives\.\d{{1,4}}\.(?:id|status|completion_status|success_status|progress_measure|description|{_SCORE})"
    r"|interactions\.\d{1,4}\.(?:id|type|time|timestamp|weighting|student_response|learner_response|result|latency"
    r"|description|objectives\.\d{1,4}\.id|correct_responses\.\d{1,4}\.pattern)"
)
_NAMES = {
    SCORM_12: re.compile(
        rf"cmi\.(?:core\.(?:lesson_location|lesson_status|exit|session_time|{_SCORE})|suspend_data|comments"
        rf"|student_preference\.(?:audio|language|speed|text)|{_LISTED})",
        re.ASCII,
    ),
    SCORM_2004: re.compile(
        rf"cmi\.(?:location|completion_status|success_status|exit|session_time|progress_measure|suspend_data|{_SCORE}"
        r"|learner_preference\.(?:audio_level|language|delivery_speed|audio_captioning)"
        rf"|comments_from_learner\.\d{{1,4}}\.(?:comment|location|timestamp)|{_LISTED})",
        re.ASCII,
    ),
}
_INDEX = re.compile(r"\.(\d+)\.")


def clean_data(standard: str, said: Mapping[str, object]) -> tuple[dict[str, str], list[str]]:
    """The elements that are believed, and the names of those that are not.

    :raises ValueError: so much was said that none of it is.
    """
    if len(said) > MOST_ELEMENTS:
        raise ValueError("too many elements")
    kept: dict[str, str] = {}
    refused: list[str] = []
    for name, value in said.items():
        if isinstance(value, str) and _is_believed(standard, name, value):
            kept[name] = value
        else:
            refused.append(name[:100])
    if sum(map(len, kept.values())) > MOST_LETTERS:
        raise ValueError("too many letters")
    return kept, refused


def _is_believed(standard: str, name: str, value: str) -> bool:
    if not _NAMES[standard].fullmatch(name) or "\0" in value:
        return False
    if any(int(index) >= MOST_INDEX for index in _INDEX.findall(name)):
        return False
    last = name.rpartition(".")[2]
    if len(value) > (MOST_VALUE if name == "cmi.suspend_data" else MOST_ORDINARY):
        return False
    if ".score." in name:
        return value == "" or _is_score(last, value)
    return _is_word(name, last, value)


def _is_score(last: str, value: str) -> bool:
    if not _NUMBER.fullmatch(value):
        return False
    return -1 <= float(value) <= 1 if last == "scaled" else True


def _is_word(name: str, last: str, value: str) -> bool:
    is_objective = ".objectives." in name
    if last in {"lesson_status", "status"}:
        return value in _STATUS_12 or (is_objective and value == "")
    if last == "completion_status":
        return value in _STATUS_2004
    if last == "success_status":
        return value in _SUCCESS
    if last == "exit":
        return value in _EXITS
    if last == "session_time":
        return value == "" or read_seconds(value) is not None
    if last == "progress_measure":
        return value == "" or (_NUMBER.fullmatch(value) is not None and 0 <= float(value) <= 1)
    return True


def read_seconds(value: str) -> int | None:
    """Whole seconds of a time span, `0000:12:30.5` of 1.2 or `PT12M30.5S` of 2004; None for anything else."""
    found = _TIME_12.fullmatch(value)
    if found:
        hours, minutes, seconds = (int(part) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds if minutes < 60 and seconds < 60 else None
    found = _TIME_2004.fullmatch(value)
    if not found or value in {"P", "PT"} or value.endswith("T"):
        return None
    parts = zip(found.groups(), _UNIT_SECONDS, strict=True)
    return sum(int(number) * unit for number, unit in parts if number)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a SCO's data come to. `score` in hundredths of a per cent, `seconds` of the present launch."""

    completion: Completion = Completion.UNKNOWN
    success: Success = Success.UNKNOWN
    score: int | None = None
    seconds: int | None = None


def read_outcome(standard: str, data: Mapping[str, str], *, mastery: float | None) -> Outcome:
    """What the data say. The manifest's mastery score, where there is one, judges a score that has no verdict."""
    core = "cmi.core." if standard == SCORM_12 else "cmi."
    score = _read_score(data, f"{core}score.")
    if standard == SCORM_12:
        completion, success = _read_status(data.get("cmi.core.lesson_status", ""))
    else:
        completion = _word(Completion, data.get("cmi.completion_status", ""))
        success = _word(Success, data.get("cmi.success_status", ""))
    if success == Success.UNKNOWN and mastery is not None and score is not None:
        success = Success.PASSED if score >= round(mastery * 100) else Success.FAILED
    time = data.get(f"{core}session_time", "")
    seconds = read_seconds(time)
    return Outcome(
        completion, success, score, None if seconds is None else min(seconds, MOST_SECONDS)
    )


def _read_status(status: str) -> tuple[Completion, Success]:
    """Passed means completed too; failed leaves open whether all was seen (RTE 1.2 §3.4.4)."""
    if status == "passed":
        return Completion.COMPLETED, Success.PASSED
    if status == "failed":
        return Completion.INCOMPLETE, Success.FAILED
    if status == "completed":
        return Completion.COMPLETED, Success.UNKNOWN
    if status in {"incomplete", "browsed"}:
        return Completion.INCOMPLETE, Success.UNKNOWN
    return Completion.UNKNOWN, Success.UNKNOWN


def _word(kind: type[Word], value: str) -> Word:
    return kind(value) if value in set(kind) else kind("unknown")


def _read_score(data: Mapping[str, str], prefix: str) -> int | None:
    numbers = {
        name: float(data[prefix + name])
        for name in ("raw", "min", "max", "scaled")
        if data.get(prefix + name)
    }
    if "scaled" in numbers:
        share = numbers["scaled"]
    elif "raw" not in numbers:
        return None
    else:
        low, high = numbers.get("min", 0.0), numbers.get("max", 100.0)
        share = (numbers["raw"] - low) / (high - low) if high > low else numbers["raw"] / 100
    return round(max(0.0, min(1.0, share)) * WHOLE)


def is_done(rule: Rule, units: Sequence[Outcome], *, least: int) -> bool:
    """Whether the units of a package complete its lesson; `least` is in per cent and only for the rule of scores.

    A unit without a score does not lower the mean: slides beside a test report none.
    """
    if rule == Rule.HAND or not units:
        return False
    if rule == Rule.COMPLETED:
        return all(_is_through(unit) for unit in units)
    if rule == Rule.PASSED:
        judged = [unit for unit in units if unit.success != Success.UNKNOWN]
        is_passed = bool(judged) and all(unit.success == Success.PASSED for unit in judged)
        return is_passed and all(_is_through(unit) for unit in units)
    mean = mean_score(units)
    return mean is not None and mean >= least * 100


def mean_score(units: Sequence[Outcome]) -> int | None:
    """The mean of the scores there are, in hundredths of a per cent."""
    scores = [unit.score for unit in units if unit.score is not None]
    return round(sum(scores) / len(scores)) if scores else None


def _is_through(unit: Outcome) -> bool:
    return unit.completion == Completion.COMPLETED or unit.success == Success.PASSED
