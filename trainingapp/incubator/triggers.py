"""What the database itself refuses in the incubator's tables: history is only ever added to."""

from __future__ import annotations

from trainingapp.incubator.triggers_checks import CHECKS
from trainingapp.incubator.triggers_registry import REGISTRY
from trainingapp.incubator.triggers_residing import RESIDING
from trainingapp.incubator.triggers_reviewing import REVIEWING
from trainingapp.incubator.triggers_yearly import YEARLY

TRIGGERS: dict[str, list[str]] = {
    "sqlite": [
        *REVIEWING["sqlite"],
        *REGISTRY["sqlite"],
        *RESIDING["sqlite"],
        *CHECKS["sqlite"],
        *YEARLY["sqlite"],
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
        *REVIEWING["postgresql"],
        *REGISTRY["postgresql"],
        *RESIDING["postgresql"],
        *CHECKS["postgresql"],
        *YEARLY["postgresql"],
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
