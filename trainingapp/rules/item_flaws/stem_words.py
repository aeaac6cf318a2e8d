"""What the site says of flaws of stems, reasons, wording and typography."""

from __future__ import annotations

from collections.abc import Mapping

from trainingapp.rules.item_flaws.flaw import Family, FlawKind, Severity

N_ = str  # marks a message for translation where it is not yet shown
_HINDERS, _LANGUAGE = Family.DIFFICULTY, Family.LANGUAGE
_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

STEM_FLAWS: Mapping[str, FlawKind] = {
    "negative_unmarked": FlawKind(
        _HINDERS,
        _ERROR,
        N_("Negative stem without emphasis"),
        N_(
            "The stem asks for what is not so (“%(words)s”): ask for what is so, or set the negation in 【】."
        ),
        N_(
            "Under time pressure a “not” is overlooked; then the item tests eyesight. A positive stem is better still."
        ),
        N_("Which of these does not belong to the duties of the committee?"),
        N_("Which of these belongs to the duties of the committee?"),
    ),
    "double_negative": FlawKind(
        _HINDERS,
        _WARNING,
        N_("Negative stem with negative options"),
        N_(
            "The stem is negative and so is option %(letter)s: two negations must be undone in the head."
        ),
        N_("Untangling “it is not right not to…” is not a skill of the profession."),
        N_("Which is 【not】 right?   A. Not to inform the family"),
        N_("Which is 【not】 right?   A. To keep it from the family"),
    ),
    "stem_without_task": FlawKind(
        _HINDERS,
        _ERROR,
        N_("Stem without a task"),
        N_(
            "The stem does not say what is wanted: end it with one clear task and the blank （　　）."
        ),
        N_(
            "One should be able to answer without the options. A bare topic makes four true-or-false items."
        ),
        N_("About social security: （　　）。"),
        N_("The body that registers a social group of one district is the （　　）。"),
    ),
    "stem_of_other_kind": FlawKind(
        _HINDERS,
        _ERROR,
        N_("Stem of the other kind of item"),
        N_("The stem ends with “%(words)s”, which are the words of the other kind of item."),
        N_(
            "Candidates learn to tell single and multiple items apart by these words; do not mislead them."
        ),
        N_("A multiple-choice item whose stem ends with “is（　　）”."),
        N_("A multiple-choice item whose stem ends with “are（　　）”."),
    ),
    "stem_too_long": FlawKind(
        _HINDERS,
        _ERROR,
        N_("Over-long stem"),
        N_(
            "The stem has %(length)s characters, more than %(limit)s: leave out what the task does not need."
        ),
        N_(
            "Eighty items in 120 minutes leave ninety seconds for each; decoration takes them away from slow readers."
        ),
        N_("Six sentences about the family, of which the task needs one."),
        N_("Who, what happened, what is asked."),
    ),
    "thin_why": FlawKind(
        _LANGUAGE,
        _ERROR,
        N_("A why that says nothing"),
        N_("The why of option %(letter)s only says “%(words)s”: say what makes it right or wrong."),
        N_("The why is what a candidate learns from the mistake just made."),
        N_("Wrong."),
        N_("Fifteen days are the time for the review, not for the application."),
    ),
    "repeated_why": FlawKind(
        _LANGUAGE,
        _WARNING,
        N_("One why for several options"),
        N_("The options %(letters)s share one why: say of each what is right or wrong about it."),
        N_(
            "Different mistakes have different reasons; one sentence for all explains none of them."
        ),
        N_("B, C and D: “The law does not provide for this.”"),
        N_(
            "B: “Ten days are the time for the notice.”   C: “Sixty days are the time for the decision.”"
        ),
    ),
    "thin_rationale": FlawKind(
        _LANGUAGE,
        _WARNING,
        N_("Thin rationale"),
        N_(
            "The rationale has only %(length)s characters: teach the point in two or three sentences with its source."
        ),
        N_("Candidates come for the rationale; without the source they cannot check it."),
        N_("See the textbook."),
        N_("Two sentences on the point, then the article that it rests on."),
    ),
    "letters_cited": FlawKind(
        _LANGUAGE,
        _ERROR,
        N_("A text cites option letters"),
        N_(
            "“%(words)s” names an option by its letter, which is wrong once options are shuffled: use its words."
        ),
        N_("Practice and own forms shuffle the options; then “option B” is another option."),
        N_("Option B is wrong because the deadline has passed."),
        N_("A review is too late because the deadline has passed."),
    ),
    "demeaning_words": FlawKind(
        _LANGUAGE,
        _ERROR,
        N_("Demeaning wording"),
        N_("“%(words)s” hurts or labels people; write “%(better)s”."),
        N_(
            "Some readers live with what is described. The words of the law and of respect are exact as well."
        ),
        N_("A cripple of the community"),
        N_("A resident with a physical disability"),
    ),
    "half_width_mark": FlawKind(
        _LANGUAGE,
        _ERROR,
        N_("Half-width punctuation"),
        N_("“%(words)s” has a half-width mark in Chinese text: use the full-width one."),
        N_("Mixed marks look like a slip in the answer and break search and comparison."),
        N_("A comma and brackets of Latin type in a Chinese sentence."),
        N_("Full-width comma, brackets and stop."),
    ),
    "full_width_letter": FlawKind(
        _LANGUAGE,
        _ERROR,
        N_("Full-width figures or letters"),
        N_("“%(words)s” is written in full-width characters: use ordinary figures and letters."),
        N_("１５ and 15 are not the same to a search, nor to a screen reader."),
        N_("Within １５ days of the application"),
        N_("Within 15 days of the application"),
    ),
    "stray_mark": FlawKind(
        _LANGUAGE,
        _ERROR,
        N_("Doubled, unpaired or stray marks"),
        N_("“%(words)s” is doubled, without its partner, or a space inside Chinese text."),
        N_("A missing quotation mark changes what is quoted; a doubled stop looks careless."),
        N_("“The Charity Act says that （　　）.."),
        N_("“The Charity Act” says that （　　）."),
    ),
    "blank_form": FlawKind(
        _LANGUAGE,
        _ERROR,
        N_("The blank has another form"),
        N_("The blank is written “%(words)s”: write （　　）, once."),
        N_(
            "One form of the blank is found by the eye at once, and by the program that reads Word files."
        ),
        N_("The right thing to do is （ ）."),
        N_("The right thing to do is （　　）."),
    ),
    "option_end_mark": FlawKind(
        _LANGUAGE,
        _ERROR,
        N_("Options end with a mark"),
        N_("The options %(letters)s end with a punctuation mark: leave it out."),
        N_(
            "Options complete the stem, which has its own stop; one stop among four options is a clue."
        ),
        N_("A. Listen to the old man first."),
        N_("A. Listen to the old man first"),
    ),
}
