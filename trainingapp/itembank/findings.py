"""What `bank check` can find: each kind of fault has a code and a sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SENTENCES: Mapping[str, str] = {
    # files and YAML
    "not_utf8": "The file is not UTF-8 text; save it as UTF-8.",
    "too_large": "The file is larger than %(limit)s MB; split it, one file per chapter.",
    "empty_file": "The file is empty.",
    "unexpected_file": "Nothing is read from this place; the README says where files belong.",
    "outside": "The file leads outside of the question bank; put a copy here.",
    "tab": "The line is indented with a tab; use spaces.",
    "not_yaml": "This is not valid YAML: %(problem)s.",
    "unsafe_tag": "The tag %(tag)s is refused; write plain text, numbers, lists and fields.",
    "alias": "Anchors and aliases (& and *) are refused; write the value out.",
    "too_deep": "The fields are nested too deeply.",
    "duplicate_key": "The field “%(field)s” stands here twice.",
    "bare_word": "The bare word “%(word)s” means true or false in YAML; put it in quotes.",
    "key_not_text": "The name of a field must be a word; put it in quotes.",
    # the shape of an entry
    "unknown_field": "There is no field “%(field)s” here.",
    "missing_field": "The field “%(field)s” is missing.",
    "empty_text": "The field “%(field)s” is empty.",
    "not_text": "The field “%(field)s” must be text; put it in quotes.",
    "not_integer": "The field “%(field)s” must be a whole number.",
    "not_number": "The field “%(field)s” must be a number.",
    "not_boolean": "The field “%(field)s” must be true or false.",
    "not_date": "The field “%(field)s” must be a date such as 2026-11-22.",
    "not_list": "The field “%(field)s” must be a list.",
    "not_fields": "The field “%(field)s” must have fields of its own.",
    "wrong_length": "The field “%(field)s” must have %(wanted)s entries.",
    "wrong_value": "The field “%(field)s” cannot be “%(value)s”.",
    "bad_code": "The code “%(value)s” does not have the form that the README describes.",
    "unknown_kind": "There is no kind “%(value)s”; use one of: %(allowed)s.",
    "unknown_status": "There is no status “%(value)s”; use one of: %(allowed)s.",
    "unknown_level": "There is no level “%(value)s”; use one of: %(allowed)s.",
    "unknown_subject": "There is no subject “%(value)s”; use one of: %(allowed)s.",
    # items
    "duplicate_item": "The item %(code)s already stands in %(file)s, line %(line)s.",
    "item_of_other_subject": "The item %(code)s does not belong to %(subject)s; its code must begin with %(prefix)s.",
    "single_options": "A single-choice item has the options A, B, C and D; here: %(letters)s.",
    "multiple_options": "A multiple-choice item has the options A, B, C, D and E; here: %(letters)s.",
    "single_key": "A single-choice item has exactly one key letter; here: %(key)s.",
    "multiple_key": "A multiple-choice item has two to four key letters of five; here: %(key)s.",
    "key_order": "Write the key letters once each and in order of the alphabet; here: %(key)s.",
    "key_without_option": "The key names %(letter)s, but there is no such option.",
    "same_options": "Two options say the same.",
    "missing_why": "Option %(letter)s does not say why it is right or wrong.",
    "facility_range": "The expected facility lies between 0 and 1; here: %(expected)s.",
    "facility_reason": "The expected facility needs a reason.",
    "rubric_sum": "The rubric's points add up to %(found)s, but the task has %(wanted)s.",
    "unknown_knowledge": "There is no knowledge point %(code)s in any syllabus.",
    "knowledge_of_other_subject": "The knowledge point %(code)s belongs to %(subject)s.",
    "knowledge_not_point": "%(code)s is a chapter or a section; name a knowledge point in it.",
    "retired_knowledge": "The knowledge point %(code)s is retired.",
    "unknown_enemy": "There is no item %(code)s to be an enemy of.",
    "own_enemy": "An item cannot be its own enemy.",
    # reviews
    "ready_without_review": "A ready item needs a review that agrees, by someone else than the author.",
    "reviewer_is_author": "The reviewer %(reader)s is the author of the item.",
    "review_answer": "The reviewer %(reader)s agrees but answered %(answer)s, and the key is %(key)s.",
    "second_defensible": "The reviewer %(reader)s agrees but found a second defensible option.",
    # laws
    "duplicate_law": "The law %(code)s already stands in line %(line)s.",
    "duplicate_version": "The version %(version)s stands here twice.",
    "effective_reversed": "The law ends before it begins.",
    "unknown_law": "There is no law %(law)s in laws.yaml.",
    "unknown_law_version": "The law %(law)s has no version %(version)s in laws.yaml.",
    "anchor_without_phrase": "The anchor needs a short phrase from the article.",
    "anchor_not_in_force": "%(law)s, version %(version)s, is not in force on %(day)s.",
    "statute_missing": "The text of %(title)s, version %(version)s, is not in the folder of laws.",
    "statute_dates": "The text of %(title)s says that it takes effect on %(effective)s.",
    "article_missing": "%(title)s, version %(version)s, has no article %(article)s.",
    "phrase_missing": "The phrase “%(phrase)s” is not in article %(article)s of %(title)s.",
    # syllabi
    "duplicate_syllabus": "The syllabus of %(subject)s, edition %(edition)s, already stands in %(file)s.",
    "syllabus_code": "The code of %(subject)s is %(prefix)s.",
    "duplicate_area": "The code %(code)s already stands in line %(line)s.",
    "area_out_of_parent": "The code %(code)s does not begin with %(parent)s.",
    "weight_reversed": "The smallest weight is larger than the largest.",
    "code_dropped": "%(code)s was loaded before; mark it “retired: true” instead of removing it.",
    # policies, specifications, forms
    "duplicate_policy": "The policy %(name)s already stands in line %(line)s.",
    "policy_changed": "The policy %(name)s was loaded with other points; make a new version.",
    "duplicate_specification": "The specification %(code)s already stands in %(file)s.",
    "unknown_policy": "There is no policy %(name)s in policies.yaml.",
    "missing_policy": "A paper with single or multiple items needs a policy.",
    "missing_points": "The specification does not say how many points one %(kind)s item has.",
    "unknown_chapter": "There is no chapter %(code)s in the syllabus of %(subject)s, edition %(edition)s.",
    "bounds_reversed": "%(cell)s: no number is at least %(min)s and at most %(max)s.",
    "bounds_impossible": "The bounds of %(axis)s allow %(min)s to %(max)s items, but the paper has %(size)s.",
    "score_sum": "The items have %(found)s points together, but the full score is %(wanted)s.",
    "cut_score": "The cut score lies above the full score.",
    "duplicate_form": "The form %(code)s, version %(version)s, already stands in %(file)s.",
    "unknown_specification": "There is no specification %(code)s.",
    "form_unknown_item": "There is no item %(code)s.",
    "form_not_ready": "The item %(code)s is %(status)s; only ready items may stand on a form.",
    "form_kind": "The form needs %(min)s %(name)s items and has %(found)s.",
    "form_chapter": "The form needs %(min)s to %(max)s items of chapter %(name)s and has %(found)s.",
    "form_level": "The form needs %(min)s to %(max)s items of level %(name)s and has %(found)s.",
    "form_repeated": "The item %(name)s stands on the form more than once.",
    "form_enemies": "The enemies %(name)s stand on the same form.",
    "form_order": "The item %(name)s is out of order: single items come first, then multiple.",
    "form_changed": "The form %(code)s, version %(version)s, was loaded with other items; make a new version.",
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: the file below the question bank, the line (from 1), the code, what fills the sentence."""

    file: str
    line: int
    code: str
    parameters: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def message(self) -> str:
        """The sentence as a message id, its places not yet filled."""
        return SENTENCES[self.code]

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.message % self.parameters
