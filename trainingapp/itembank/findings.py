"""What `bank check` can find: each kind of fault has a code and a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from trainingapp.rules.item_flaws.bank_words import STRATEGY_WORDS
from trainingapp.rules.item_flaws.catalogue import CATALOGUE
from trainingapp.rules.item_flaws.flaw import Strategy

N_ = str  # marks a message for translation where it is not yet shown

SENTENCES: Mapping[str, str] = {
    # files and YAML
    "not_utf8": N_("The file is not UTF-8 text; save it as UTF-8."),
    "too_large": N_("The file is larger than %(limit)s MB; split it, one file per chapter."),
    "empty_file": N_("The file is empty."),
    "unexpected_file": N_("Nothing is read from this place; the README says where files belong."),
    "outside": N_("The file leads outside of the question bank; put a copy here."),
    "tab": N_("The line is indented with a tab; use spaces."),
    "not_yaml": N_("This is not valid YAML: %(problem)s."),
    "unsafe_tag": N_("The tag %(tag)s is refused; write plain text, numbers, lists and fields."),
    "alias": N_("Anchors and aliases (& and *) are refused; write the value out."),
    "too_deep": N_("The fields are nested too deeply."),
    "duplicate_key": N_("The field “%(field)s” stands here twice."),
    "bare_word": N_("The bare word “%(word)s” means true or false in YAML; put it in quotes."),
    "key_not_text": N_("The name of a field must be a word; put it in quotes."),
    # the shape of an entry
    "unknown_field": N_("There is no field “%(field)s” here."),
    "missing_field": N_("The field “%(field)s” is missing."),
    "empty_text": N_("The field “%(field)s” is empty."),
    "not_text": N_("The field “%(field)s” must be text; put it in quotes."),
    "not_integer": N_("The field “%(field)s” must be a whole number."),
    "not_number": N_("The field “%(field)s” must be a number."),
    "not_boolean": N_("The field “%(field)s” must be true or false."),
    "not_date": N_("The field “%(field)s” must be a date such as 2026-11-22."),
    "not_list": N_("The field “%(field)s” must be a list."),
    "not_fields": N_("The field “%(field)s” must have fields of its own."),
    "wrong_length": N_("The field “%(field)s” must have %(wanted)s entries."),
    "wrong_value": N_("The field “%(field)s” cannot be “%(value)s”."),
    "bad_code": N_("The code “%(value)s” does not have the form that the README describes."),
    "unknown_kind": N_("There is no kind “%(value)s”; use one of: %(allowed)s."),
    "unknown_status": N_("There is no status “%(value)s”; use one of: %(allowed)s."),
    "unknown_level": N_("There is no level “%(value)s”; use one of: %(allowed)s."),
    "unknown_subject": N_("There is no subject “%(value)s”; use one of: %(allowed)s."),
    # items
    "duplicate_item": N_("The item %(code)s already stands in %(file)s, line %(line)s."),
    "item_of_other_subject": N_(
        "The item %(code)s does not belong to %(subject)s, whose codes begin with %(prefix)s."
    ),
    "single_options": N_("A single-choice item has the options A, B, C and D; here: %(letters)s."),
    "multiple_options": N_(
        "A multiple-choice item has the options A, B, C, D and E; here: %(letters)s."
    ),
    "single_key": N_("A single-choice item has exactly one key letter; here: %(key)s."),
    "multiple_key": N_(
        "A multiple-choice item has two to four key letters of five; here: %(key)s."
    ),
    "key_order": N_("Write the key letters once each and in order of the alphabet; here: %(key)s."),
    "key_without_option": N_("The key names %(letter)s, but there is no such option."),
    "same_options": N_("Two options say the same."),
    "missing_why": N_("Option %(letter)s does not say why it is right or wrong."),
    "facility_range": N_("The expected facility lies between 0 and 1; here: %(expected)s."),
    "facility_reason": N_("The expected facility needs a reason."),
    "rubric_sum": N_("The rubric's points add up to %(found)s, but the task has %(wanted)s."),
    "unknown_knowledge": N_("There is no knowledge point %(code)s in any syllabus."),
    "knowledge_of_other_subject": N_("The knowledge point %(code)s belongs to %(subject)s."),
    "knowledge_not_point": N_("%(code)s is a chapter or a section; name a knowledge point in it."),
    "retired_knowledge": N_("The knowledge point %(code)s is retired."),
    "unknown_enemy": N_("There is no item %(code)s to be an enemy of."),
    "repeated_knowledge": N_("The knowledge point %(code)s is named twice."),
    "own_enemy": N_("An item cannot be its own enemy."),
    # reviews
    "ready_without_review": N_(
        "A ready item needs a review that agrees, by someone else than the author."
    ),
    "reviewer_is_author": N_("The reviewer %(reader)s is the author of the item."),
    "review_answer": N_(
        "The reviewer %(reader)s agrees but answered %(answer)s, and the key is %(key)s."
    ),
    "second_defensible": N_("The reviewer %(reader)s agrees but found a second defensible option."),
    # laws
    "duplicate_law": N_("The law %(code)s already stands in line %(line)s."),
    "duplicate_version": N_("The version %(version)s stands here twice."),
    "versions_overlap": N_(
        "The version %(former)s must end before the version %(version)s takes effect on %(start)s."
    ),
    "law_version_dropped": N_(
        "The site knows the version %(version)s of %(law)s, which is missing here; write it down first."
    ),
    "effective_reversed": N_("The law ends before it begins."),
    "unknown_law": N_("There is no law %(law)s in the bank."),
    "unknown_law_version": N_("The law %(law)s has no version %(version)s in the bank."),
    "anchor_without_phrase": N_("The anchor needs a short phrase from the article."),
    "anchor_unproved": N_(
        "Nobody has looked this anchor up in its article: run `bank check --laws … --write-proofs`."
    ),
    "anchor_not_in_force": N_("%(law)s, version %(version)s, is not in force on %(day)s."),
    "statute_missing": N_(
        "The text of %(title)s, version %(version)s, is not in the folder of laws."
    ),
    "statute_dates": N_("The text of %(title)s says that it takes effect on %(effective)s."),
    "article_missing": N_("%(title)s, version %(version)s, has no article %(article)s."),
    "phrase_missing": N_("The phrase “%(phrase)s” is not in article %(article)s of %(title)s."),
    # syllabi
    "duplicate_syllabus": N_(
        "The syllabus of %(subject)s, edition %(edition)s, already stands in %(file)s."
    ),
    "syllabus_code": N_("The code of %(subject)s is %(prefix)s."),
    "duplicate_area": N_("The code %(code)s already stands in line %(line)s."),
    "area_out_of_parent": N_("The code %(code)s does not begin with %(parent)s."),
    "unknown_former": N_("There is no %(code)s in the edition before this one."),
    "code_reused": N_(
        "What %(code)s meant in edition %(edition)s stands here as %(now)s; a code keeps its meaning, so use a new one."
    ),
    "weight_reversed": N_("The smallest weight is larger than the largest."),
    "code_dropped": N_(
        "%(code)s was loaded before; mark it “retired: true” instead of removing it."
    ),
    # policies, specifications, forms
    "duplicate_policy": N_("The policy %(name)s already stands in line %(line)s."),
    "policy_changed": N_("The policy %(name)s was loaded with other points; make a new version."),
    "duplicate_specification": N_("The specification %(code)s already stands in %(file)s."),
    "unknown_policy": N_("There is no policy %(name)s in policies.yaml."),
    "missing_policy": N_("A paper with single or multiple items needs a policy."),
    "missing_points": N_("The specification does not say how many points one %(kind)s item has."),
    "unknown_chapter": N_(
        "There is no chapter %(code)s in the syllabus of %(subject)s, edition %(edition)s."
    ),
    "bounds_reversed": N_("%(cell)s: no number is at least %(min)s and at most %(max)s."),
    "bounds_impossible": N_(
        "The bounds of %(axis)s allow %(min)s to %(max)s items, but the paper has %(size)s."
    ),
    "score_sum": N_("The items have %(found)s points together, but the full score is %(wanted)s."),
    "cut_score": N_("The cut score lies above the full score."),
    "duplicate_form": N_("The form %(code)s, version %(version)s, already stands in %(file)s."),
    "unknown_specification": N_("There is no specification %(code)s."),
    "form_unknown_item": N_("There is no item %(code)s."),
    "form_not_ready": N_("The item %(code)s is %(status)s; only ready items may stand on a form."),
    "form_kind": N_("The form needs %(min)s %(name)s items and has %(found)s."),
    "form_chapter": N_(
        "The form needs %(min)s to %(max)s items of chapter %(name)s and has %(found)s."
    ),
    "form_level": N_(
        "The form needs %(min)s to %(max)s items of level %(name)s and has %(found)s."
    ),
    "form_repeated": N_("The item %(name)s stands on the form more than once."),
    "form_enemies": N_("The enemies %(name)s stand on the same form."),
    "form_order": N_("The item %(name)s is out of order: single items come first, then multiple."),
    "form_unready_in_site": N_(
        "The item %(code)s is %(status)s in the site by now; a new form takes only what is ready there."
    ),
    "edited_in_site": N_(
        "The item %(code)s has changed here and in the site; export first (bank export)."
    ),
    "form_changed": N_(
        "The form %(code)s, version %(version)s, was loaded with other items; make a new version."
    ),
    # rulesets of eligibility
    "ruleset": N_("The ruleset has a fault: %(fault)s."),
    # what a degree does for the certificate
    "links": N_("The policies and lines have a fault: %(fault)s."),
    # targets and exceptions
    "duplicate_target": N_("The target of %(subject)s already stands in line %(line)s."),
    "target_short": N_(
        "%(subject)s has %(found)s ready items of kind %(kind)s; declared are at least %(wanted)s."
    ),
    "chapter_share": N_(
        "%(code)s has %(found)s of %(total)s ready items, %(share)s on a form of %(size)s; "
        "the specification wants %(min)s to %(max)s."
    ),
    "empty_section": N_("No ready item has a knowledge point of section %(code)s."),
    "unknown_exception": N_("There is no flaw “%(name)s” that an item could be excepted from."),
    "idle_exception": N_("The item does not have the flaw “%(name)s”; take the exception out."),
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: the file below the question bank, the line (from 1), the code, what fills the sentence.

    `path` is the place inside the entry, for pages and sheets that have no lines.
    """

    file: str
    line: int
    code: str
    parameters: Mapping[str, object] = field(default_factory=dict, compare=False)
    path: tuple[str | int, ...] = field(default=(), compare=False)

    @property
    def message(self) -> str:
        """The sentence as a message id, its places not yet filled."""
        return CATALOGUE[self.code].sentence if self.code in CATALOGUE else SENTENCES[self.code]

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.message % self.parameters


def tell(finding: Finding, translate: Callable[[str], str]) -> str:
    """The sentence in a reader's language."""
    return translate(finding.message) % fill(finding.parameters, translate)


def fill(parameters: Mapping[str, object], translate: Callable[[str], str]) -> dict[str, object]:
    """The parameters as words: a rule of guessing has a name in every language."""
    return {
        name: translate(STRATEGY_WORDS[value]) if isinstance(value, Strategy) else value
        for name, value in parameters.items()
    }
