"""What the site says of flaws of options and keys."""

from __future__ import annotations

from collections.abc import Mapping

from trainingapp.rules.item_flaws.flaw import Family, FlawKind, Severity

N_ = str  # marks a message for translation where it is not yet shown
_HELPS, _HINDERS = Family.TESTWISENESS, Family.DIFFICULTY
_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

OPTION_FLAWS: Mapping[str, FlawKind] = {
    "key_longest": FlawKind(
        _HELPS,
        _WARNING,
        N_("The key is much longer"),
        N_(
            "The key %(letter)s has %(length)s characters, no distractor more than %(other)s: even them out."
        ),
        N_(
            "Writers guard the right option until nobody can object, and it grows. Candidates pick the longest."
        ),
        N_("Three options of six characters, and a key of twenty with two conditions."),
        N_("All four options name one act, in about the same number of characters."),
    ),
    "key_most_specific": FlawKind(
        _HELPS,
        _WARNING,
        N_("The key is the most specific"),
        N_(
            "The key %(letter)s gives more details than any distractor: make the others as concrete."
        ),
        N_(
            "Details cost work, and work goes into the key. The most concrete option is right more often than chance."
        ),
        N_(
            "“Ask about income, debts and medical bills of six months” among “care more” and “visit often”."
        ),
        N_("Every option names a concrete next step of the same kind."),
    ),
    "absolute_distractors": FlawKind(
        _HELPS,
        _ERROR,
        N_("Absolute words in distractors only"),
        N_(
            "Only distractors say “%(words)s”; such options are struck out without knowing anything. Say it without."
        ),
        N_("Practice hardly knows “always” and “never”, so absolute words betray a wrong option."),
        N_("“Every applicant must be refused” as a distractor beside measured options."),
        N_("“Refuse the application and explain the reason.”"),
    ),
    "hedged_key": FlawKind(
        _HELPS,
        _WARNING,
        N_("Hedging words in the key only"),
        N_("Only the key says “%(words)s”; a cautious option looks right. Hedge all or none."),
        N_("“Usually” and “as far as possible” can hardly be wrong, and candidates know it."),
        N_("“Usually the family is involved” as the key beside three flat statements."),
        N_("“The family is involved in the assessment.”"),
    ),
    "stem_words_in_key": FlawKind(
        _HELPS,
        _WARNING,
        N_("Words of the stem only in the key"),
        N_(
            "“%(words)s” stands in the stem and, of all options, only in the key %(letter)s: the echo gives it away."
        ),
        N_("A word that sounds again in one option leads to it without any knowledge."),
        N_("The stem asks about “peer support”, and only one option contains “peer support”."),
        N_("The word stands in two options at least, or in none."),
    ),
    "number_gives_away": FlawKind(
        _HELPS,
        _WARNING,
        N_("A number gives the answer away"),
        N_(
            "The number “%(number)s” leads to the key %(letter)s: it stands in the stem or in this option alone."
        ),
        N_("A figure that occurs twice, or in one option only, draws the eye to it."),
        N_("The stem says “within 30 days of…”, and only the key says “30 days”."),
        N_("All options carry figures of the same kind, and none of them stands in the stem."),
    ),
    "all_of_the_above": FlawKind(
        _HELPS,
        _ERROR,
        N_("“All of the above” and its like"),
        N_(
            "Option %(letter)s points at other options (“%(words)s”): write a statement of its own."
        ),
        N_(
            "Who knows that two are right knows the answer. And the options can no longer be shuffled."
        ),
        N_("D. All of the above are right"),
        N_("D. Tell the person what the records are kept for"),
    ),
    "options_overlap": FlawKind(
        _HELPS,
        _WARNING,
        N_("Options overlap"),
        N_(
            "The options %(letters)s overlap, so they are right or wrong together: make them exclude each other."
        ),
        N_(
            "If one of two overlapping options were right the other would be too; both can be struck out."
        ),
        N_("A. 3 to 5 years   B. 4 to 6 years"),
        N_("A. 3 to 5 years   B. 6 to 8 years"),
    ),
    "mixed_options": FlawKind(
        _HINDERS,
        _ERROR,
        N_("Options of mixed form"),
        N_("The options %(letters)s have another form than the rest: write all in the same form."),
        N_(
            "Options of different form cannot be compared; reading them costs time that the subject does not ask for."
        ),
        N_("A. 15 days   B. 30 days   C. at once   D. 60 days"),
        N_("A. 15 days   B. 30 days   C. 45 days   D. 60 days"),
    ),
    "uneven_options": FlawKind(
        _HINDERS,
        _WARNING,
        N_("Options of very different length"),
        N_(
            "Option %(long)s has %(length)s characters and option %(short)s only %(other)s: bring them to one length."
        ),
        N_("A very short or a very long option stands out and is judged by its look."),
        N_("One option of four characters beside three of twenty."),
        N_("All options between ten and sixteen characters."),
    ),
    "options_out_of_order": FlawKind(
        _HINDERS,
        _ERROR,
        N_("Figures out of order"),
        N_("The options are figures; put them in order of size: %(order)s."),
        N_("Looking for a figure in a mixed row tests patience; order costs nothing."),
        N_("A. 30 days   B. 10 days   C. 60 days   D. 15 days"),
        N_("A. 10 days   B. 15 days   C. 30 days   D. 60 days"),
    ),
}
