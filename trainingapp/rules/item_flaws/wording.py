"""Words that give the answer away, and words that hurt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from trainingapp.rules.item_flaws.flaw import Flaw
from trainingapp.rules.item_flaws.texts import ItemText

ABSOLUTE = tuple(
    [
        "必须",
        "一律",
        "所有",
        "只能",
        "完全",
        "绝对",
        "任何",
        "永远",
        "从来不",
        "总是",
        "唯一",
        "毫无",
    ]
)
SWEEPING = (
    "从不",
    "决不",
    "绝不",
    "每次",
    "全部",
    "一定",
)  # one such option says little, two are a tell
HEDGES = ("通常", "往往", "一般来说", "一般情况下", "尽可能", "尽量", "视情况", "有时", "大多")
ECHO = 4  # characters of the stem that sound again in the key alone
_ABOVE = re.compile(
    r"以上(?:都|均|各项|选项|皆|全|答案)\w{0,4}|上述(?:各项|选项|都|均)\w{0,4}|[A-E](?:和|与|、|或)[A-E](?:都|均|项)?\w{0,3}"
    r"|全部(?:正确|都对)|都(?:不对|不是|正确)$|^[A-E]{2,}+(?:都|均|项)?(?:正确|对)?$"
    r"|没有正确(?:的?选项|的?答案|的)|前[两二三四]项(?:都|均|皆|全)\w{0,4}|^(?:[①-⑩][、，和]?){2,10}$"
)
_BETTER: Mapping[str, str] = {
    "残废": "残疾人",
    "瞎子": "视力残疾人",
    "聋子": "听力残疾人",
    "哑巴": "言语残疾人",
    "聋哑人": "听力言语残疾人",
    "瘸子": "肢体残疾人",
    "跛子": "肢体残疾人",
    "瘫子": "肢体残疾人",
    "弱智": "智力障碍者",
    "傻子": "智力障碍者",
    "低能": "智力障碍者",
    "白痴": "智力障碍者",
    "痴呆老人": "认知障碍老人",
    "老年痴呆": "阿尔茨海默病",
    "疯子": "精神障碍患者",
    "神经病": "精神障碍患者",
    "精神病人": "精神障碍患者",
    "问题少年": "有不良行为的未成年人",
    "问题儿童": "有困扰的儿童",
    "坏孩子": "有不良行为的未成年人",
    "差生": "学习困难的学生",
    "野孩子": "儿童",
    "私生子": "非婚生子女",
    "打工妹": "女性务工人员",
    "打工仔": "务工人员",
    "民工": "务工人员",
    "盲流": "流动人口",
    "剩女": "单身女性",
    "失足妇女": "性服务从业女性",
    "瘾君子": "戒毒人员",
    "吸毒鬼": "戒毒人员",
    "劳改犯": "服刑人员",
    "刑满释放犯": "刑满释放人员",
    "老不死": "老年人",
    "老头子": "老人",
    "老太婆": "老人",
    "乡巴佬": "农村居民",
    "同性恋患者": "同性恋者",
    "艾滋病人": "艾滋病病毒感染者",
}
# Words that hold one of the table without meaning it: 降低能耗, 出差生活补贴, 足部神经病变, and the law's own 农民工.
_HARMLESS = re.compile("农民工|[降减]低能|出差生|时差生|神经病(?:变|学|理)")
_DEMEANING = re.compile("|".join(_BETTER))
# Neither a tamed word (不作任何解释) nor a term of law and of science (完全民事行为能力) is absolute.
_TAMED = re.compile(
    r"(?:不|没有|未|并非)[^，。；]?(?:任何|完全|所有|必须|全部|一定)|一定(?:的|程度|条件|范围|数量|比例|期限|期间|时间|时期|区域)"
    r"|完全(?:民事|刑事|行为|责任)|绝对(?:贫困|值|数|额|剥夺)|所有(?:权|制|者)|全部(?:责任|刑事)|唯一性"
)
_EDGES = "的了在与和或及并年月日对将把被由向从以于其他她这该"  # no word begins or ends with these
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def find_absolute_flaws(item: ItemText) -> Iterator[Flaw]:
    """An absolute word stands in a distractor, or a sweeping one in two, and neither in any key.

    NBME: testwiseness, "absolute terms".
    """
    if not item.is_answerable or _words_in(item.keys, (*ABSOLUTE, *SWEEPING)):
        return
    found = _words_in(item.distractors, ABSOLUTE)
    sweeping = [x for x, text in item.distractors.items() if _words_in({x: text}, SWEEPING)]
    if len(sweeping) > 1:
        found += _words_in(item.distractors, SWEEPING)
    if found:
        letter = next(x for x in item.distractors if _words_in({x: item.distractors[x]}, found))
        parameters = {"words": "、".join(found)}
        yield Flaw("absolute_distractors", ("options", letter, "text"), parameters)


def find_hedge_flaws(item: ItemText) -> Iterator[Flaw]:
    """A hedging word stands in a key and none in any distractor.

    NBME: irrelevant difficulty, "vague frequency terms"; where only the key has them they also betray it.
    """
    if not item.is_answerable or _words_in(item.distractors, HEDGES):
        return
    found = _words_in(item.keys, HEDGES)
    if found:
        letter = next(x for x, text in item.keys.items() if found[0] in text)
        yield Flaw("hedged_key", ("options", letter, "text"), {"words": "、".join(found)})


def _words_in(options: Mapping[str, str], words: Sequence[str]) -> list[str]:
    texts = [_TAMED.sub("", text) for text in options.values()]
    return [word for word in words if any(word in text for text in texts)]


def find_echo_flaws(item: ItemText) -> Iterator[Flaw]:
    """Four characters in a row of the stem come again in the one key and in no distractor.

    NBME: testwiseness, "clang association". The longest such run is reported.
    """
    if len(item.keys) != 1 or not item.distractors:
        return
    ((letter, key),) = item.keys.items()
    others = "\n".join(item.distractors.values())
    best = max(_shared_runs(key, item.stem, others), key=len, default="")
    if best:
        parameters = {"words": best, "letter": letter}
        yield Flaw("stem_words_in_key", ("options", letter, "text"), parameters)


def _shared_runs(key: str, stem: str, others: str) -> Iterator[str]:
    for run in _HAN.findall(key):
        end = 0  # what begins one character later reaches at least as far
        for start in range(len(run) - ECHO + 1):
            end = max(end, start + ECHO)
            while end <= len(run) and run[start:end] in stem:
                end += 1
            echo = run[start : end - 1].strip(_EDGES)
            if len(echo) >= ECHO and echo[:ECHO] not in others:
                yield echo


def find_pointing_options(item: ItemText) -> Iterator[Flaw]:
    """No option speaks of the other options.

    NBME: irrelevant difficulty, "none of the above", and testwiseness, "all of the above".
    """
    for letter, text in item.options.items():
        found = _ABOVE.search(text)
        if found:
            parameters = {"letter": letter, "words": found.group()}
            yield Flaw("all_of_the_above", ("options", letter, "text"), parameters)


def find_demeaning_words(item: ItemText) -> Iterator[Flaw]:
    """No word labels or belittles people; the table says what to write instead."""
    for path, text in item.everything if _DEMEANING.search(item.joined) else ():
        for word in dict.fromkeys(_DEMEANING.findall(_HARMLESS.sub("", text))):
            yield Flaw("demeaning_words", path, {"words": word, "better": _BETTER[word]})
