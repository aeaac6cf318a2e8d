"""What the site says of flaws that are seen only across items: duplicates, cues and tells of a form or the bank."""

from __future__ import annotations

from collections.abc import Mapping

from trainingapp.rules.item_flaws.flaw import Family, FlawKind, Severity, Strategy

N_ = str  # marks a message for translation where it is not yet shown
_BANK, _ERROR, _WARNING = Family.BANK, Severity.ERROR, Severity.WARNING

BANK_FLAWS: Mapping[str, FlawKind] = {
    "near_duplicate": FlawKind(
        _BANK,
        _ERROR,
        N_("Near-duplicate"),
        N_(
            "The item says nearly the same as %(code)s (%(share)s%% alike): rewrite or drop one of them."
        ),
        N_("Whoever has met one of two twins has met both, and one form loses an item."),
        N_("The same case with another surname and the options in another order."),
        N_("Another situation that asks for another decision on the same point."),
    ),
    "similar_items": FlawKind(
        _BANK,
        _WARNING,
        N_("Similar items"),
        N_(
            "The item resembles %(code)s (%(share)s%% alike): let them ask different things and be enemies."
        ),
        N_("Similar items give each other away when they stand on one form."),
        N_("Two items with one scene that both ask for the first step."),
        N_("One asks for the first step, the other for the closing talk."),
    ),
    "shared_options": FlawKind(
        _BANK,
        _WARNING,
        N_("The same set of options"),
        N_("The item has the same options as %(code)s, in whatever order: vary the distractors."),
        N_("Reordered options are the usual disguise of a copied item."),
        N_(
            "Two items that both choose among casework, groupwork, community work and administration."
        ),
        N_("Each item has the distractors that its own stem makes tempting."),
    ),
    "answer_cued": FlawKind(
        _BANK,
        _WARNING,
        N_("Answered by another item of the form"),
        N_(
            "The key “%(words)s” stands in the stem of %(code)s on the same form: name them enemies or reword."
        ),
        N_("A careful reader finds the answer some pages on."),
        N_("One item asks for the term that another item explains in its stem."),
        N_("The two items are enemies and never meet on a form."),
    ),
    "name_reused": FlawKind(
        _BANK,
        _WARNING,
        N_("A name used too often"),
        N_(
            "“%(words)s” is a person in %(count)s items of one form: %(codes)s. Give them different names."
        ),
        N_("The same name seems to continue the same case, and readers carry facts over."),
        N_("Li is a social worker, a client and a student on one paper."),
        N_("Every person of the paper has a name of their own."),
    ),
    "key_longest_share": FlawKind(
        _BANK,
        _ERROR,
        N_("The key is too often the longest"),
        N_(
            "%(scope)s: in %(share)s%% of single-choice items the key alone is the longest option; at most %(limit)s%%."
        ),
        N_("By chance it would be a quarter. More is a rule that candidates can use."),
        N_("The key is the longest option in 72 of 180 items."),
        N_("The key is the longest option in 45 of 180 items."),
    ),
    "key_letter_share": FlawKind(
        _BANK,
        _ERROR,
        N_("Key letters out of balance"),
        N_(
            "%(scope)s: %(letter)s is the key of %(share)s%% of single-choice items; wanted are %(min)s to %(max)s%%."
        ),
        N_("Writers favour the middle letters, and whoever guesses guesses those."),
        N_("C is the key of every third item."),
        N_("Each of the four letters is the key of a quarter of the items."),
    ),
    "key_size_share": FlawKind(
        _BANK,
        _ERROR,
        N_("Key sizes out of balance"),
        N_(
            "%(scope)s: %(share)s%% of multiple-choice items have %(size)s right options; wanted: at least %(limit)s%%."
        ),
        N_("If nearly all keys have three letters, knowing two of them decides the rest."),
        N_("Three right options in nine of ten items."),
        N_("Two, three and four right options, each in about a third of the items."),
    ),
    "guessable": FlawKind(
        _BANK,
        _ERROR,
        N_("A form that can be guessed"),
        N_(
            "Guessing by %(strategy)s brings %(score)s of 100 on this form; it must stay below %(limit)s."
        ),
        N_(
            "Whoever knows nothing should not get further by looking at options than by rolling dice."
        ),
        N_("Choosing the longest option every time brings 41 of 100."),
        N_("No such rule brings more than 30 of 100."),
    ),
}

STRATEGY_WORDS: Mapping[Strategy, str] = {
    Strategy.LONGEST: N_("the longest option"),
    Strategy.MOST_SPECIFIC: N_("the most specific option"),
    Strategy.MIDDLE: N_("a middle letter"),
    Strategy.MOST_SIMILAR: N_("the option most like the others"),
}
