"""Which passwords we accept, when an account rests after wrong ones, and which words Chinese passwords are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar

from trainingapp.rules.errors import RuleViolation

MINIMUM = 8
STAFF_MINIMUM = 10
MAXIMUM = 72  # longer ones cost the strength estimate seconds and add nothing
WANTED_STRENGTH = 3  # of 0-4 as zxcvbn counts; with 2 a surname and a birthday would still do
FAILURES_ALLOWED = 5
FIRST_REST = timedelta(minutes=15)
LONGEST_REST = timedelta(hours=24)

# What Chinese passwords are made of beyond the English lists: love numbers, pinyin phrases, keyboard
# columns, the commonest given names and surnames, and the words of this very site.
_WORDS = """
    woaini woaini1314 woaini520 woaini521 woaiwojia aini1314 aiwoma 5201314 1314520 520520 5211314 7758521 7758258
    9958123 666666 888888 168168 518518 147258369 147258 159357 159753 789456123 1qaz2wsx 1q2w3e4r 1q2w3e4r5t
    qazwsx qazwsxedc qwe123 qweasd qweasdzxc asd123 zxc123 q1w2e3r4 a123456 a123456789 abc123456 aa123456 as123456
    zxcvbnm123 wang123456 zhang123456 li123456 woshishui woshinibaba nishizhu caonima wocaonima wodemima mima mima123
    mimamima wangjile wangjimima bucuo nihao nihao123 nihaoma zaijian xiexie laopo laogong baobei baobao baobei520
    qinaide xiaoxiao xiaoming xiaobao tiantian meimei gege jiejie didi mama baba mamababa wojia woaijia kaixin kuaile
    xingfu pingan shunli facai gongxifacai zhongguo beijing shanghai guangzhou shenzhen chengdu wuhan hangzhou
    shegong shehui shehuigongzuo shehuigongzuozhe gongzuo kaoshi kaoshi2026 tongguo bikao jiayou zhuli zhongji
    shegong123 shegong2025 shegong2026 shegong2027 guanliyuan admin123 administrator changeme
    wang zhang chen yang huang zhao zhou zhu guo gao luo zheng liang xie song tang deng feng cao peng zeng xiao tian
    dong pan yuan cai jiang du ye cheng wei ding ren yao lu fang shi qian
    wangwei zhangwei lina wangfang liwei wangli zhangmin lijing wanglei yangyang chenjing liuyang zhangli wangjing
    zhanglei lijun liming zhangjie chenwei wangyan meihua xiaohong xiaoli xiaoyan
"""
COMMON_WORDS = tuple(_WORDS.split())


class PasswordTooShort(RuleViolation):
    """Fewer characters than the role needs."""

    message: ClassVar[str] = (
        "Please use at least %(minimum)s characters; three or four unrelated words are easy to remember."
    )


class PasswordTooLong(RuleViolation):
    """More characters than we look at."""

    message: ClassVar[str] = "Please use at most %(maximum)s characters."


class PasswordAboutYou(RuleViolation):
    """The password is the person's own name, number or address with little around it."""

    message: ClassVar[str] = (
        "Please leave out your name, number and e-mail address: they are the first thing others try."
    )


class PasswordGuessable(RuleViolation):
    """A common password, a keyboard run, a date, or a word with a number behind it."""

    message: ClassVar[str] = (
        "This password is easy to guess. Add one or two more words that do not belong together."
    )


def personal_words(*known: str | None) -> tuple[str, ...]:
    """The pieces of somebody's name, mobile number and address that must not carry a password.

    Pieces of three letters or more (two if Chinese), and the last six and eight digits of a number.
    """
    words: list[str] = []
    for text in filter(None, known):
        for piece in [text, *re.split(r"[\s@._\-+]+", text)]:
            plain = piece.casefold()
            if len(plain) >= (3 if plain.isascii() else 2) and plain not in words:
                words.append(plain)
        digits = re.sub(r"\D", "", text)
        words += [
            digits[-size:] for size in (8, 6) if len(digits) >= size and digits[-size:] not in words
        ]
    return tuple(words)


def check_password(
    password: str, *, strength: int, personal: Iterable[str] = (), is_staff: bool = False
) -> None:
    """Accept 8 to 72 characters (staff: from 10) that are neither about the person nor easily guessed.

    `strength` is zxcvbn's 0-4, reckoned with COMMON_WORDS and the personal words; 3 is enough.

    :raises PasswordTooShort: too few characters for the role.
    :raises PasswordTooLong: more than 72.
    :raises PasswordAboutYou: less than half of it, or fewer than 6 characters, is left without a personal word.
    :raises PasswordGuessable: weaker than that.
    """
    minimum = STAFF_MINIMUM if is_staff else MINIMUM
    if len(password) < minimum:
        raise PasswordTooShort(minimum=minimum)
    if len(password) > MAXIMUM:
        raise PasswordTooLong(maximum=MAXIMUM)
    if _is_about(password, personal):
        raise PasswordAboutYou
    if strength < WANTED_STRENGTH:
        raise PasswordGuessable


def rest_after(failures: int) -> timedelta | None:
    """How long an account rests after its n-th wrong password in a row; None while it does not.

    Every fifth failure: 15 minutes, then twice as long each time, at most a day.
    """
    if failures == 0 or failures % FAILURES_ALLOWED:
        return None
    factor = 1 << min(failures // FAILURES_ALLOWED - 1, 10)
    return min(FIRST_REST * factor, LONGEST_REST)


def _is_about(password: str, personal: Iterable[str]) -> bool:
    rest = password.casefold()
    for word in sorted(personal, key=len, reverse=True):
        rest = rest.replace(word.casefold(), "")
    removed = len(password) - len(rest)
    return removed > 0 and (len(rest) < 6 or removed > len(rest))
