"""The incubator: bases, agencies, cases, and the triggers that guard them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TRIGGERS = {
    "sqlite": [
        """
CREATE TRIGGER rubric_version_kept BEFORE UPDATE ON rubric_version WHEN TRUE
        BEGIN SELECT RAISE(ABORT, 'a published scoring sheet never changes'); END
""",
        """
CREATE TRIGGER case_review_kept BEFORE UPDATE OF id, seat_id, number, scores, vetoes, recommendation, total, submitted_at ON case_review WHEN OLD.submitted_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'a submitted review never changes'); END
""",
        """
CREATE TRIGGER review_moderation_kept BEFORE UPDATE ON review_moderation WHEN TRUE
        BEGIN SELECT RAISE(ABORT, 'notes on reviews are only added'); END
""",
        """
CREATE TRIGGER case_interview_kept BEFORE UPDATE ON case_interview WHEN TRUE
        BEGIN SELECT RAISE(ABORT, 'interviews are only added'); END
""",
        """
CREATE TRIGGER ranking_record_kept BEFORE UPDATE OF id, case_id, revision, rubric_id, total, bonus, spread, passes, findings ON ranking_record WHEN TRUE
        BEGIN SELECT RAISE(ABORT, 'a closed ranking is ended, never changed'); END
""",
        """
CREATE TRIGGER determination_kept BEFORE UPDATE ON determination WHEN TRUE
        BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END
""",
        """
CREATE TRIGGER determination_decider_kept BEFORE UPDATE ON determination_decider WHEN TRUE
        BEGIN SELECT RAISE(ABORT, 'decisions are only added'); END
""",
        """
CREATE TRIGGER notice_objection_kept BEFORE UPDATE OF notice_id, is_upheld, settlement, settled_by_id, settled_at ON notice_objection WHEN OLD.settled_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'a settled objection stays settled'); END
""",
        """
CREATE TRIGGER case_appeal_kept BEFORE UPDATE OF case_id, is_upheld, answer, answered_by_id, answered_at ON case_appeal WHEN OLD.answered_at IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'an answered appeal stays answered'); END
""",
        """
CREATE TRIGGER agency_authority_kept BEFORE UPDATE ON agency_authority WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_change_kept BEFORE UPDATE ON agency_change WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_charter_kept BEFORE UPDATE ON agency_charter WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_contact_kept BEFORE UPDATE ON agency_contact WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_credit_event_kept BEFORE UPDATE ON agency_credit_event WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_filing_kept BEFORE UPDATE ON agency_filing WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_founder_kept BEFORE UPDATE ON agency_founder WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_grade_kept BEFORE UPDATE ON agency_grade WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_licence_kept BEFORE UPDATE ON agency_licence WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_organ_member_kept BEFORE UPDATE ON agency_organ_member WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_party_unit_kept BEFORE UPDATE ON agency_party_unit WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_premises_kept BEFORE UPDATE ON agency_premises WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_registration_kept BEFORE UPDATE ON agency_registration WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_site_kept BEFORE UPDATE ON agency_site WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_statement_kept BEFORE UPDATE ON agency_statement WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_step_kept BEFORE UPDATE ON agency_step WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER agency_tax_status_kept BEFORE UPDATE ON agency_tax_status WHEN OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'an entry is struck out, never changed'); END
""",
        """
CREATE TRIGGER incubator_document_access_kept BEFORE UPDATE ON incubator_document_access WHEN TRUE
        BEGIN SELECT RAISE(ABORT, 'who opened a document is only added'); END
""",
        """
CREATE TRIGGER incubator_document_version_kept BEFORE UPDATE ON incubator_document_version WHEN OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL
        BEGIN SELECT RAISE(ABORT, 'a version is erased, never changed'); END
""",
        """
CREATE TRIGGER maturity_assessment_stays BEFORE UPDATE ON maturity_assessment
    WHEN OLD.submitted_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a submitted sheet stays'); END
""",
        """
CREATE TRIGGER case_evaluation_stays BEFORE UPDATE ON case_evaluation
    WHEN OLD.submitted_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a submitted sheet stays'); END
""",
        """
CREATE TRIGGER follow_up_contact_unchangeable BEFORE UPDATE ON follow_up_contact
        BEGIN SELECT RAISE(ABORT, 'attempts are only added'); END
""",
        """
CREATE TRIGGER compliance_waiver_closed
        BEFORE UPDATE ON compliance_waiver WHEN (OLD.ended_at IS NOT NULL)
        BEGIN SELECT RAISE(ABORT, 'a waiver is ended once, never changed'); END
""",
        """
CREATE TRIGGER compliance_waiver_kept
        BEFORE UPDATE OF agency_id, code, reason, document_id, starts_on, ends_on, given_by_id, given_at ON compliance_waiver
        BEGIN SELECT RAISE(ABORT, 'a waiver is ended once, never changed'); END
""",
        """
CREATE TRIGGER place_rule_closed
        BEFORE UPDATE ON place_rule WHEN (OLD.withdrawn_at IS NOT NULL OR (OLD.valid_to IS NOT NULL AND (NEW.valid_to IS NULL OR NEW.valid_to > OLD.valid_to)))
        BEGIN SELECT RAISE(ABORT, 'a rule of a place is ended or taken back, never changed'); END
""",
        """
CREATE TRIGGER place_rule_kept
        BEFORE UPDATE OF area, key, value, document, article, confidence, note, valid_from, entered_at, entered_by_id ON place_rule
        BEGIN SELECT RAISE(ABORT, 'a rule of a place is ended or taken back, never changed'); END
""",
        """
CREATE TRIGGER basis_reading_closed
        BEFORE UPDATE ON basis_reading WHEN (TRUE)
        BEGIN SELECT RAISE(ABORT, 'readings of the law are only added'); END
""",
        """
CREATE TRIGGER yearly_snapshot_no_update BEFORE UPDATE ON yearly_snapshot
        BEGIN SELECT RAISE(ABORT, 'figures of a yearly report stay as they are'); END
""",
        """
CREATE TRIGGER yearly_snapshot_no_delete BEFORE DELETE ON yearly_snapshot
        BEGIN SELECT RAISE(ABORT, 'figures of a yearly report stay as they are'); END
""",
        """
CREATE TRIGGER stage_record_unchangeable BEFORE UPDATE ON stage_record
        BEGIN SELECT RAISE(ABORT, 'stage records are only added'); END
""",
        """
CREATE TRIGGER workflow_version_unchangeable BEFORE UPDATE ON workflow_version
        BEGIN SELECT RAISE(ABORT, 'a published workflow never changes'); END
""",
        """
CREATE TRIGGER application_form_unchangeable BEFORE UPDATE ON application_form
        BEGIN SELECT RAISE(ABORT, 'a published form never changes'); END
""",
        """
CREATE TRIGGER application_revision_unchangeable BEFORE UPDATE ON application_revision
        BEGIN SELECT RAISE(ABORT, 'revisions of an application are only added'); END
""",
        """
CREATE TRIGGER case_letter_unchangeable BEFORE UPDATE ON case_letter
        BEGIN SELECT RAISE(ABORT, 'letters are only added'); END
""",
        """
CREATE TRIGGER compliance_result_kept
        BEFORE UPDATE OF agency_id, code, status, severity, reason, since, found_at ON compliance_result
        BEGIN SELECT RAISE(ABORT, 'a finding is replaced, never changed'); END
""",
        """
CREATE TRIGGER employment_terms_kept BEFORE UPDATE OF employment_id, form, share, entered_at
        ON employment_terms BEGIN SELECT RAISE(ABORT, 'terms are only added'); END
""",
        """
CREATE TRIGGER employment_terms_answered BEFORE UPDATE OF answer ON employment_terms
        WHEN OLD.answer IS NOT NULL BEGIN SELECT RAISE(ABORT, 'answered terms stay answered'); END
""",
        """
CREATE TRIGGER team_day_unchangeable BEFORE UPDATE ON team_day
        BEGIN SELECT RAISE(ABORT, 'days of a team are only added'); END
""",
        """
CREATE TRIGGER report_version_unchangeable BEFORE UPDATE ON report_version
        BEGIN SELECT RAISE(ABORT, 'versions of a report are only added'); END
""",
        """
CREATE TRIGGER project_evaluation_unchangeable BEFORE UPDATE ON project_evaluation
        BEGIN SELECT RAISE(ABORT, 'evaluations are only added'); END
""",
        """
CREATE TRIGGER trust_entry_unchangeable BEFORE UPDATE ON trust_entry
        BEGIN SELECT RAISE(ABORT, 'entries of the trust account are only added'); END
""",
        """
CREATE TRIGGER trust_entry_undeletable BEFORE DELETE ON trust_entry
        BEGIN SELECT RAISE(ABORT, 'entries of the trust account are only added'); END
""",
        """
CREATE TRIGGER indicator_value_unchangeable BEFORE UPDATE ON indicator_value WHEN OLD.state = 'approved'
        BEGIN SELECT RAISE(ABORT, 'an approved value never changes'); END
""",
        """
CREATE TRIGGER indicator_value_undeletable BEFORE DELETE ON indicator_value WHEN OLD.state = 'approved'
        BEGIN SELECT RAISE(ABORT, 'an approved value never changes'); END
""",
    ],
    "postgresql": [
        """
CREATE FUNCTION rubric_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a published scoring sheet never changes'; END $$
""",
        """
CREATE TRIGGER rubric_version_kept BEFORE UPDATE ON rubric_version
        FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION rubric_version_kept()
""",
        """
CREATE FUNCTION case_review_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a submitted review never changes'; END $$
""",
        """
CREATE TRIGGER case_review_kept BEFORE UPDATE OF id, seat_id, number, scores, vetoes, recommendation, total, submitted_at ON case_review
        FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL) EXECUTE FUNCTION case_review_kept()
""",
        """
CREATE FUNCTION review_moderation_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'notes on reviews are only added'; END $$
""",
        """
CREATE TRIGGER review_moderation_kept BEFORE UPDATE ON review_moderation
        FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION review_moderation_kept()
""",
        """
CREATE FUNCTION case_interview_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'interviews are only added'; END $$
""",
        """
CREATE TRIGGER case_interview_kept BEFORE UPDATE ON case_interview
        FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION case_interview_kept()
""",
        """
CREATE FUNCTION ranking_record_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a closed ranking is ended, never changed'; END $$
""",
        """
CREATE TRIGGER ranking_record_kept BEFORE UPDATE OF id, case_id, revision, rubric_id, total, bonus, spread, passes, findings ON ranking_record
        FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION ranking_record_kept()
""",
        """
CREATE FUNCTION determination_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'decisions are only added'; END $$
""",
        """
CREATE TRIGGER determination_kept BEFORE UPDATE ON determination
        FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION determination_kept()
""",
        """
CREATE FUNCTION determination_decider_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'decisions are only added'; END $$
""",
        """
CREATE TRIGGER determination_decider_kept BEFORE UPDATE ON determination_decider
        FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION determination_decider_kept()
""",
        """
CREATE FUNCTION notice_objection_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a settled objection stays settled'; END $$
""",
        """
CREATE TRIGGER notice_objection_kept BEFORE UPDATE OF notice_id, is_upheld, settlement, settled_by_id, settled_at ON notice_objection
        FOR EACH ROW WHEN (OLD.settled_at IS NOT NULL) EXECUTE FUNCTION notice_objection_kept()
""",
        """
CREATE FUNCTION case_appeal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an answered appeal stays answered'; END $$
""",
        """
CREATE TRIGGER case_appeal_kept BEFORE UPDATE OF case_id, is_upheld, answer, answered_by_id, answered_at ON case_appeal
        FOR EACH ROW WHEN (OLD.answered_at IS NOT NULL) EXECUTE FUNCTION case_appeal_kept()
""",
        """
CREATE FUNCTION agency_authority_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_authority_kept BEFORE UPDATE ON agency_authority
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_authority_kept()
""",
        """
CREATE FUNCTION agency_change_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_change_kept BEFORE UPDATE ON agency_change
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_change_kept()
""",
        """
CREATE FUNCTION agency_charter_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_charter_kept BEFORE UPDATE ON agency_charter
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_charter_kept()
""",
        """
CREATE FUNCTION agency_contact_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_contact_kept BEFORE UPDATE ON agency_contact
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_contact_kept()
""",
        """
CREATE FUNCTION agency_credit_event_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_credit_event_kept BEFORE UPDATE ON agency_credit_event
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_credit_event_kept()
""",
        """
CREATE FUNCTION agency_filing_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_filing_kept BEFORE UPDATE ON agency_filing
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_filing_kept()
""",
        """
CREATE FUNCTION agency_founder_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_founder_kept BEFORE UPDATE ON agency_founder
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_founder_kept()
""",
        """
CREATE FUNCTION agency_grade_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_grade_kept BEFORE UPDATE ON agency_grade
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_grade_kept()
""",
        """
CREATE FUNCTION agency_licence_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_licence_kept BEFORE UPDATE ON agency_licence
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_licence_kept()
""",
        """
CREATE FUNCTION agency_organ_member_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_organ_member_kept BEFORE UPDATE ON agency_organ_member
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_organ_member_kept()
""",
        """
CREATE FUNCTION agency_party_unit_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_party_unit_kept BEFORE UPDATE ON agency_party_unit
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_party_unit_kept()
""",
        """
CREATE FUNCTION agency_premises_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_premises_kept BEFORE UPDATE ON agency_premises
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_premises_kept()
""",
        """
CREATE FUNCTION agency_registration_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_registration_kept BEFORE UPDATE ON agency_registration
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_registration_kept()
""",
        """
CREATE FUNCTION agency_site_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_site_kept BEFORE UPDATE ON agency_site
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_site_kept()
""",
        """
CREATE FUNCTION agency_statement_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_statement_kept BEFORE UPDATE ON agency_statement
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_statement_kept()
""",
        """
CREATE FUNCTION agency_step_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_step_kept BEFORE UPDATE ON agency_step
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_step_kept()
""",
        """
CREATE FUNCTION agency_tax_status_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an entry is struck out, never changed'; END $$
""",
        """
CREATE TRIGGER agency_tax_status_kept BEFORE UPDATE ON agency_tax_status
        FOR EACH ROW WHEN (OLD.struck_at IS NOT NULL OR NEW.struck_at IS NULL) EXECUTE FUNCTION agency_tax_status_kept()
""",
        """
CREATE FUNCTION incubator_document_access_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'who opened a document is only added'; END $$
""",
        """
CREATE TRIGGER incubator_document_access_kept BEFORE UPDATE ON incubator_document_access
        FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION incubator_document_access_kept()
""",
        """
CREATE FUNCTION incubator_document_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a version is erased, never changed'; END $$
""",
        """
CREATE TRIGGER incubator_document_version_kept BEFORE UPDATE ON incubator_document_version
        FOR EACH ROW WHEN (OLD.erased_at IS NOT NULL OR NEW.erased_at IS NULL) EXECUTE FUNCTION incubator_document_version_kept()
""",
        """
CREATE FUNCTION maturity_assessment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'a submitted sheet stays'; END $$
""",
        """
CREATE TRIGGER maturity_assessment_stays BEFORE UPDATE ON maturity_assessment
    FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL) EXECUTE FUNCTION maturity_assessment_stays()
""",
        """
CREATE FUNCTION case_evaluation_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'a submitted sheet stays'; END $$
""",
        """
CREATE TRIGGER case_evaluation_stays BEFORE UPDATE ON case_evaluation
    FOR EACH ROW WHEN (OLD.submitted_at IS NOT NULL) EXECUTE FUNCTION case_evaluation_stays()
""",
        """
CREATE FUNCTION follow_up_contact_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'attempts are only added'; END $$
""",
        """
CREATE TRIGGER follow_up_contact_unchangeable BEFORE UPDATE ON follow_up_contact
        FOR EACH ROW EXECUTE FUNCTION follow_up_contact_unchangeable()
""",
        """
CREATE FUNCTION compliance_waiver_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a waiver is ended once, never changed'; END $$
""",
        """
CREATE TRIGGER compliance_waiver_closed BEFORE UPDATE ON compliance_waiver
        FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION compliance_waiver_kept()
""",
        """
CREATE TRIGGER compliance_waiver_kept BEFORE UPDATE OF agency_id, code, reason, document_id, starts_on, ends_on, given_by_id, given_at ON compliance_waiver
        FOR EACH ROW  EXECUTE FUNCTION compliance_waiver_kept()
""",
        """
CREATE FUNCTION place_rule_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a rule of a place is ended or taken back, never changed'; END $$
""",
        """
CREATE TRIGGER place_rule_closed BEFORE UPDATE ON place_rule
        FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL OR (OLD.valid_to IS NOT NULL AND (NEW.valid_to IS NULL OR NEW.valid_to > OLD.valid_to))) EXECUTE FUNCTION place_rule_kept()
""",
        """
CREATE TRIGGER place_rule_kept BEFORE UPDATE OF area, key, value, document, article, confidence, note, valid_from, entered_at, entered_by_id ON place_rule
        FOR EACH ROW  EXECUTE FUNCTION place_rule_kept()
""",
        """
CREATE FUNCTION basis_reading_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'readings of the law are only added'; END $$
""",
        """
CREATE TRIGGER basis_reading_closed BEFORE UPDATE ON basis_reading
        FOR EACH ROW WHEN (TRUE) EXECUTE FUNCTION basis_reading_kept()
""",
        """
CREATE FUNCTION yearly_snapshot_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'figures of a yearly report stay as they are'; END $$
""",
        """
CREATE TRIGGER yearly_snapshot_frozen BEFORE UPDATE OR DELETE ON yearly_snapshot
        FOR EACH ROW EXECUTE FUNCTION yearly_snapshot_frozen()
""",
        """
CREATE FUNCTION stage_record_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'stage records are only added'; END $$
""",
        """
CREATE TRIGGER stage_record_unchangeable BEFORE UPDATE ON stage_record
        FOR EACH ROW EXECUTE FUNCTION stage_record_unchangeable()
""",
        """
CREATE FUNCTION workflow_version_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a published workflow never changes'; END $$
""",
        """
CREATE TRIGGER workflow_version_unchangeable BEFORE UPDATE ON workflow_version
        FOR EACH ROW EXECUTE FUNCTION workflow_version_unchangeable()
""",
        """
CREATE FUNCTION application_form_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a published form never changes'; END $$
""",
        """
CREATE TRIGGER application_form_unchangeable BEFORE UPDATE ON application_form
        FOR EACH ROW EXECUTE FUNCTION application_form_unchangeable()
""",
        """
CREATE FUNCTION application_revision_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'revisions of an application are only added'; END $$
""",
        """
CREATE TRIGGER application_revision_unchangeable BEFORE UPDATE ON application_revision
        FOR EACH ROW EXECUTE FUNCTION application_revision_unchangeable()
""",
        """
CREATE FUNCTION case_letter_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'letters are only added'; END $$
""",
        """
CREATE TRIGGER case_letter_unchangeable BEFORE UPDATE ON case_letter
        FOR EACH ROW EXECUTE FUNCTION case_letter_unchangeable()
""",
        """
CREATE FUNCTION compliance_result_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a finding is replaced, never changed'; END $$
""",
        """
CREATE TRIGGER compliance_result_kept
        BEFORE UPDATE OF agency_id, code, status, severity, reason, since, found_at ON compliance_result
        FOR EACH ROW EXECUTE FUNCTION compliance_result_kept()
""",
        """
CREATE FUNCTION employment_terms_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'terms are only added'; END $$
""",
        """
CREATE TRIGGER employment_terms_kept
        BEFORE UPDATE OF employment_id, form, share, entered_at ON employment_terms
        FOR EACH ROW EXECUTE FUNCTION employment_terms_kept()
""",
        """
CREATE FUNCTION employment_terms_answered() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'answered terms stay answered'; END $$
""",
        """
CREATE TRIGGER employment_terms_answered BEFORE UPDATE OF answer ON employment_terms
        FOR EACH ROW WHEN (OLD.answer IS NOT NULL) EXECUTE FUNCTION employment_terms_answered()
""",
        """
CREATE FUNCTION team_day_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'days of a team are only added'; END $$
""",
        """
CREATE TRIGGER team_day_unchangeable BEFORE UPDATE ON team_day
        FOR EACH ROW EXECUTE FUNCTION team_day_unchangeable()
""",
        """
CREATE FUNCTION report_version_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'versions of a report are only added'; END $$
""",
        """
CREATE TRIGGER report_version_unchangeable BEFORE UPDATE ON report_version
        FOR EACH ROW EXECUTE FUNCTION report_version_unchangeable()
""",
        """
CREATE FUNCTION project_evaluation_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'evaluations are only added'; END $$
""",
        """
CREATE TRIGGER project_evaluation_unchangeable BEFORE UPDATE ON project_evaluation
        FOR EACH ROW EXECUTE FUNCTION project_evaluation_unchangeable()
""",
        """
CREATE FUNCTION trust_entry_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'entries of the trust account are only added'; END $$
""",
        """
CREATE TRIGGER trust_entry_unchangeable BEFORE UPDATE ON trust_entry
        FOR EACH ROW EXECUTE FUNCTION trust_entry_unchangeable()
""",
        """
CREATE FUNCTION trust_entry_undeletable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'entries of the trust account are only added'; END $$
""",
        """
CREATE TRIGGER trust_entry_undeletable BEFORE DELETE ON trust_entry
        FOR EACH ROW EXECUTE FUNCTION trust_entry_undeletable()
""",
        """
CREATE FUNCTION indicator_value_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an approved value never changes'; END $$
""",
        """
CREATE TRIGGER indicator_value_unchangeable BEFORE UPDATE ON indicator_value
        FOR EACH ROW WHEN (OLD.state = 'approved') EXECUTE FUNCTION indicator_value_unchangeable()
""",
        """
CREATE FUNCTION indicator_value_undeletable() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'an approved value never changes'; END $$
""",
        """
CREATE TRIGGER indicator_value_undeletable BEFORE DELETE ON indicator_value
        FOR EACH ROW WHEN (OLD.state = 'approved') EXECUTE FUNCTION indicator_value_undeletable()
""",
    ],
}


def upgrade() -> None:
    op.create_table(
        "due_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_due_notice_key")),
    )
    with op.batch_alter_table("due_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_due_notice_given_at"), ["given_at"], unique=False)

    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("route", sa.String(length=16), nullable=True),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("start_capital", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('service', 'association', 'foundation', 'filed_group', 'team')",
            name=op.f("ck_agency_kind"),
        ),
        sa.CheckConstraint(
            "route IS NULL OR route IN ('direct', 'dual', 'civil_affairs', 'filing')",
            name=op.f("ck_agency_route"),
        ),
        sa.CheckConstraint(
            "status IN ('idea', 'preparing', 'applied', 'registered', 'filed', 'suspended', 'deregistering', 'deregistered', 'revoked')",
            name=op.f("ck_agency_status"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_agency_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_agency_credit_code")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_agency_organisation_id")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_name"), ["name"], unique=False)

    op.create_table(
        "application_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user.id"], name=op.f("fk_application_form_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_form")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_application_form_code_version")),
    )
    op.create_table(
        "authority_detail",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('civil_affairs', 'social_work', 'approval', 'other')",
            name=op.f("ck_authority_detail_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_authority_detail_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_authority_detail_parent_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_authority_detail")),
    )
    with op.batch_alter_table("authority_detail", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_authority_detail_area_code"), ["area_code"], unique=False
        )

    op.create_table(
        "basis_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("read_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["read_by_id"], ["user.id"], name=op.f("fk_basis_reading_read_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basis_reading")),
    )
    with op.batch_alter_table("basis_reading", schema=None) as batch_op:
        batch_op.create_index("ix_basis_reading_code_read_on", ["code", "read_on"], unique=False)

    op.create_table(
        "community",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("street", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("filed", sa.Integer(), nullable=True),
        sa.Column("registered", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('urban', 'rural')", name=op.f("ck_community_kind")),
        sa.CheckConstraint("filed >= 0 AND registered >= 0", name=op.f("ck_community_counts")),
        sa.CheckConstraint("households >= 0 AND population >= 0", name=op.f("ck_community_people")),
        sa.CheckConstraint("length(code) = 12", name=op.f("ck_community_code")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_community_entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sa.UniqueConstraint("code", name=op.f("uq_community_code")),
    )
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_community_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "incubation_base",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("operator", sa.String(length=120), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("desks", sa.Integer(), nullable=False),
        sa.Column("area_m2", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["organisation.id"], name=op.f("fk_incubation_base_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_incubation_base_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubation_base")),
        sa.UniqueConstraint("code", name=op.f("uq_incubation_base_code")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_incubation_base_organisation_id")),
    )
    op.create_table(
        "incubation_feed",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_encrypted", sa.String(length=200), nullable=False),
        sa.Column("secret_index", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_incubation_feed_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_incubation_feed")),
        sa.UniqueConstraint("secret_index", name=op.f("uq_incubation_feed_secret_index")),
    )
    op.create_table(
        "incubation_weekly_mail",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_incubation_weekly_mail_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", "week", name=op.f("pk_incubation_weekly_mail")),
    )
    op.create_table(
        "place_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("article", sa.String(length=40), nullable=False),
        sa.Column("confidence", sa.String(length=1), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "confidence IN ('A', 'B', 'C', 'D', 'P')", name=op.f("ck_place_rule_confidence")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_place_rule_dates")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_place_rule_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["user.id"], name=op.f("fk_place_rule_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_rule")),
    )
    with op.batch_alter_table("place_rule", schema=None) as batch_op:
        batch_op.create_index("ix_place_rule_key_area", ["key", "area"], unique=False)

    op.create_table(
        "rubric_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user.id"], name=op.f("fk_rubric_version_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_version")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_rubric_version_code_version")),
    )
    op.create_table(
        "workflow_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user.id"], name=op.f("fk_workflow_version_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_version")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_workflow_version_code_version")),
    )
    op.create_table(
        "agency_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_consent_agency_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_agency_consent_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_consent")),
    )
    with op.batch_alter_table("agency_consent", schema=None) as batch_op:
        batch_op.create_index("ix_agency_consent_agency_id", ["agency_id"], unique=False)
        batch_op.create_index(
            "uq_agency_consent_standing",
            ["user_id", "agency_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "agency_trait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('code', 'name', 'legal_representative', 'address', 'phone')",
            name=op.f("ck_agency_trait_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_trait_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_trait")),
        sa.UniqueConstraint(
            "agency_id", "kind", "value", name=op.f("uq_agency_trait_agency_id_kind_value")
        ),
    )
    with op.batch_alter_table("agency_trait", schema=None) as batch_op:
        batch_op.create_index("ix_agency_trait_kind_value", ["kind", "value"], unique=False)

    op.create_table(
        "base_equipment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('good', 'worn', 'broken', 'gone')", name=op.f("ck_base_equipment_state")
        ),
        sa.ForeignKeyConstraint(
            ["base_id"], ["incubation_base.id"], name=op.f("fk_base_equipment_base_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_equipment")),
    )
    with op.batch_alter_table("base_equipment", schema=None) as batch_op:
        batch_op.create_index("uq_base_equipment_base_id_code", ["base_id", "code"], unique=True)

    op.create_table(
        "compliance_look",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_compliance_look_agency_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_compliance_look")),
    )
    with op.batch_alter_table("compliance_look", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_compliance_look_looked_at"), ["looked_at"], unique=False
        )

    op.create_table(
        "compliance_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "severity IN ('red', 'amber', 'info')", name=op.f("ck_compliance_result_severity")
        ),
        sa.CheckConstraint(
            "status IN ('ok', 'due_soon', 'breach', 'unknown', 'not_applicable', 'waived')",
            name=op.f("ck_compliance_result_status"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_compliance_result_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compliance_result")),
    )
    with op.batch_alter_table("compliance_result", schema=None) as batch_op:
        batch_op.create_index(
            "ix_compliance_result_agency_id_code_found_at",
            ["agency_id", "code", "found_at"],
            unique=False,
        )
        batch_op.create_index(
            "uq_compliance_result_current",
            ["agency_id", "code"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )

    op.create_table(
        "incubation_intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("track", sa.String(length=4), nullable=False),
        sa.Column("has_trial", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("track IN ('m6', 'm12')", name=op.f("ck_incubation_intake_track")),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_incubation_intake_order")),
        sa.CheckConstraint("places >= 0", name=op.f("ck_incubation_intake_places")),
        sa.ForeignKeyConstraint(
            ["base_id"], ["incubation_base.id"], name=op.f("fk_incubation_intake_base_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubation_intake")),
        sa.UniqueConstraint("base_id", "name", name=op.f("uq_incubation_intake_base_id_name")),
    )
    with op.batch_alter_table("incubation_intake", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incubation_intake_base_id"), ["base_id"], unique=False)

    op.create_table(
        "staff_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("ladder", sa.String(length=12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("least_level", sa.String(length=8), nullable=True),
        sa.Column("least_years", sa.Integer(), nullable=False),
        sa.Column("pay_least", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("pay_most", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("pay_source", sa.String(length=200), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ladder IN ('front', 'project', 'supervision', 'leading', 'support')",
            name=op.f("ck_staff_post_ladder"),
        ),
        sa.CheckConstraint(
            "least_level IS NULL OR least_level IN ('junior', 'middle', 'senior')",
            name=op.f("ck_staff_post_level"),
        ),
        sa.CheckConstraint("least_years >= 0", name=op.f("ck_staff_post_years")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_staff_post_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_post")),
    )
    with op.batch_alter_table("staff_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_post_agency_id"), ["agency_id"], unique=False)

    op.create_table(
        "staff_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("asked_as", sa.String(length=120), nullable=False),
        sa.Column("contact_index", sa.String(length=64), nullable=True),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "answer IS NULL OR answer IN ('confirmed', 'denied', 'withdrawn')",
            name=op.f("ck_staff_request_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_staff_request_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user.id"], name=op.f("fk_staff_request_asked_by_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_staff_request_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_request")),
    )
    with op.batch_alter_table("staff_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_request_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_staff_request_user_id"), ["user_id"], unique=False)

    op.create_table(
        "staff_supervision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("supervisor_id", sa.Integer(), nullable=False),
        sa.Column("supervised_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_staff_supervision_order")
        ),
        sa.CheckConstraint(
            "supervisor_id <> supervised_id", name=op.f("ck_staff_supervision_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_staff_supervision_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["supervised_id"], ["user.id"], name=op.f("fk_staff_supervision_supervised_id")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["user.id"], name=op.f("fk_staff_supervision_supervisor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_supervision")),
    )
    with op.batch_alter_table("staff_supervision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_staff_supervision_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_staff_supervision_supervised_id"), ["supervised_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_staff_supervision_supervisor_id"), ["supervisor_id"], unique=False
        )

    op.create_table(
        "team_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("qualified", sa.Integer(), nullable=False),
        sa.Column("full_time", sa.Integer(), nullable=False),
        sa.Column("is_met", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "qualified >= 0 AND qualified <= full_time", name=op.f("ck_team_day_part")
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_team_day_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_day")),
        sa.UniqueConstraint("agency_id", "day", name=op.f("uq_team_day_agency_id_day")),
    )
    op.create_table(
        "yearly_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_yearly_snapshot_number")),
        sa.ForeignKeyConstraint(
            ["base_id"], ["incubation_base.id"], name=op.f("fk_yearly_snapshot_base_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_yearly_snapshot_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_yearly_snapshot")),
        sa.UniqueConstraint(
            "base_id", "year", "number", name=op.f("uq_yearly_snapshot_base_id_year_number")
        ),
    )
    with op.batch_alter_table("yearly_snapshot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_yearly_snapshot_made_by_id"), ["made_by_id"], unique=False
        )

    op.create_table(
        "employment_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=12), nullable=False),
        sa.Column("share", sa.Numeric(precision=3, scale=2), nullable=False),
        sa.Column("weekly_hours", sa.Integer(), nullable=True),
        sa.Column("contract_signed_on", sa.Date(), nullable=True),
        sa.Column("contract_until", sa.Date(), nullable=True),
        sa.Column("insured_from", sa.Date(), nullable=True),
        sa.Column("works_with_minors", sa.Boolean(), nullable=False),
        sa.Column("record_queried_on", sa.Date(), nullable=True),
        sa.Column("protocol_signed_on", sa.Date(), nullable=True),
        sa.Column("roster_complete_on", sa.Date(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answer_note", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "answer IS NULL OR answer IN ('confirmed', 'denied', 'withdrawn')",
            name=op.f("ck_employment_terms_answer"),
        ),
        sa.CheckConstraint(
            "form IN ('full_time', 'part_time', 'dispatch', 'intern', 'volunteer')",
            name=op.f("ck_employment_terms_form"),
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_employment_terms_answered")
        ),
        sa.CheckConstraint("share >= 0 AND share <= 1", name=op.f("ck_employment_terms_share")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_employment_terms_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["employment_id"],
            ["employment.id"],
            name=op.f("fk_employment_terms_employment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_employment_terms_entered_by_id")
        ),
        sa.ForeignKeyConstraint(["lead_id"], ["user.id"], name=op.f("fk_employment_terms_lead_id")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["staff_post.id"], name=op.f("fk_employment_terms_post_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment_terms")),
    )
    with op.batch_alter_table("employment_terms", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employment_terms_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            "ix_employment_terms_employment_id_id", ["employment_id", "id"], unique=False
        )

    op.create_table(
        "incubation_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=True),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("workflow_version_id", sa.Integer(), nullable=False),
        sa.Column("applicants", sa.String(length=12), nullable=False),
        sa.Column("track", sa.String(length=4), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("stage_since", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=True),
        sa.Column("planned_exit_on", sa.Date(), nullable=True),
        sa.Column("exit_on", sa.Date(), nullable=True),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "applicants IN ('registered', 'team')", name=op.f("ck_incubation_case_applicants")
        ),
        sa.CheckConstraint("mode IN ('physical', 'virtual')", name=op.f("ck_incubation_case_mode")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('graduated_registered', 'graduated_filed', 'merged', 'early_voluntary', 'dismissed', 'failed_graduation', 'dissolved', 'transferred')",
            name=op.f("ck_incubation_case_outcome"),
        ),
        sa.CheckConstraint(
            "stage IN ('draft', 'submitted', 'returned', 'review', 'decision', 'notice', 'waitlist', 'onboarding', 'trial', 'incubating', 'midterm', 'rectifying', 'suspended', 'graduation', 'exiting', 'followup', 'alumni', 'rejected', 'withdrawn', 'terminated')",
            name=op.f("ck_incubation_case_stage"),
        ),
        sa.CheckConstraint("track IN ('m6', 'm12')", name=op.f("ck_incubation_case_track")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_incubation_case_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["user.id"], name=op.f("fk_incubation_case_applicant_id")
        ),
        sa.ForeignKeyConstraint(
            ["base_id"], ["incubation_base.id"], name=op.f("fk_incubation_case_base_id")
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["incubation_intake.id"], name=op.f("fk_incubation_case_intake_id")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["user.id"], name=op.f("fk_incubation_case_officer_id")
        ),
        sa.ForeignKeyConstraint(
            ["workflow_version_id"],
            ["workflow_version.id"],
            name=op.f("fk_incubation_case_workflow_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubation_case")),
        sa.UniqueConstraint("number", name=op.f("uq_incubation_case_number")),
    )
    with op.batch_alter_table("incubation_case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incubation_case_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_incubation_case_applicant_id"), ["applicant_id"], unique=False
        )
        batch_op.create_index(
            "ix_incubation_case_base_id_stage", ["base_id", "stage"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_incubation_case_intake_id"), ["intake_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_incubation_case_officer_id"), ["officer_id"], unique=False
        )

    op.create_table(
        "registration_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["registration_cycle.id"],
            name=op.f("fk_registration_place_cycle_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_registration_place_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_place")),
        sa.UniqueConstraint("cycle_id", name=op.f("uq_registration_place_cycle_id")),
    )
    with op.batch_alter_table("registration_place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_place_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "review_scheme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("bonus", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("bonus_fields", sa.JSON(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("bonus >= 0", name=op.f("ck_review_scheme_bonus")),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["incubation_intake.id"], name=op.f("fk_review_scheme_intake_id")
        ),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubric_version.id"], name=op.f("fk_review_scheme_rubric_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["user.id"], name=op.f("fk_review_scheme_set_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_scheme")),
        sa.UniqueConstraint("intake_id", name=op.f("uq_review_scheme_intake_id")),
    )
    op.create_table(
        "supervision_talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supervision_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("supervisor_said_at", sa.BigInteger(), nullable=True),
        sa.Column("supervised_said_at", sa.BigInteger(), nullable=True),
        sa.Column("denied_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('single', 'group')", name=op.f("ck_supervision_talk_kind")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_supervision_talk_minutes")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_supervision_talk_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["supervision_id"],
            ["staff_supervision.id"],
            name=op.f("fk_supervision_talk_supervision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_talk")),
    )
    with op.batch_alter_table("supervision_talk", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_supervision_talk_supervision_id"), ["supervision_id"], unique=False
        )

    op.create_table(
        "agency_pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.BigInteger(), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('conduct', 'safety')", name=op.f("ck_agency_pledge_kind")),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["user.id"], name=op.f("fk_agency_pledge_agreed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_agency_pledge_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["told_by_id"], ["user.id"], name=op.f("fk_agency_pledge_told_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_pledge")),
    )
    with op.batch_alter_table("agency_pledge", schema=None) as batch_op:
        batch_op.create_index("uq_agency_pledge_case_id_kind", ["case_id", "kind"], unique=True)

    op.create_table(
        "case_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("is_upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (is_upheld IS NULL)", name=op.f("ck_case_appeal_answer")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_case_appeal_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_case_appeal_by_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_case_appeal_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_appeal")),
        sa.UniqueConstraint("case_id", name=op.f("uq_case_appeal_case_id")),
    )
    with op.batch_alter_table("case_appeal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_appeal_by_id"), ["by_id"], unique=False)

    op.create_table(
        "case_evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("sheet", sa.String(length=40), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("feedback", sa.Text(), nullable=False),
        sa.Column("total", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('midterm', 'graduation')", name=op.f("ck_case_evaluation_kind")
        ),
        sa.CheckConstraint("side IN ('self', 'base')", name=op.f("ck_case_evaluation_side")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_case_evaluation_by_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_case_evaluation_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_evaluation")),
    )
    with op.batch_alter_table("case_evaluation", schema=None) as batch_op:
        batch_op.create_index("ix_case_evaluation_case_id_kind", ["case_id", "kind"], unique=False)

    op.create_table(
        "case_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('received', 'returned', 'refused', 'withdrawn')",
            name=op.f("ck_case_letter_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_case_letter_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_letter")),
    )
    with op.batch_alter_table("case_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_letter_case_id"), ["case_id"], unique=False)

    op.create_table(
        "case_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("transition", sa.String(length=8), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_case_proposal_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_case_proposal_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user.id"], name=op.f("fk_case_proposal_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_proposal")),
    )
    with op.batch_alter_table("case_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_proposal_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_case_proposal_waiting",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "case_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "duty IN ('reviewer', 'mentor', 'supervisor', 'assessor')",
            name=op.f("ck_case_seat_duty"),
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'taken', 'conflict', 'declined', 'ended')",
            name=op.f("ck_case_seat_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user.id"], name=op.f("fk_case_seat_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_case_seat_case_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_case_seat_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_seat")),
        sa.UniqueConstraint(
            "case_id", "user_id", "duty", name=op.f("uq_case_seat_case_id_user_id_duty")
        ),
    )
    with op.batch_alter_table("case_seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_seat_user_id"), ["user_id"], unique=False)

    op.create_table(
        "case_suspension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("planned_end_on", sa.Date(), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=True),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("resumed_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("resumed_on >= starts_on", name=op.f("ck_case_suspension_order")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_case_suspension_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["planned_by_id"], ["user.id"], name=op.f("fk_case_suspension_planned_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_suspension")),
    )
    with op.batch_alter_table("case_suspension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_suspension_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_case_suspension_open",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "desk_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("desk", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_desk_assignment_order")
        ),
        sa.ForeignKeyConstraint(
            ["base_id"], ["incubation_base.id"], name=op.f("fk_desk_assignment_base_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_desk_assignment_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_desk_assignment_entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_assignment")),
    )
    with op.batch_alter_table("desk_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_desk_assignment_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_desk_assignment_taken",
            ["base_id", "desk"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "duplicate_cleared",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("traits", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cleared_by_id", sa.Integer(), nullable=False),
        sa.Column("cleared_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_duplicate_cleared_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_duplicate_cleared_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["cleared_by_id"], ["user.id"], name=op.f("fk_duplicate_cleared_cleared_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_cleared")),
        sa.UniqueConstraint(
            "case_id", "agency_id", name=op.f("uq_duplicate_cleared_case_id_agency_id")
        ),
    )
    op.create_table(
        "early_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_early_consent_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["user.id"], name=op.f("fk_early_consent_given_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_early_consent")),
        sa.UniqueConstraint("case_id", name=op.f("uq_early_consent_case_id")),
    )
    op.create_table(
        "equipment_loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("equipment_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("lent_on", sa.Date(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_equipment_loan_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["equipment_id"], ["base_equipment.id"], name=op.f("fk_equipment_loan_equipment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment_loan")),
    )
    with op.batch_alter_table("equipment_loan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_equipment_loan_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_equipment_loan_out",
            ["equipment_id"],
            unique=True,
            sqlite_where=sa.text("returned_on IS NULL"),
            postgresql_where=sa.text("returned_on IS NULL"),
        )

    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("survival", sa.String(length=16), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("projects", sa.Integer(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "survival IS NULL OR survival IN ('active', 'dormant', 'merged', 'deregistered', 'unknown')",
            name=op.f("ck_follow_up_survival"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_follow_up_case_id")
        ),
        sa.ForeignKeyConstraint(["done_by_id"], ["user.id"], name=op.f("fk_follow_up_done_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("case_id", "month", name=op.f("uq_follow_up_case_id_month")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_due_on"), ["due_on"], unique=False)

    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_due_sure", sa.Boolean(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("agency_signed_at", sa.BigInteger(), nullable=True),
        sa.Column("agency_signed_by_id", sa.Integer(), nullable=True),
        sa.Column("base_signed_at", sa.BigInteger(), nullable=True),
        sa.Column("base_signed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_signed_by_id"], ["user.id"], name=op.f("fk_handover_agency_signed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["base_signed_by_id"], ["user.id"], name=op.f("fk_handover_base_signed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_handover_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("case_id", name=op.f("uq_handover_case_id")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("persons_harmed", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.Column("told_whom", sa.String(length=200), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('accident', 'harm', 'fire', 'money', 'data', 'dispute', 'other')",
            name=op.f("ck_incident_kind"),
        ),
        sa.CheckConstraint("persons_harmed >= 0", name=op.f("ck_incident_persons_harmed")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_incident_agency_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_incident_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["user.id"], name=op.f("fk_incident_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_incident_entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_case_id"), ["case_id"], unique=False)

    op.create_table(
        "incubation_application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("pledged_at", sa.BigInteger(), nullable=True),
        sa.Column("pledged_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_incubation_application_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["application_form.id"], name=op.f("fk_incubation_application_form_id")
        ),
        sa.ForeignKeyConstraint(
            ["pledged_by_id"], ["user.id"], name=op.f("fk_incubation_application_pledged_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubation_application")),
        sa.UniqueConstraint("case_id", name=op.f("uq_incubation_application_case_id")),
    )
    op.create_table(
        "incubation_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=16), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("is_typed", sa.Boolean(), nullable=False),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "owner IN ('applicant', 'agency', 'officer', 'head', 'finance', 'authority', 'reviewer', 'mentor', 'assessor', 'auditor', 'system')",
            name=op.f("ck_incubation_task_owner"),
        ),
        sa.CheckConstraint(
            "source IN ('manual', 'rule', 'report', 'encounter', 'plan', 'putting_right', 'stage', 'risk')",
            name=op.f("ck_incubation_task_source"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_incubation_task_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["user.id"], name=op.f("fk_incubation_task_assignee_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_incubation_task_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["user.id"], name=op.f("fk_incubation_task_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user.id"], name=op.f("fk_incubation_task_opened_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubation_task")),
    )
    with op.batch_alter_table("incubation_task", schema=None) as batch_op:
        batch_op.create_index(
            "ix_incubation_task_agency_id_closed_at", ["agency_id", "closed_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_incubation_task_assignee_id"), ["assignee_id"], unique=False
        )
        batch_op.create_index(
            "ix_incubation_task_case_id_closed_at", ["case_id", "closed_at"], unique=False
        )
        batch_op.create_index(
            "uq_incubation_task_open",
            ["key"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "incubator_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=28), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "audience IN ('experts', 'parties', 'base', 'restricted')",
            name=op.f("ck_incubator_document_audience"),
        ),
        sa.CheckConstraint(
            "category IN ('registration_certificate', 'application_letter', 'charter', 'supervisor_consent', 'premises_proof', 'capital_report', 'identity', 'minutes', 'licence', 'annual_report', 'accounts', 'audit', 'tax', 'grade', 'credit', 'party', 'filing_proof', 'house_rules', 'staff', 'record_query', 'protocol', 'contract', 'agreement', 'pledge', 'inventory', 'receipt', 'plan', 'report', 'evaluation', 'letter', 'recommendation', 'consent', 'photo', 'other')",
            name=op.f("ck_incubator_document_category"),
        ),
        sa.CheckConstraint(
            "agency_id IS NOT NULL OR base_id IS NOT NULL", name=op.f("ck_incubator_document_owner")
        ),
        sa.CheckConstraint(
            "case_id IS NULL OR agency_id IS NOT NULL", name=op.f("ck_incubator_document_agency")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR issued_on IS NULL OR ends_on > issued_on",
            name=op.f("ck_incubator_document_order"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_incubator_document_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["base_id"], ["incubation_base.id"], name=op.f("fk_incubator_document_base_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_incubator_document_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_incubator_document_entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubator_document")),
    )
    with op.batch_alter_table("incubator_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incubator_document_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_incubator_document_base_id"), ["base_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_incubator_document_case_id"), ["case_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_incubator_document_ends_on"), ["ends_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_incubator_document_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "leave_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_leave_notice_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["user.id"], name=op.f("fk_leave_notice_given_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave_notice")),
    )
    with op.batch_alter_table("leave_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leave_notice_case_id"), ["case_id"], unique=False)

    op.create_table(
        "maturity_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("instrument", sa.String(length=40), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("index", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('baseline', 'midterm', 'final', 'followup')",
            name=op.f("ck_maturity_assessment_kind"),
        ),
        sa.CheckConstraint("side IN ('self', 'base')", name=op.f("ck_maturity_assessment_side")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_maturity_assessment_by_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_maturity_assessment_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maturity_assessment")),
        sa.UniqueConstraint(
            "case_id", "kind", "side", name=op.f("uq_maturity_assessment_case_id_kind_side")
        ),
    )
    op.create_table(
        "paper_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_paper_asked_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_paper_asked_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_paper_asked_entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_asked")),
    )
    with op.batch_alter_table("paper_asked", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_paper_asked_case_id"), ["case_id"], unique=False)

    op.create_table(
        "public_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("is_sure", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_public_notice_order")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_public_notice_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_notice")),
    )
    with op.batch_alter_table("public_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_public_notice_case_id"), ["case_id"], unique=False)

    op.create_table(
        "ranking_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("bonus", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("spread", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("passes", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("frozen_at", sa.BigInteger(), nullable=False),
        sa.Column("unfrozen_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_ranking_record_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["incubation_intake.id"], name=op.f("fk_ranking_record_intake_id")
        ),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubric_version.id"], name=op.f("fk_ranking_record_rubric_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ranking_record")),
        sa.UniqueConstraint("case_id", "revision", name=op.f("uq_ranking_record_case_id_revision")),
    )
    with op.batch_alter_table("ranking_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ranking_record_intake_id"), ["intake_id"], unique=False
        )
        batch_op.create_index(
            "uq_ranking_record_standing",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("unfrozen_at IS NULL"),
            postgresql_where=sa.text("unfrozen_at IS NULL"),
        )

    op.create_table(
        "rectification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("ordered_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "origin IN ('midterm', 'rule', 'officer', 'complaint', 'media')",
            name=op.f("ck_rectification_origin"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_rectification_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user.id"], name=op.f("fk_rectification_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification")),
    )
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rectification_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_rectification_open",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "report_schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("every", sa.String(length=8), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "every IN ('month', 'quarter', 'year')", name=op.f("ck_report_schedule_every")
        ),
        sa.CheckConstraint("due_days >= 0", name=op.f("ck_report_schedule_due_days")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_report_schedule_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedule")),
        sa.UniqueConstraint("case_id", "every", name=op.f("uq_report_schedule_case_id_every")),
    )
    op.create_table(
        "residence_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("is_granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("ends_before", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("months BETWEEN 1 AND 24", name=op.f("ck_residence_extension_months")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user.id"], name=op.f("fk_residence_extension_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_residence_extension_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residence_extension")),
    )
    with op.batch_alter_table("residence_extension", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_residence_extension_case_id"), ["case_id"], unique=False
        )
        batch_op.create_index(
            "uq_residence_extension_waiting",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )

    op.create_table(
        "review_moderation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("spread", sa.Numeric(precision=5, scale=2), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_review_moderation_by_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_review_moderation_case_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_moderation")),
    )
    with op.batch_alter_table("review_moderation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_moderation_case_id"), ["case_id"], unique=False)

    op.create_table(
        "risk_flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('legal', 'finance', 'people', 'service', 'safety', 'reputation', 'governance')",
            name=op.f("ck_risk_flag_kind"),
        ),
        sa.CheckConstraint(
            "origin IN ('midterm', 'rule', 'officer', 'complaint', 'media')",
            name=op.f("ck_risk_flag_origin"),
        ),
        sa.CheckConstraint(
            "severity BETWEEN 1 AND 5 AND likelihood BETWEEN 1 AND 5",
            name=op.f("ck_risk_flag_scale"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_risk_flag_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["user.id"], name=op.f("fk_risk_flag_closed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user.id"], name=op.f("fk_risk_flag_opened_by_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_risk_flag_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_flag")),
    )
    with op.batch_alter_table("risk_flag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_flag_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_risk_flag_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "stage_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("transition", sa.String(length=8), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("from_stage", sa.String(length=16), nullable=False),
        sa.Column("to_stage", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("capacity", sa.String(length=16), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("reverts_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_stage_record_actor_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_stage_record_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_stage_record_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["reverts_id"], ["stage_record.id"], name=op.f("fk_stage_record_reverts_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_record")),
        sa.UniqueConstraint("case_id", "turn", name=op.f("uq_stage_record_case_id_turn")),
    )
    with op.batch_alter_table("stage_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stage_record_case_id"), ["case_id"], unique=False)

    op.create_table(
        "wait_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_wait_place_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["incubation_intake.id"], name=op.f("fk_wait_place_intake_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait_place")),
        sa.UniqueConstraint("intake_id", "number", name=op.f("uq_wait_place_intake_id_number")),
    )
    with op.batch_alter_table("wait_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wait_place_case_id"), ["case_id"], unique=False)

    op.create_table(
        "agency_authority",
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "level IS NULL OR level IN ('national', 'province', 'city', 'county')",
            name=op.f("ck_agency_authority_level"),
        ),
        sa.CheckConstraint(
            "role IN ('registry', 'supervisor', 'street', 'party')",
            name=op.f("ck_agency_authority_role"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on",
            name=op.f("ck_agency_authority_order"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_authority_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_authority_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_authority_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_agency_authority_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_authority_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_authority")),
    )
    with op.batch_alter_table("agency_authority", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_authority_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_authority_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_authority_entered_by_id"), ["entered_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_authority_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "agency_change",
        sa.Column("item", sa.String(length=24), nullable=False),
        sa.Column("old_value", sa.Text(), nullable=False),
        sa.Column("new_value", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("audited_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "item IN ('name', 'address', 'scope', 'legal_representative', 'capital', 'supervisor', 'charter')",
            name=op.f("ck_agency_change_item"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_change_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_change_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_change_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_change_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_change")),
    )
    with op.batch_alter_table("agency_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_change_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_agency_change_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_change_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_charter",
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_charter_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_charter_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_charter_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_charter_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_charter")),
    )
    with op.batch_alter_table("agency_charter", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_charter_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_charter_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_charter_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_contact",
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("is_reached", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("way IN ('visit', 'letter')", name=op.f("ck_agency_contact_way")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_contact_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_contact_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_contact_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_contact_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_contact")),
    )
    with op.batch_alter_table("agency_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_contact_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_contact_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_contact_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("buyer", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("staff_cost", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("spent", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("spent_on_staff", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("payer", sa.String(length=8), nullable=False),
        sa.Column("is_subcontracted", sa.Boolean(), nullable=False),
        sa.Column("is_labour_dispatch", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "field IN ('relief', 'elder_care', 'children', 'youth', 'women', 'domestic_violence', 'disability', 'health', 'mental_health', 'correction', 'drugs', 'school', 'community', 'enterprise', 'emergency', 'rural', 'volunteers', 'other')",
            name=op.f("ck_agency_contract_field"),
        ),
        sa.CheckConstraint(
            "kind IN ('gov_purchase', 'grant', 'donation', 'service_income', 'lease', 'loan')",
            name=op.f("ck_agency_contract_kind"),
        ),
        sa.CheckConstraint(
            "payer <> 'base' OR case_id IS NOT NULL", name=op.f("ck_agency_contract_of_case")
        ),
        sa.CheckConstraint("payer IN ('buyer', 'base')", name=op.f("ck_agency_contract_payer")),
        sa.CheckConstraint(
            "state IN ('planned', 'running', 'finished', 'broken_off')",
            name=op.f("ck_agency_contract_state"),
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_agency_contract_amount")),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_agency_contract_order")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_contract_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_agency_contract_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_contract_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_contract_entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_contract")),
    )
    with op.batch_alter_table("agency_contract", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_contract_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_agency_contract_case_id"), ["case_id"], unique=False)

    op.create_table(
        "agency_credit_event",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("source_url", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('clear', 'abnormal', 'serious', 'penalty', 'praise')",
            name=op.f("ck_agency_credit_event_kind"),
        ),
        sa.CheckConstraint(
            "amount IS NULL OR amount >= 0", name=op.f("ck_agency_credit_event_amount")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on",
            name=op.f("ck_agency_credit_event_order"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_credit_event_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_agency_credit_event_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_credit_event_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_credit_event_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_credit_event")),
    )
    with op.batch_alter_table("agency_credit_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_credit_event_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_credit_event_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_credit_event_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_filing",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("supervisor_on", sa.Date(), nullable=True),
        sa.Column("registry_on", sa.Date(), nullable=True),
        sa.Column("exempt_reason", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=8), nullable=True),
        sa.Column("rectify_by", sa.Date(), nullable=True),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('inspection', 'report')", name=op.f("ck_agency_filing_kind")),
        sa.CheckConstraint(
            "result IS NULL OR result IN ('pass', 'basic', 'fail')",
            name=op.f("ck_agency_filing_result"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_filing_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_filing_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_filing_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_filing_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_filing")),
    )
    with op.batch_alter_table("agency_filing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_filing_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_agency_filing_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_filing_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_founder",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_organisation", sa.Boolean(), nullable=False),
        sa.Column("is_state", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("contribution", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("certificate_level", sa.String(length=16), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "certificate_level IN ('none', 'assistant', 'social_worker', 'senior')",
            name=op.f("ck_agency_founder_certificate_level"),
        ),
        sa.CheckConstraint(
            "contribution IS NULL OR contribution >= 0", name=op.f("ck_agency_founder_contribution")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_founder_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_founder_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_founder_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_founder_struck_by_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_agency_founder_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_founder")),
    )
    with op.batch_alter_table("agency_founder", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_founder_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_founder_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_founder_entered_by_id"), ["entered_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_agency_founder_user_id"), ["user_id"], unique=False)

    op.create_table(
        "agency_grade",
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("points", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column("scale", sa.Integer(), nullable=True),
        sa.Column("authority_id", sa.Integer(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > awarded_on", name=op.f("ck_agency_grade_order")
        ),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_agency_grade_level")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_grade_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["organisation.id"], name=op.f("fk_agency_grade_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_grade_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_grade_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_grade_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_grade")),
    )
    with op.batch_alter_table("agency_grade", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_grade_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_agency_grade_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_grade_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_licence",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("printed_name", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('registration', 'filing', 'practice', 'charity', 'public_fundraising')",
            name=op.f("ck_agency_licence_kind"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on",
            name=op.f("ck_agency_licence_order"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_licence_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_licence_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_licence_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_licence_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_licence")),
    )
    with op.batch_alter_table("agency_licence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_licence_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_licence_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_licence_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_organ_member",
        sa.Column("organ", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("is_legal_representative", sa.Boolean(), nullable=False),
        sa.Column("is_paid", sa.Boolean(), nullable=True),
        sa.Column("relation", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "organ IN ('council', 'supervisors', 'executive')",
            name=op.f("ck_agency_organ_member_organ"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on",
            name=op.f("ck_agency_organ_member_order"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_organ_member_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_agency_organ_member_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_organ_member_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_organ_member_struck_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_agency_organ_member_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_organ_member")),
    )
    with op.batch_alter_table("agency_organ_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_organ_member_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_organ_member_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_organ_member_entered_by_id"), ["entered_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_organ_member_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "agency_party_unit",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("full_members", sa.Integer(), nullable=False),
        sa.Column("probationary_members", sa.Integer(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('none', 'instructor', 'joint', 'branch', 'committee')",
            name=op.f("ck_agency_party_unit_kind"),
        ),
        sa.CheckConstraint(
            "full_members >= 0 AND probationary_members >= 0",
            name=op.f("ck_agency_party_unit_members"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_party_unit_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_agency_party_unit_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_party_unit_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_party_unit_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_party_unit")),
    )
    with op.batch_alter_table("agency_party_unit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_party_unit_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_party_unit_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_party_unit_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_premises",
        sa.Column("tenure", sa.String(length=8), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("is_registered", sa.Boolean(), nullable=False),
        sa.Column("is_in_base", sa.Boolean(), nullable=False),
        sa.Column("area_m2", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "tenure IN ('own', 'rent', 'free')", name=op.f("ck_agency_premises_tenure")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on",
            name=op.f("ck_agency_premises_order"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_premises_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_premises_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_premises_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_premises_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_premises")),
    )
    with op.batch_alter_table("agency_premises", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_premises_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_premises_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_premises_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_registration",
        sa.Column("name_checked_on", sa.Date(), nullable=True),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=12), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "result IS NULL OR result IN ('approved', 'refused', 'withdrawn')",
            name=op.f("ck_agency_registration_result"),
        ),
        sa.CheckConstraint(
            "(result IS NULL) = (decided_on IS NULL)", name=op.f("ck_agency_registration_decided")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_registration_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_agency_registration_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_registration_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_registration_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_registration")),
    )
    with op.batch_alter_table("agency_registration", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_registration_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_registration_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_registration_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_site",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('project', 'station', 'community', 'branch')",
            name=op.f("ck_agency_site_kind"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on",
            name=op.f("ck_agency_site_order"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_site_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_agency_site_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_site_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_site_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_site_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_site")),
    )
    with op.batch_alter_table("agency_site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_site_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_agency_site_community_id"), ["community_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_site_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_site_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_statement",
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("is_met", sa.Boolean(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('charter_complete', 'no_branch', 'referral_agreement', 'separate_accounts', 'accounting_2026', 'donations', 'fundraising', 'charity_report', 'supplier_file', 'volunteers', 'data_protection', 'house_rules')",
            name=op.f("ck_agency_statement_kind"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > stated_on", name=op.f("ck_agency_statement_order")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_statement_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_statement_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_statement_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_statement_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_statement")),
    )
    with op.batch_alter_table("agency_statement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_statement_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_statement_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_statement_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_step",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('seal', 'account', 'tax', 'social_insurance')",
            name=op.f("ck_agency_step_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_step_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agency_step_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_step_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_step_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_step")),
    )
    with op.batch_alter_table("agency_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agency_step_agency_id"), ["agency_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_agency_step_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_step_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agency_tax_status",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_as", sa.String(length=12), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("struck_at", sa.BigInteger(), nullable=True),
        sa.Column("struck_by_id", sa.Integer(), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('nonprofit_exempt', 'donation_deduction', 'small_scale', 'other')",
            name=op.f("ck_agency_tax_status_kind"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on > starts_on",
            name=op.f("ck_agency_tax_status_order"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_agency_tax_status_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_agency_tax_status_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agency_tax_status_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["struck_by_id"], ["user.id"], name=op.f("fk_agency_tax_status_struck_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_tax_status")),
    )
    with op.batch_alter_table("agency_tax_status", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agency_tax_status_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_tax_status_document_id"), ["document_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_agency_tax_status_entered_by_id"), ["entered_by_id"], unique=False
        )

    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("desks", sa.Integer(), nullable=False),
        sa.Column("rent", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("deposit", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("signed_agency_on", sa.Date(), nullable=True),
        sa.Column("signed_agency_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_base_on", sa.Date(), nullable=True),
        sa.Column("signed_base_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('entry', 'extension')", name=op.f("ck_agreement_kind")),
        sa.CheckConstraint(
            "desks >= 0 AND rent >= 0 AND deposit >= 0", name=op.f("ck_agreement_not_negative")
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_agreement_order")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_agreement_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_agreement_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_agreement_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_agency_by_id"], ["user.id"], name=op.f("fk_agreement_signed_agency_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_base_by_id"], ["user.id"], name=op.f("fk_agreement_signed_base_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_case_id"), ["case_id"], unique=False)

    op.create_table(
        "application_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=40), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["incubation_application.id"],
            name=op.f("fk_application_paper_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_application_paper_document_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_paper")),
        sa.UniqueConstraint(
            "application_id",
            "document_id",
            name=op.f("uq_application_paper_application_id_document_id"),
        ),
    )
    op.create_table(
        "application_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["incubation_application.id"],
            name=op.f("fk_application_part_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user.id"], name=op.f("fk_application_part_saved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_part")),
        sa.UniqueConstraint(
            "application_id", "part", name=op.f("uq_application_part_application_id_part")
        ),
    )
    op.create_table(
        "application_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("precheck", sa.JSON(), nullable=False),
        sa.Column("papers", sa.JSON(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["incubation_application.id"],
            name=op.f("fk_application_revision_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user.id"], name=op.f("fk_application_revision_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_revision")),
        sa.UniqueConstraint(
            "application_id", "number", name=op.f("uq_application_revision_application_id_number")
        ),
    )
    op.create_table(
        "case_interview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("people", sa.String(length=300), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('interview', 'visit')", name=op.f("ck_case_interview_kind")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_case_interview_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_case_interview_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_case_interview_entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_interview")),
    )
    with op.batch_alter_table("case_interview", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_interview_case_id"), ["case_id"], unique=False)

    op.create_table(
        "compliance_waiver",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_compliance_waiver_order")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_compliance_waiver_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_compliance_waiver_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["user.id"], name=op.f("fk_compliance_waiver_ended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["user.id"], name=op.f("fk_compliance_waiver_given_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compliance_waiver")),
    )
    with op.batch_alter_table("compliance_waiver", schema=None) as batch_op:
        batch_op.create_index(
            "ix_compliance_waiver_agency_id_code", ["agency_id", "code"], unique=False
        )

    op.create_table(
        "determination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("round", sa.String(length=12), nullable=False),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("ranking_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "result IN ('admit', 'reject', 'graduate', 'fail')",
            name=op.f("ck_determination_result"),
        ),
        sa.CheckConstraint("round IN ('entry', 'graduation')", name=op.f("ck_determination_round")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_determination_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_determination_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["incubator_document.id"], name=op.f("fk_determination_minutes_id")
        ),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["ranking_record.id"], name=op.f("fk_determination_ranking_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_determination")),
    )
    with op.batch_alter_table("determination", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_determination_case_id"), ["case_id"], unique=False)

    op.create_table(
        "dismissal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("stated_at", sa.BigInteger(), nullable=True),
        sa.Column("stated_by_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "cause IN ('not_registered', 'false_papers', 'breach', 'credit_list', 'no_activity', 'reports_missing', 'not_put_right', 'grant_misused', 'incident', 'dissolved')",
            name=op.f("ck_dismissal_cause"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_dismissal_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_dismissal_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["stated_by_id"], ["user.id"], name=op.f("fk_dismissal_stated_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user.id"], name=op.f("fk_dismissal_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissal")),
    )
    with op.batch_alter_table("dismissal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dismissal_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            "uq_dismissal_open",
            ["case_id"],
            unique=True,
            sqlite_where=sa.text("dropped_at IS NULL"),
            postgresql_where=sa.text("dropped_at IS NULL"),
        )

    op.create_table(
        "encounter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("attendees", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('visit', 'mentoring', 'supervision', 'consulting', 'training', 'meeting', 'call')",
            name=op.f("ck_encounter_kind"),
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_encounter_minutes")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_encounter_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user.id"], name=op.f("fk_encounter_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_encounter_document_id")
        ),
        sa.ForeignKeyConstraint(["host_id"], ["user.id"], name=op.f("fk_encounter_host_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encounter")),
    )
    with op.batch_alter_table("encounter", schema=None) as batch_op:
        batch_op.create_index(
            "ix_encounter_case_id_happened_on", ["case_id", "happened_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_encounter_host_id"), ["host_id"], unique=False)

    op.create_table(
        "finance_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("income_government", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("income_donations", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("income_services", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("income_other", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("expense_staff", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("expense_activities", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("expense_administration", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("expense_other", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("net_assets", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("cash", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("is_audited", sa.Boolean(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_finance_period_order")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_finance_period_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_finance_period_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_finance_period_entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finance_period")),
        sa.UniqueConstraint(
            "agency_id",
            "starts_on",
            "ends_on",
            name=op.f("uq_finance_period_agency_id_starts_on_ends_on"),
        ),
    )
    op.create_table(
        "follow_up_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follow_up_id", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("is_reached", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_follow_up_contact_by_id")),
        sa.ForeignKeyConstraint(
            ["follow_up_id"], ["follow_up.id"], name=op.f("fk_follow_up_contact_follow_up_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up_contact")),
    )
    with op.batch_alter_table("follow_up_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_follow_up_contact_follow_up_id"), ["follow_up_id"], unique=False
        )

    op.create_table(
        "handover_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('desk', 'keys', 'inventory', 'money', 'documents', 'personal_data')",
            name=op.f("ck_handover_item_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name=op.f("fk_handover_item_handover_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user.id"], name=op.f("fk_handover_item_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_item")),
        sa.UniqueConstraint("handover_id", "kind", name=op.f("uq_handover_item_handover_id_kind")),
    )
    op.create_table(
        "incubation_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("every", sa.String(length=8), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("skip_reason", sa.Text(), nullable=False),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column("first_submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "every IN ('month', 'quarter', 'year')", name=op.f("ck_incubation_report_every")
        ),
        sa.CheckConstraint(
            "state <> 'skipped' OR skip_reason <> ''", name=op.f("ck_incubation_report_skipped")
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'draft', 'submitted', 'returned', 'approved', 'skipped')",
            name=op.f("ck_incubation_report_state"),
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_incubation_report_order")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_incubation_report_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_incubation_report_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["schedule_id"], ["report_schedule.id"], name=op.f("fk_incubation_report_schedule_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubation_report")),
        sa.UniqueConstraint(
            "case_id",
            "every",
            "starts_on",
            name=op.f("uq_incubation_report_case_id_every_starts_on"),
        ),
    )
    with op.batch_alter_table("incubation_report", schema=None) as batch_op:
        batch_op.create_index(
            "ix_incubation_report_state_due_on", ["state", "due_on"], unique=False
        )

    op.create_table(
        "incubator_document_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=True),
        sa.Column("key_sealed", sa.String(length=200), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(erased_at IS NULL) = (stored_file_id IS NOT NULL)",
            name=op.f("ck_incubator_document_version_erased"),
        ),
        sa.CheckConstraint(
            "(stored_file_id IS NULL) = (key_sealed IS NULL)",
            name=op.f("ck_incubator_document_version_key"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_incubator_document_version_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_incubator_document_version_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"],
            ["stored_file.id"],
            name=op.f("fk_incubator_document_version_stored_file_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubator_document_version")),
        sa.UniqueConstraint(
            "document_id", "number", name=op.f("uq_incubator_document_version_document_id_number")
        ),
    )
    with op.batch_alter_table("incubator_document_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incubator_document_version_entered_by_id"),
            ["entered_by_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_incubator_document_version_stored_file_id"),
            ["stored_file_id"],
            unique=False,
        )

    op.create_table(
        "notice_objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("is_upheld", sa.Boolean(), nullable=True),
        sa.Column("settlement", sa.Text(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (is_upheld IS NULL)", name=op.f("ck_notice_objection_settled")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_notice_objection_by_id")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["public_notice.id"], name=op.f("fk_notice_objection_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user.id"], name=op.f("fk_notice_objection_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_objection")),
        sa.UniqueConstraint("notice_id", "by_id", name=op.f("uq_notice_objection_notice_id_by_id")),
    )
    with op.batch_alter_table("notice_objection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_objection_by_id"), ["by_id"], unique=False)

    op.create_table(
        "plan_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("domain", sa.String(length=24), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_due_sure", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(length=16), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("needs_evidence", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "owner IN ('applicant', 'agency', 'officer', 'head', 'finance', 'authority', 'reviewer', 'mentor', 'assessor', 'auditor', 'system')",
            name=op.f("ck_plan_item_owner"),
        ),
        sa.CheckConstraint(
            "state IN ('todo', 'doing', 'submitted', 'accepted', 'returned', 'waived')",
            name=op.f("ck_plan_item_state"),
        ),
        sa.CheckConstraint("weight BETWEEN 0 AND 100", name=op.f("ck_plan_item_weight")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_plan_item_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_plan_item_document_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_plan_item_owner_id")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user.id"], name=op.f("fk_plan_item_settled_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user.id"], name=op.f("fk_plan_item_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
        sa.UniqueConstraint("case_id", "code", name=op.f("uq_plan_item_case_id_code")),
    )
    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_item_due_on"), ["due_on"], unique=False)

    op.create_table(
        "rectification_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rectification_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('todo', 'doing', 'submitted', 'accepted', 'returned', 'waived')",
            name=op.f("ck_rectification_item_state"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_rectification_item_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["rectification_id"],
            ["rectification.id"],
            name=op.f("fk_rectification_item_rectification_id"),
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user.id"], name=op.f("fk_rectification_item_settled_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user.id"], name=op.f("fk_rectification_item_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_item")),
    )
    with op.batch_alter_table("rectification_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rectification_item_rectification_id"), ["rectification_id"], unique=False
        )

    op.create_table(
        "small_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("spent", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("returned", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(paid_on IS NULL) = (paid_amount IS NULL)", name=op.f("ck_small_grant_paid")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_small_grant_amount")),
        sa.CheckConstraint(
            "settled_at IS NULL OR reported_on IS NOT NULL", name=op.f("ck_small_grant_settled")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user.id"], name=op.f("fk_small_grant_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_small_grant_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_small_grant_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user.id"], name=op.f("fk_small_grant_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_small_grant")),
    )
    with op.batch_alter_table("small_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_small_grant_case_id"), ["case_id"], unique=False)

    op.create_table(
        "agreed_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("encounter_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("owner", sa.String(length=16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "owner IN ('applicant', 'agency', 'officer', 'head', 'finance', 'authority', 'reviewer', 'mentor', 'assessor', 'auditor', 'system')",
            name=op.f("ck_agreed_action_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["encounter_id"], ["encounter.id"], name=op.f("fk_agreed_action_encounter_id")
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["incubation_task.id"], name=op.f("fk_agreed_action_task_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_action")),
    )
    with op.batch_alter_table("agreed_action", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreed_action_encounter_id"), ["encounter_id"], unique=False
        )

    op.create_table(
        "case_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rubric_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("vetoes", sa.JSON(), nullable=False),
        sa.Column("recommendation", sa.String(length=8), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("total", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "recommendation IS NULL OR recommendation IN ('yes', 'maybe', 'no')",
            name=op.f("ck_case_review_recommendation"),
        ),
        sa.CheckConstraint(
            "submitted_at IS NULL OR (total IS NOT NULL AND recommendation IS NOT NULL)",
            name=op.f("ck_case_review_submitted"),
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["application_revision.id"], name=op.f("fk_case_review_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["rubric_id"], ["rubric_version.id"], name=op.f("fk_case_review_rubric_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["case_seat.id"], name=op.f("fk_case_review_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_review")),
        sa.UniqueConstraint("seat_id", "number", name=op.f("uq_case_review_seat_id_number")),
    )
    op.create_table(
        "contract_deliverable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contract_id"],
            ["agency_contract.id"],
            name=op.f("fk_contract_deliverable_contract_id"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_contract_deliverable_document_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_deliverable")),
    )
    with op.batch_alter_table("contract_deliverable", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contract_deliverable_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "contract_instalment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("precondition", sa.String(length=8), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_amount", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "precondition IN ('signing', 'midterm', 'final', 'report', 'manual')",
            name=op.f("ck_contract_instalment_precondition"),
        ),
        sa.CheckConstraint(
            "(paid_on IS NULL) = (paid_amount IS NULL)", name=op.f("ck_contract_instalment_paid")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_contract_instalment_amount")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["agency_contract.id"], name=op.f("fk_contract_instalment_contract_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_contract_instalment_document_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_instalment")),
        sa.UniqueConstraint(
            "contract_id", "number", name=op.f("uq_contract_instalment_contract_id_number")
        ),
    )
    op.create_table(
        "determination_decider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("determination_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "user_id IS NOT NULL OR name <> ''", name=op.f("ck_determination_decider_named")
        ),
        sa.ForeignKeyConstraint(
            ["determination_id"],
            ["determination.id"],
            name=op.f("fk_determination_decider_determination_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_determination_decider_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_determination_decider")),
        sa.UniqueConstraint(
            "determination_id",
            "user_id",
            name=op.f("uq_determination_decider_determination_id_user_id"),
        ),
    )
    with op.batch_alter_table("determination_decider", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_determination_decider_determination_id"),
            ["determination_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_determination_decider_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "incubator_document_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_incubator_document_access_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["incubator_document_version.id"],
            name=op.f("fk_incubator_document_access_version_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubator_document_access")),
    )
    with op.batch_alter_table("incubator_document_access", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incubator_document_access_user_id"), ["user_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_incubator_document_access_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "report_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["incubator_document.id"], name=op.f("fk_report_evidence_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["incubation_report.id"], name=op.f("fk_report_evidence_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_evidence")),
        sa.UniqueConstraint(
            "report_id", "document_id", name=op.f("uq_report_evidence_report_id_document_id")
        ),
    )
    op.create_table(
        "report_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["incubation_report.id"], name=op.f("fk_report_version_report_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["user.id"], name=op.f("fk_report_version_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_version")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_version_report_id_number")),
    )
    op.create_table(
        "screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("credit_checked_on", sa.Date(), nullable=True),
        sa.Column("credit_source", sa.String(length=200), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("result", sa.String(length=8), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "result IS NULL OR result IN ('pass', 'more', 'refuse')",
            name=op.f("ck_screening_result"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_screening_case_id")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["user.id"], name=op.f("fk_screening_officer_id")),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["application_revision.id"], name=op.f("fk_screening_revision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_screening_revision_id")),
    )
    with op.batch_alter_table("screening", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_screening_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_screening_due_on"), ["due_on"], unique=False)

    op.create_table(
        "service_project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "field IN ('relief', 'elder_care', 'children', 'youth', 'women', 'domestic_violence', 'disability', 'health', 'mental_health', 'correction', 'drugs', 'school', 'community', 'enterprise', 'emergency', 'rural', 'volunteers', 'other')",
            name=op.f("ck_service_project_field"),
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_service_project_order")),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_service_project_agency_id")
        ),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["agency_contract.id"], name=op.f("fk_service_project_contract_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_project")),
    )
    with op.batch_alter_table("service_project", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_service_project_agency_id"), ["agency_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_service_project_contract_id"), ["contract_id"], unique=False
        )

    op.create_table(
        "incubation_payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("instalment_id", sa.Integer(), nullable=True),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("counterparty", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("is_released", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'grant') = (grant_id IS NOT NULL)", name=op.f("ck_incubation_payment_grant")
        ),
        sa.CheckConstraint(
            "(kind = 'instalment') = (instalment_id IS NOT NULL)",
            name=op.f("ck_incubation_payment_instalment"),
        ),
        sa.CheckConstraint(
            "kind IN ('instalment', 'grant', 'trust_in', 'trust_out')",
            name=op.f("ck_incubation_payment_kind"),
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (is_released IS NULL)",
            name=op.f("ck_incubation_payment_settled"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_incubation_payment_amount")),
        sa.CheckConstraint(
            "is_released IS NOT TRUE OR (settled_by_id IS NOT NULL AND settled_by_id <> proposed_by_id)",
            name=op.f("ck_incubation_payment_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_incubation_payment_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_incubation_payment_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["small_grant.id"], name=op.f("fk_incubation_payment_grant_id")
        ),
        sa.ForeignKeyConstraint(
            ["instalment_id"],
            ["contract_instalment.id"],
            name=op.f("fk_incubation_payment_instalment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_incubation_payment_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["user.id"], name=op.f("fk_incubation_payment_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incubation_payment")),
    )
    with op.batch_alter_table("incubation_payment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incubation_payment_case_id"), ["case_id"], unique=False
        )

    op.create_table(
        "indicator_assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("every", sa.String(length=8), nullable=False),
        sa.Column("baseline", sa.Numeric(precision=16, scale=4), nullable=True),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        sa.Column("target_total", sa.Numeric(precision=16, scale=4), nullable=True),
        sa.Column("weight", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "every IN ('month', 'quarter', 'year')", name=op.f("ck_indicator_assignment_every")
        ),
        sa.CheckConstraint(
            "(CASE WHEN base_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN case_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN project_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_indicator_assignment_one_scope"),
        ),
        sa.CheckConstraint("weight > 0", name=op.f("ck_indicator_assignment_weight")),
        sa.ForeignKeyConstraint(
            ["base_id"], ["incubation_base.id"], name=op.f("fk_indicator_assignment_base_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_indicator_assignment_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["service_project.id"], name=op.f("fk_indicator_assignment_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_assignment")),
        sa.UniqueConstraint(
            "measure", "base_id", name=op.f("uq_indicator_assignment_measure_base_id")
        ),
        sa.UniqueConstraint(
            "measure", "case_id", name=op.f("uq_indicator_assignment_measure_case_id")
        ),
        sa.UniqueConstraint(
            "measure", "project_id", name=op.f("uq_indicator_assignment_measure_project_id")
        ),
    )
    with op.batch_alter_table("indicator_assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_indicator_assignment_base_id"), ["base_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_indicator_assignment_case_id"), ["case_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_indicator_assignment_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "project_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["service_project.id"], name=op.f("fk_project_area_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_area")),
        sa.UniqueConstraint(
            "project_id", "area_code", name=op.f("uq_project_area_project_id_area_code")
        ),
    )
    with op.batch_alter_table("project_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_area_area_code"), ["area_code"], unique=False)

    op.create_table(
        "project_evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("score", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("level", sa.String(length=12), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('midterm', 'final')", name=op.f("ck_project_evaluation_kind")),
        sa.CheckConstraint(
            "level IN ('excellent', 'good', 'pass', 'fail')",
            name=op.f("ck_project_evaluation_level"),
        ),
        sa.CheckConstraint(
            "score IS NULL OR (score >= 0 AND score <= 100)",
            name=op.f("ck_project_evaluation_score"),
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["incubator_document.id"],
            name=op.f("fk_project_evaluation_document_id"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_project_evaluation_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["service_project.id"], name=op.f("fk_project_evaluation_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_evaluation")),
    )
    with op.batch_alter_table("project_evaluation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_evaluation_project_id"), ["project_id"], unique=False
        )

    op.create_table(
        "indicator_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("target", sa.Numeric(precision=16, scale=4), nullable=True),
        sa.Column("locked_at", sa.BigInteger(), nullable=True),
        sa.Column("locked_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_indicator_period_order")),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["indicator_assignment.id"],
            name=op.f("fk_indicator_period_assignment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["locked_by_id"], ["user.id"], name=op.f("fk_indicator_period_locked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_period")),
        sa.UniqueConstraint(
            "assignment_id", "starts_on", name=op.f("uq_indicator_period_assignment_id_starts_on")
        ),
    )
    op.create_table(
        "trust_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("balance", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_trust_entry_direction")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_trust_entry_amount")),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_trust_entry_balance")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["incubation_case.id"], name=op.f("fk_trust_entry_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["incubation_payment.id"], name=op.f("fk_trust_entry_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trust_entry")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_trust_entry_case_id_number")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_trust_entry_payment_id")),
    )
    op.create_table(
        "indicator_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("value", sa.Numeric(precision=16, scale=4), nullable=True),
        sa.Column("numerator", sa.Numeric(precision=16, scale=4), nullable=True),
        sa.Column("denominator", sa.Numeric(precision=16, scale=4), nullable=True),
        sa.Column("breakdown", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses_id IS NOT NULL)",
            name=op.f("ck_indicator_value_reversal"),
        ),
        sa.CheckConstraint("kind IN ('entry', 'reversal')", name=op.f("ck_indicator_value_kind")),
        sa.CheckConstraint(
            "source IN ('computed', 'reported')", name=op.f("ck_indicator_value_source")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'approved')",
            name=op.f("ck_indicator_value_state"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["user.id"], name=op.f("fk_indicator_value_approved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_indicator_value_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["indicator_period.id"], name=op.f("fk_indicator_value_period_id")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["indicator_value.id"], name=op.f("fk_indicator_value_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_value")),
    )
    with op.batch_alter_table("indicator_value", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_indicator_value_period_id"), ["period_id"], unique=False
        )
        batch_op.create_index("uq_indicator_value_reverses_id", ["reverses_id"], unique=True)
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("indicator_value", schema=None) as batch_op:
        batch_op.drop_index("uq_indicator_value_reverses_id")
        batch_op.drop_index(batch_op.f("ix_indicator_value_period_id"))

    op.drop_table("indicator_value")
    op.drop_table("trust_entry")
    op.drop_table("indicator_period")
    with op.batch_alter_table("project_evaluation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_evaluation_project_id"))

    op.drop_table("project_evaluation")
    with op.batch_alter_table("project_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_area_area_code"))

    op.drop_table("project_area")
    with op.batch_alter_table("indicator_assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indicator_assignment_project_id"))
        batch_op.drop_index(batch_op.f("ix_indicator_assignment_case_id"))
        batch_op.drop_index(batch_op.f("ix_indicator_assignment_base_id"))

    op.drop_table("indicator_assignment")
    with op.batch_alter_table("incubation_payment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incubation_payment_case_id"))

    op.drop_table("incubation_payment")
    with op.batch_alter_table("service_project", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_project_contract_id"))
        batch_op.drop_index(batch_op.f("ix_service_project_agency_id"))

    op.drop_table("service_project")
    with op.batch_alter_table("screening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_screening_due_on"))
        batch_op.drop_index(batch_op.f("ix_screening_case_id"))

    op.drop_table("screening")
    op.drop_table("report_version")
    op.drop_table("report_evidence")
    with op.batch_alter_table("incubator_document_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incubator_document_access_version_id"))
        batch_op.drop_index(batch_op.f("ix_incubator_document_access_user_id"))

    op.drop_table("incubator_document_access")
    with op.batch_alter_table("determination_decider", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_determination_decider_user_id"))
        batch_op.drop_index(batch_op.f("ix_determination_decider_determination_id"))

    op.drop_table("determination_decider")
    op.drop_table("contract_instalment")
    with op.batch_alter_table("contract_deliverable", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_deliverable_contract_id"))

    op.drop_table("contract_deliverable")
    op.drop_table("case_review")
    with op.batch_alter_table("agreed_action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreed_action_encounter_id"))

    op.drop_table("agreed_action")
    with op.batch_alter_table("small_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_small_grant_case_id"))

    op.drop_table("small_grant")
    with op.batch_alter_table("rectification_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rectification_item_rectification_id"))

    op.drop_table("rectification_item")
    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_item_due_on"))

    op.drop_table("plan_item")
    with op.batch_alter_table("notice_objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_objection_by_id"))

    op.drop_table("notice_objection")
    with op.batch_alter_table("incubator_document_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incubator_document_version_stored_file_id"))
        batch_op.drop_index(batch_op.f("ix_incubator_document_version_entered_by_id"))

    op.drop_table("incubator_document_version")
    with op.batch_alter_table("incubation_report", schema=None) as batch_op:
        batch_op.drop_index("ix_incubation_report_state_due_on")

    op.drop_table("incubation_report")
    op.drop_table("handover_item")
    with op.batch_alter_table("follow_up_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_contact_follow_up_id"))

    op.drop_table("follow_up_contact")
    op.drop_table("finance_period")
    with op.batch_alter_table("encounter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_encounter_host_id"))
        batch_op.drop_index("ix_encounter_case_id_happened_on")

    op.drop_table("encounter")
    with op.batch_alter_table("dismissal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_dismissal_open",
            sqlite_where=sa.text("dropped_at IS NULL"),
            postgresql_where=sa.text("dropped_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_dismissal_case_id"))

    op.drop_table("dismissal")
    with op.batch_alter_table("determination", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_determination_case_id"))

    op.drop_table("determination")
    with op.batch_alter_table("compliance_waiver", schema=None) as batch_op:
        batch_op.drop_index("ix_compliance_waiver_agency_id_code")

    op.drop_table("compliance_waiver")
    with op.batch_alter_table("case_interview", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_interview_case_id"))

    op.drop_table("case_interview")
    op.drop_table("application_revision")
    op.drop_table("application_part")
    op.drop_table("application_paper")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_case_id"))

    op.drop_table("agreement")
    with op.batch_alter_table("agency_tax_status", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_tax_status_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_tax_status_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_tax_status_agency_id"))

    op.drop_table("agency_tax_status")
    with op.batch_alter_table("agency_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_step_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_step_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_step_agency_id"))

    op.drop_table("agency_step")
    with op.batch_alter_table("agency_statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_statement_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_statement_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_statement_agency_id"))

    op.drop_table("agency_statement")
    with op.batch_alter_table("agency_site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_site_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_site_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_site_community_id"))
        batch_op.drop_index(batch_op.f("ix_agency_site_agency_id"))

    op.drop_table("agency_site")
    with op.batch_alter_table("agency_registration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_registration_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_registration_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_registration_agency_id"))

    op.drop_table("agency_registration")
    with op.batch_alter_table("agency_premises", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_premises_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_premises_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_premises_agency_id"))

    op.drop_table("agency_premises")
    with op.batch_alter_table("agency_party_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_party_unit_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_party_unit_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_party_unit_agency_id"))

    op.drop_table("agency_party_unit")
    with op.batch_alter_table("agency_organ_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_organ_member_user_id"))
        batch_op.drop_index(batch_op.f("ix_agency_organ_member_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_organ_member_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_organ_member_agency_id"))

    op.drop_table("agency_organ_member")
    with op.batch_alter_table("agency_licence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_licence_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_licence_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_licence_agency_id"))

    op.drop_table("agency_licence")
    with op.batch_alter_table("agency_grade", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_grade_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_grade_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_grade_agency_id"))

    op.drop_table("agency_grade")
    with op.batch_alter_table("agency_founder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_founder_user_id"))
        batch_op.drop_index(batch_op.f("ix_agency_founder_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_founder_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_founder_agency_id"))

    op.drop_table("agency_founder")
    with op.batch_alter_table("agency_filing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_filing_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_filing_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_filing_agency_id"))

    op.drop_table("agency_filing")
    with op.batch_alter_table("agency_credit_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_credit_event_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_credit_event_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_credit_event_agency_id"))

    op.drop_table("agency_credit_event")
    with op.batch_alter_table("agency_contract", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_contract_case_id"))
        batch_op.drop_index(batch_op.f("ix_agency_contract_agency_id"))

    op.drop_table("agency_contract")
    with op.batch_alter_table("agency_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_contact_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_contact_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_contact_agency_id"))

    op.drop_table("agency_contact")
    with op.batch_alter_table("agency_charter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_charter_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_charter_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_charter_agency_id"))

    op.drop_table("agency_charter")
    with op.batch_alter_table("agency_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_change_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_change_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_change_agency_id"))

    op.drop_table("agency_change")
    with op.batch_alter_table("agency_authority", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_authority_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_agency_authority_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_agency_authority_document_id"))
        batch_op.drop_index(batch_op.f("ix_agency_authority_agency_id"))

    op.drop_table("agency_authority")
    with op.batch_alter_table("wait_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wait_place_case_id"))

    op.drop_table("wait_place")
    with op.batch_alter_table("stage_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_record_case_id"))

    op.drop_table("stage_record")
    with op.batch_alter_table("risk_flag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_flag_owner_id"))
        batch_op.drop_index(batch_op.f("ix_risk_flag_case_id"))

    op.drop_table("risk_flag")
    with op.batch_alter_table("review_moderation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_moderation_case_id"))

    op.drop_table("review_moderation")
    with op.batch_alter_table("residence_extension", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_residence_extension_waiting",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_residence_extension_case_id"))

    op.drop_table("residence_extension")
    op.drop_table("report_schedule")
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rectification_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_rectification_case_id"))

    op.drop_table("rectification")
    with op.batch_alter_table("ranking_record", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ranking_record_standing",
            sqlite_where=sa.text("unfrozen_at IS NULL"),
            postgresql_where=sa.text("unfrozen_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_ranking_record_intake_id"))

    op.drop_table("ranking_record")
    with op.batch_alter_table("public_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_public_notice_case_id"))

    op.drop_table("public_notice")
    with op.batch_alter_table("paper_asked", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_asked_case_id"))

    op.drop_table("paper_asked")
    op.drop_table("maturity_assessment")
    with op.batch_alter_table("leave_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leave_notice_case_id"))

    op.drop_table("leave_notice")
    with op.batch_alter_table("incubator_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incubator_document_entered_by_id"))
        batch_op.drop_index(batch_op.f("ix_incubator_document_ends_on"))
        batch_op.drop_index(batch_op.f("ix_incubator_document_case_id"))
        batch_op.drop_index(batch_op.f("ix_incubator_document_base_id"))
        batch_op.drop_index(batch_op.f("ix_incubator_document_agency_id"))

    op.drop_table("incubator_document")
    with op.batch_alter_table("incubation_task", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_incubation_task_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index("ix_incubation_task_case_id_closed_at")
        batch_op.drop_index(batch_op.f("ix_incubation_task_assignee_id"))
        batch_op.drop_index("ix_incubation_task_agency_id_closed_at")

    op.drop_table("incubation_task")
    op.drop_table("incubation_application")
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_case_id"))
        batch_op.drop_index(batch_op.f("ix_incident_agency_id"))

    op.drop_table("incident")
    op.drop_table("handover")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_due_on"))

    op.drop_table("follow_up")
    with op.batch_alter_table("equipment_loan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_equipment_loan_out",
            sqlite_where=sa.text("returned_on IS NULL"),
            postgresql_where=sa.text("returned_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_equipment_loan_case_id"))

    op.drop_table("equipment_loan")
    op.drop_table("early_consent")
    op.drop_table("duplicate_cleared")
    with op.batch_alter_table("desk_assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_desk_assignment_taken",
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_desk_assignment_case_id"))

    op.drop_table("desk_assignment")
    with op.batch_alter_table("case_suspension", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_suspension_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_case_suspension_case_id"))

    op.drop_table("case_suspension")
    with op.batch_alter_table("case_seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_seat_user_id"))

    op.drop_table("case_seat")
    with op.batch_alter_table("case_proposal", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_proposal_waiting",
            sqlite_where=sa.text("settled_at IS NULL"),
            postgresql_where=sa.text("settled_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_case_proposal_case_id"))

    op.drop_table("case_proposal")
    with op.batch_alter_table("case_letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_letter_case_id"))

    op.drop_table("case_letter")
    with op.batch_alter_table("case_evaluation", schema=None) as batch_op:
        batch_op.drop_index("ix_case_evaluation_case_id_kind")

    op.drop_table("case_evaluation")
    with op.batch_alter_table("case_appeal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_appeal_by_id"))

    op.drop_table("case_appeal")
    with op.batch_alter_table("agency_pledge", schema=None) as batch_op:
        batch_op.drop_index("uq_agency_pledge_case_id_kind")

    op.drop_table("agency_pledge")
    with op.batch_alter_table("supervision_talk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_talk_supervision_id"))

    op.drop_table("supervision_talk")
    op.drop_table("review_scheme")
    with op.batch_alter_table("registration_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_place_user_id"))

    op.drop_table("registration_place")
    with op.batch_alter_table("incubation_case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incubation_case_officer_id"))
        batch_op.drop_index(batch_op.f("ix_incubation_case_intake_id"))
        batch_op.drop_index("ix_incubation_case_base_id_stage")
        batch_op.drop_index(batch_op.f("ix_incubation_case_applicant_id"))
        batch_op.drop_index(batch_op.f("ix_incubation_case_agency_id"))

    op.drop_table("incubation_case")
    with op.batch_alter_table("employment_terms", schema=None) as batch_op:
        batch_op.drop_index("ix_employment_terms_employment_id_id")
        batch_op.drop_index(batch_op.f("ix_employment_terms_agency_id"))

    op.drop_table("employment_terms")
    with op.batch_alter_table("yearly_snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_yearly_snapshot_made_by_id"))

    op.drop_table("yearly_snapshot")
    op.drop_table("team_day")
    with op.batch_alter_table("staff_supervision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_supervision_supervisor_id"))
        batch_op.drop_index(batch_op.f("ix_staff_supervision_supervised_id"))
        batch_op.drop_index(batch_op.f("ix_staff_supervision_agency_id"))

    op.drop_table("staff_supervision")
    with op.batch_alter_table("staff_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_request_user_id"))
        batch_op.drop_index(batch_op.f("ix_staff_request_agency_id"))

    op.drop_table("staff_request")
    with op.batch_alter_table("staff_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_post_agency_id"))

    op.drop_table("staff_post")
    with op.batch_alter_table("incubation_intake", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incubation_intake_base_id"))

    op.drop_table("incubation_intake")
    with op.batch_alter_table("compliance_result", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_compliance_result_current",
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )
        batch_op.drop_index("ix_compliance_result_agency_id_code_found_at")

    op.drop_table("compliance_result")
    with op.batch_alter_table("compliance_look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_compliance_look_looked_at"))

    op.drop_table("compliance_look")
    with op.batch_alter_table("base_equipment", schema=None) as batch_op:
        batch_op.drop_index("uq_base_equipment_base_id_code")

    op.drop_table("base_equipment")
    with op.batch_alter_table("agency_trait", schema=None) as batch_op:
        batch_op.drop_index("ix_agency_trait_kind_value")

    op.drop_table("agency_trait")
    with op.batch_alter_table("agency_consent", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agency_consent_standing",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index("ix_agency_consent_agency_id")

    op.drop_table("agency_consent")
    op.drop_table("workflow_version")
    op.drop_table("rubric_version")
    with op.batch_alter_table("place_rule", schema=None) as batch_op:
        batch_op.drop_index("ix_place_rule_key_area")

    op.drop_table("place_rule")
    op.drop_table("incubation_weekly_mail")
    op.drop_table("incubation_feed")
    op.drop_table("incubation_base")
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_community_entered_by_id"))

    op.drop_table("community")
    with op.batch_alter_table("basis_reading", schema=None) as batch_op:
        batch_op.drop_index("ix_basis_reading_code_read_on")

    op.drop_table("basis_reading")
    with op.batch_alter_table("authority_detail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authority_detail_area_code"))

    op.drop_table("authority_detail")
    op.drop_table("application_form")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_name"))

    op.drop_table("agency")
    with op.batch_alter_table("due_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_due_notice_given_at"))

    op.drop_table("due_notice")
    if op.get_bind().dialect.name == "postgresql":
        for name in [
            "agency_authority_kept",
            "agency_change_kept",
            "agency_charter_kept",
            "agency_contact_kept",
            "agency_credit_event_kept",
            "agency_filing_kept",
            "agency_founder_kept",
            "agency_grade_kept",
            "agency_licence_kept",
            "agency_organ_member_kept",
            "agency_party_unit_kept",
            "agency_premises_kept",
            "agency_registration_kept",
            "agency_site_kept",
            "agency_statement_kept",
            "agency_step_kept",
            "agency_tax_status_kept",
            "application_form_unchangeable",
            "application_revision_unchangeable",
            "basis_reading_kept",
            "case_appeal_kept",
            "case_evaluation_stays",
            "case_interview_kept",
            "case_letter_unchangeable",
            "case_review_kept",
            "compliance_result_kept",
            "compliance_waiver_kept",
            "determination_decider_kept",
            "determination_kept",
            "employment_terms_answered",
            "employment_terms_kept",
            "follow_up_contact_unchangeable",
            "incubator_document_access_kept",
            "incubator_document_version_kept",
            "indicator_value_unchangeable",
            "indicator_value_undeletable",
            "maturity_assessment_stays",
            "notice_objection_kept",
            "place_rule_kept",
            "project_evaluation_unchangeable",
            "ranking_record_kept",
            "report_version_unchangeable",
            "review_moderation_kept",
            "rubric_version_kept",
            "stage_record_unchangeable",
            "team_day_unchangeable",
            "trust_entry_unchangeable",
            "trust_entry_undeletable",
            "workflow_version_unchangeable",
            "yearly_snapshot_frozen",
        ]:
            op.execute(f"DROP FUNCTION IF EXISTS {name}")
