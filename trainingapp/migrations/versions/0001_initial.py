"""The tables of the house, accounts, item bank and exams, and the triggers that guard them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TRIGGERS = {
    "sqlite": [
        """
CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
""",
        """
CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry WHEN OLD.number > (SELECT coalesce(max(number), 0) FROM audit_anchor) OR OLD.at > (CAST(strftime('%s', 'now') AS INTEGER) - 31536000) * 1000 BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
""",
        """
CREATE TRIGGER audit_anchor_update BEFORE UPDATE ON audit_anchor BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
""",
        """
CREATE TRIGGER audit_anchor_delete BEFORE DELETE ON audit_anchor BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
""",
        """
CREATE TRIGGER audit_head_update BEFORE UPDATE ON audit_head WHEN NEW.number <= OLD.number BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
""",
        """
CREATE TRIGGER audit_head_delete BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
""",
        """
CREATE TRIGGER submission_marking_unchangeable BEFORE UPDATE ON submission_marking BEGIN SELECT RAISE(ABORT, 'a marking never changes'); END
""",
        """
CREATE TRIGGER credential_unchangeable BEFORE UPDATE OF id, public_id, short_code, kind, claim, key, version, facts_sha256, user_id, sha256, content_sha256, issuer_key_id, status_list_id, status_index, issued_at, supersedes_id ON credential FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER credential_document BEFORE UPDATE OF document ON credential FOR EACH ROW WHEN NEW.document <> '' AND NEW.document <> OLD.document BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER credential_ended BEFORE UPDATE OF state, ended_at ON credential FOR EACH ROW WHEN OLD.state <> 'issued' BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER credential_undeletable BEFORE DELETE ON credential FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER credential_event_unchangeable BEFORE UPDATE OF id, credential_id, act, at, actor_id ON credential_event FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER credential_event_reason BEFORE UPDATE OF reason ON credential_event FOR EACH ROW WHEN NEW.reason <> '' BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER credential_event_undeletable BEFORE DELETE ON credential_event FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER credential_basis_unchangeable BEFORE UPDATE ON credential_basis FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER credential_basis_undeletable BEFORE DELETE ON credential_basis FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER decision_unchangeable BEFORE UPDATE OF id, user_id, number, ruleset_id, target, year, outcome, from_on, document_sha256, facts_sha256, decided_at, decided_by_id, previous, hash ON decision FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER decision_document BEFORE UPDATE OF document ON decision FOR EACH ROW WHEN NEW.document <> '' BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER decision_undeletable BEFORE DELETE ON decision FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER verification_unchangeable BEFORE UPDATE OF id, degree_id, work_id, certificate_id, pass_id, evidence_id, method, outcome, fields, valid_until, verified_by_id, verified_at ON verification FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER verification_second BEFORE UPDATE OF second, second_by_id, second_at ON verification FOR EACH ROW WHEN OLD.second <> 'waiting' BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER decision_evidence_unchangeable BEFORE UPDATE ON decision_evidence FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER decision_evidence_undeletable BEFORE DELETE ON decision_evidence FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER degree_batch_signed BEFORE UPDATE OF organisation_id, document, signature, issuer_key_id, loaded_by_id, loaded_at ON degree_batch FOR EACH ROW WHEN OLD.document <> '' BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER ruleset_unchangeable BEFORE UPDATE ON ruleset FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER ruleset_undeletable BEFORE DELETE ON ruleset FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END
""",
        """
CREATE TRIGGER ce_allocation_fits BEFORE INSERT ON ce_allocation FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM ce_entry JOIN registration_cycle ON registration_cycle.user_id = ce_entry.user_id WHERE ce_entry.id = NEW.entry_id AND registration_cycle.id = NEW.cycle_id AND ce_entry.corrects_id IS NULL AND ce_entry.earned_on >= registration_cycle.starts_on AND ce_entry.earned_on < registration_cycle.ends_on) BEGIN SELECT RAISE(ABORT, 'an entry counts in a cycle of its person and its day'); END
""",
        """
CREATE TRIGGER ce_allocation_unchangeable BEFORE UPDATE ON ce_allocation FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'where an entry counts is not rewritten'); END
""",
        """
CREATE TRIGGER ce_entry_unchangeable BEFORE UPDATE OF id, user_id, number, minutes, category, title, provider, earned_on, course_id, rule_id, unit, source_key, corrects_id, snapshot, snapshot_sha256, recorded_at, recorded_by_id, previous, hash ON ce_entry FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'the ledger of continuing education is append-only'); END
""",
        """
CREATE TRIGGER ce_entry_reason BEFORE UPDATE OF reason ON ce_entry FOR EACH ROW WHEN NEW.reason <> '' BEGIN SELECT RAISE(ABORT, 'the ledger of continuing education is append-only'); END
""",
        """
CREATE TRIGGER ce_entry_undeletable BEFORE DELETE ON ce_entry FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'the ledger of continuing education is append-only'); END
""",
        """
CREATE TRIGGER ce_entry_bounds BEFORE INSERT ON ce_entry FOR EACH ROW WHEN NEW.corrects_id IS NOT NULL AND coalesce((SELECT coalesce(sum(minutes), 0) FROM ce_entry WHERE id = NEW.corrects_id OR corrects_id = NEW.corrects_id) + NEW.minutes NOT BETWEEN 0 AND (SELECT minutes FROM ce_entry WHERE id = NEW.corrects_id AND corrects_id IS NULL AND user_id = NEW.user_id), TRUE) BEGIN SELECT RAISE(ABORT, 'a correction leaves between nothing and what was granted'); END
""",
        """
CREATE TRIGGER answer_event_unchangeable BEFORE UPDATE ON answer_event BEGIN SELECT RAISE(ABORT, 'an answer event never changes'); END
""",
        """
CREATE TRIGGER answer_event_undeletable BEFORE DELETE ON answer_event BEGIN SELECT RAISE(ABORT, 'an answer event never changes'); END
""",
        """
CREATE TRIGGER item_revision_unchangeable BEFORE UPDATE OF item_id, number, kind, content, content_sha256, key, level, chapter, expected_facility ON item_revision FOR EACH ROW WHEN EXISTS (SELECT 1 FROM test_form_slot WHERE item_revision_id = OLD.id) BEGIN SELECT RAISE(ABORT, 'an item revision on a test form never changes'); END
""",
        """
CREATE TRIGGER test_form_unchangeable BEFORE UPDATE OF code, version, subject, title, specification_id, policy_id, origin, plan_sha256, document, document_sha256, answer_key, published_at, exam_year ON test_form FOR EACH ROW WHEN OLD.document_sha256 <> '' BEGIN SELECT RAISE(ABORT, 'a published test form never changes'); END
""",
        """
CREATE TRIGGER test_form_slot_unchangeable BEFORE UPDATE ON test_form_slot FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'a slot of a test form never changes'); END
""",
        """
CREATE TRIGGER test_form_slot_undeletable BEFORE DELETE ON test_form_slot FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'a slot of a test form is never deleted'); END
""",
        """
CREATE TRIGGER test_form_undeletable BEFORE DELETE ON test_form FOR EACH ROW WHEN OLD.document_sha256 <> '' BEGIN SELECT RAISE(ABORT, 'a published test form is never deleted'); END
""",
        """
CREATE TRIGGER policy_version_unchangeable BEFORE UPDATE OF code, version, content ON policy_version FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'a scoring policy never changes'); END
""",
        """
CREATE TRIGGER blind_answer_unchangeable BEFORE UPDATE ON blind_answer FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'an answer given blind never changes'); END
""",
        """
CREATE TRIGGER blind_answer_undeletable BEFORE DELETE ON blind_answer FOR EACH ROW WHEN TRUE BEGIN SELECT RAISE(ABORT, 'an answer given blind is never deleted'); END
""",
    ],
    "postgresql": [
        """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF true THEN RAISE EXCEPTION 'the audit log is append-only'; END IF; RETURN NEW; END $$
""",
        """
CREATE OR REPLACE FUNCTION audit_refuse_early() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.number > (SELECT coalesce(max(number), 0) FROM audit_anchor) OR OLD.at > (extract(epoch FROM now()) - 31536000) * 1000 THEN RAISE EXCEPTION 'the audit log is append-only'; END IF; RETURN OLD; END $$
""",
        """
CREATE OR REPLACE FUNCTION audit_refuse_back() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.number <= OLD.number THEN RAISE EXCEPTION 'the audit log is append-only'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse()
""",
        """
CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse_early()
""",
        """
CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
""",
        """
CREATE TRIGGER audit_anchor_update BEFORE UPDATE OR DELETE ON audit_anchor FOR EACH ROW EXECUTE FUNCTION audit_refuse()
""",
        """
CREATE TRIGGER audit_anchor_truncate BEFORE TRUNCATE ON audit_anchor FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
""",
        """
CREATE TRIGGER audit_head_update BEFORE UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_refuse_back()
""",
        """
CREATE TRIGGER audit_head_delete BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_refuse()
""",
        """
CREATE TRIGGER audit_head_truncate BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
""",
        """
CREATE OR REPLACE FUNCTION submission_marking_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a marking never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$
""",
        """
CREATE TRIGGER submission_marking_unchangeable BEFORE UPDATE ON submission_marking FOR EACH ROW EXECUTE FUNCTION submission_marking_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION credential_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER credential_unchangeable BEFORE UPDATE OF id, public_id, short_code, kind, claim, key, version, facts_sha256, user_id, sha256, content_sha256, issuer_key_id, status_list_id, status_index, issued_at, supersedes_id ON credential FOR EACH ROW EXECUTE FUNCTION credential_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION credential_document() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.document <> '' AND NEW.document <> OLD.document THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER credential_document BEFORE UPDATE OF document ON credential FOR EACH ROW EXECUTE FUNCTION credential_document()
""",
        """
CREATE OR REPLACE FUNCTION credential_ended() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.state <> 'issued' THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER credential_ended BEFORE UPDATE OF state, ended_at ON credential FOR EACH ROW EXECUTE FUNCTION credential_ended()
""",
        """
CREATE OR REPLACE FUNCTION credential_undeletable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER credential_undeletable BEFORE DELETE ON credential FOR EACH ROW EXECUTE FUNCTION credential_undeletable()
""",
        """
CREATE OR REPLACE FUNCTION credential_event_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER credential_event_unchangeable BEFORE UPDATE OF id, credential_id, act, at, actor_id ON credential_event FOR EACH ROW EXECUTE FUNCTION credential_event_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION credential_event_reason() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.reason <> '' THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER credential_event_reason BEFORE UPDATE OF reason ON credential_event FOR EACH ROW EXECUTE FUNCTION credential_event_reason()
""",
        """
CREATE OR REPLACE FUNCTION credential_event_undeletable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER credential_event_undeletable BEFORE DELETE ON credential_event FOR EACH ROW EXECUTE FUNCTION credential_event_undeletable()
""",
        """
CREATE OR REPLACE FUNCTION credential_basis_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER credential_basis_unchangeable BEFORE UPDATE ON credential_basis FOR EACH ROW EXECUTE FUNCTION credential_basis_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION credential_basis_undeletable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER credential_basis_undeletable BEFORE DELETE ON credential_basis FOR EACH ROW EXECUTE FUNCTION credential_basis_undeletable()
""",
        """
CREATE OR REPLACE FUNCTION decision_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER decision_unchangeable BEFORE UPDATE OF id, user_id, number, ruleset_id, target, year, outcome, from_on, document_sha256, facts_sha256, decided_at, decided_by_id, previous, hash ON decision FOR EACH ROW EXECUTE FUNCTION decision_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION decision_document() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.document <> '' THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER decision_document BEFORE UPDATE OF document ON decision FOR EACH ROW EXECUTE FUNCTION decision_document()
""",
        """
CREATE OR REPLACE FUNCTION decision_undeletable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER decision_undeletable BEFORE DELETE ON decision FOR EACH ROW EXECUTE FUNCTION decision_undeletable()
""",
        """
CREATE OR REPLACE FUNCTION verification_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER verification_unchangeable BEFORE UPDATE OF id, degree_id, work_id, certificate_id, pass_id, evidence_id, method, outcome, fields, valid_until, verified_by_id, verified_at ON verification FOR EACH ROW EXECUTE FUNCTION verification_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION verification_second() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.second <> 'waiting' THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER verification_second BEFORE UPDATE OF second, second_by_id, second_at ON verification FOR EACH ROW EXECUTE FUNCTION verification_second()
""",
        """
CREATE OR REPLACE FUNCTION decision_evidence_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER decision_evidence_unchangeable BEFORE UPDATE ON decision_evidence FOR EACH ROW EXECUTE FUNCTION decision_evidence_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION decision_evidence_undeletable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER decision_evidence_undeletable BEFORE DELETE ON decision_evidence FOR EACH ROW EXECUTE FUNCTION decision_evidence_undeletable()
""",
        """
CREATE OR REPLACE FUNCTION degree_batch_signed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.document <> '' THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER degree_batch_signed BEFORE UPDATE OF organisation_id, document, signature, issuer_key_id, loaded_by_id, loaded_at ON degree_batch FOR EACH ROW EXECUTE FUNCTION degree_batch_signed()
""",
        """
CREATE OR REPLACE FUNCTION ruleset_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER ruleset_unchangeable BEFORE UPDATE ON ruleset FOR EACH ROW EXECUTE FUNCTION ruleset_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION ruleset_undeletable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'what was signed is never changed' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER ruleset_undeletable BEFORE DELETE ON ruleset FOR EACH ROW EXECUTE FUNCTION ruleset_undeletable()
""",
        """
CREATE OR REPLACE FUNCTION ce_allocation_fits() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM ce_entry JOIN registration_cycle ON registration_cycle.user_id = ce_entry.user_id WHERE ce_entry.id = NEW.entry_id AND registration_cycle.id = NEW.cycle_id AND ce_entry.corrects_id IS NULL AND ce_entry.earned_on >= registration_cycle.starts_on AND ce_entry.earned_on < registration_cycle.ends_on) THEN RAISE EXCEPTION 'an entry counts in a cycle of its person and its day' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER ce_allocation_fits BEFORE INSERT ON ce_allocation FOR EACH ROW EXECUTE FUNCTION ce_allocation_fits()
""",
        """
CREATE OR REPLACE FUNCTION ce_allocation_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'where an entry counts is not rewritten' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER ce_allocation_unchangeable BEFORE UPDATE ON ce_allocation FOR EACH ROW EXECUTE FUNCTION ce_allocation_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION ce_entry_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'the ledger of continuing education is append-only' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER ce_entry_unchangeable BEFORE UPDATE OF id, user_id, number, minutes, category, title, provider, earned_on, course_id, rule_id, unit, source_key, corrects_id, snapshot, snapshot_sha256, recorded_at, recorded_by_id, previous, hash ON ce_entry FOR EACH ROW EXECUTE FUNCTION ce_entry_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION ce_entry_reason() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.reason <> '' THEN RAISE EXCEPTION 'the ledger of continuing education is append-only' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER ce_entry_reason BEFORE UPDATE OF reason ON ce_entry FOR EACH ROW EXECUTE FUNCTION ce_entry_reason()
""",
        """
CREATE OR REPLACE FUNCTION ce_entry_undeletable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'the ledger of continuing education is append-only' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER ce_entry_undeletable BEFORE DELETE ON ce_entry FOR EACH ROW EXECUTE FUNCTION ce_entry_undeletable()
""",
        """
CREATE OR REPLACE FUNCTION ce_entry_bounds() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.corrects_id IS NOT NULL AND coalesce((SELECT coalesce(sum(minutes), 0) FROM ce_entry WHERE id = NEW.corrects_id OR corrects_id = NEW.corrects_id) + NEW.minutes NOT BETWEEN 0 AND (SELECT minutes FROM ce_entry WHERE id = NEW.corrects_id AND corrects_id IS NULL AND user_id = NEW.user_id), TRUE) THEN RAISE EXCEPTION 'a correction leaves between nothing and what was granted' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER ce_entry_bounds BEFORE INSERT ON ce_entry FOR EACH ROW EXECUTE FUNCTION ce_entry_bounds()
""",
        """
CREATE TRIGGER ce_entry_truncate BEFORE TRUNCATE ON ce_entry FOR EACH STATEMENT EXECUTE FUNCTION ce_entry_undeletable()
""",
        """
CREATE OR REPLACE FUNCTION answer_event_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'an answer event never changes' USING ERRCODE = 'integrity_constraint_violation'; END $$
""",
        """
CREATE TRIGGER answer_event_unchangeable BEFORE UPDATE OR DELETE ON answer_event FOR EACH ROW EXECUTE FUNCTION answer_event_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION item_revision_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM test_form_slot WHERE item_revision_id = OLD.id) THEN RAISE EXCEPTION 'an item revision on a test form never changes' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER item_revision_unchangeable BEFORE UPDATE OF item_id, number, kind, content, content_sha256, key, level, chapter, expected_facility ON item_revision FOR EACH ROW EXECUTE FUNCTION item_revision_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION test_form_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.document_sha256 <> '' THEN RAISE EXCEPTION 'a published test form never changes' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER test_form_unchangeable BEFORE UPDATE OF code, version, subject, title, specification_id, policy_id, origin, plan_sha256, document, document_sha256, answer_key, published_at, exam_year ON test_form FOR EACH ROW EXECUTE FUNCTION test_form_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION test_form_slot_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'a slot of a test form never changes' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER test_form_slot_unchangeable BEFORE UPDATE ON test_form_slot FOR EACH ROW EXECUTE FUNCTION test_form_slot_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION test_form_slot_undeletable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'a slot of a test form is never deleted' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER test_form_slot_undeletable BEFORE DELETE ON test_form_slot FOR EACH ROW EXECUTE FUNCTION test_form_slot_undeletable()
""",
        """
CREATE OR REPLACE FUNCTION test_form_undeletable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.document_sha256 <> '' THEN RAISE EXCEPTION 'a published test form is never deleted' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER test_form_undeletable BEFORE DELETE ON test_form FOR EACH ROW EXECUTE FUNCTION test_form_undeletable()
""",
        """
CREATE OR REPLACE FUNCTION policy_version_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'a scoring policy never changes' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER policy_version_unchangeable BEFORE UPDATE OF code, version, content ON policy_version FOR EACH ROW EXECUTE FUNCTION policy_version_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION blind_answer_unchangeable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'an answer given blind never changes' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER blind_answer_unchangeable BEFORE UPDATE ON blind_answer FOR EACH ROW EXECUTE FUNCTION blind_answer_unchangeable()
""",
        """
CREATE OR REPLACE FUNCTION blind_answer_undeletable() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TRUE THEN RAISE EXCEPTION 'an answer given blind is never deleted' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$
""",
        """
CREATE TRIGGER blind_answer_undeletable BEFORE DELETE ON blind_answer FOR EACH ROW EXECUTE FUNCTION blind_answer_undeletable()
""",
    ],
}


def upgrade() -> None:
    op.create_table(
        "audit_anchor",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_anchor")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("ip", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject"), ["subject"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "issuer_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column("public_jwk", sa.JSON(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("private_sealed", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("active_from", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(private_sealed IS NULL) = (state IN ('retired', 'compromised'))",
            name=op.f("ck_issuer_key_private"),
        ),
        sa.CheckConstraint(
            "kind IN ('proof', 'badge', 'token', 'paper')", name=op.f("ck_issuer_key_kind")
        ),
        sa.CheckConstraint(
            "state IN ('next', 'active', 'retired', 'compromised')",
            name=op.f("ck_issuer_key_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer_key")),
        sa.UniqueConstraint("public", name=op.f("uq_issuer_key_public")),
    )
    with op.batch_alter_table("issuer_key", schema=None) as batch_op:
        batch_op.create_index(
            "uq_issuer_key_one_active",
            ["kind"],
            unique=True,
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )
        batch_op.create_index(
            "uq_issuer_key_one_next",
            ["kind"],
            unique=True,
            sqlite_where=sa.text("state = 'next'"),
            postgresql_where=sa.text("state = 'next'"),
        )

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("unique_name", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("run_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_by", sa.String(length=80), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("unique_name", name=op.f("uq_job_unique_name")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_due", ["state", "run_at"], unique=False)

    op.create_table(
        "law",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("short", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law")),
        sa.UniqueConstraint("code", name=op.f("uq_law_code")),
    )
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_created_at"), ["created_at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "university",
                "agency",
                "incubation_base",
                "authority",
                name="organisationkind",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("region", sa.String(length=2), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_organisation_credit_code")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_organisation_kind_name")),
    )
    op.create_table(
        "outage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
        sa.UniqueConstraint("started_at", name=op.f("uq_outage_started_at")),
    )
    op.create_table(
        "package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("standard", sa.String(length=8), nullable=False),
        sa.Column("edition", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("refusal", sa.JSON(), nullable=True),
        sa.Column("file_count", sa.Integer(), nullable=False),
        sa.Column("unpacked_bytes", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ready_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'refused')", name=op.f("ck_package_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package")),
        sa.UniqueConstraint("sha256", name=op.f("uq_package_sha256")),
    )
    op.create_table(
        "policy_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_policy_version_code_version")),
    )
    op.create_table(
        "pulse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("process", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pulse")),
    )
    with op.batch_alter_table("pulse", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pulse_at"), ["at"], unique=False)

    op.create_table(
        "status_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_list")),
        sa.UniqueConstraint("purpose", "number", name=op.f("uq_status_list_purpose_number")),
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("sha256", name=op.f("uq_stored_file_sha256")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "syllabus",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("first_exam_year", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "subject IN ('junior-comprehensive', 'junior-practice', 'middle-comprehensive', 'middle-law', 'middle-practice', 'senior-practice')",
            name=op.f("ck_syllabus_subject"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_syllabus")),
        sa.UniqueConstraint("edition", "subject", name=op.f("uq_syllabus_edition_subject")),
    )
    op.create_table(
        "test_specification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.String(length=16), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_specification")),
        sa.UniqueConstraint("code", "number", name=op.f("uq_test_specification_code_number")),
    )
    with op.batch_alter_table("test_specification", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_test_specification_subject"), ["subject"], unique=False
        )

    op.create_table(
        "timetable_entry",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("failed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_timetable_entry")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("display_name", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("mobile_encrypted", sa.String(length=200), nullable=True),
        sa.Column("mobile_index", sa.String(length=64), nullable=True),
        sa.Column("id_number_encrypted", sa.String(length=200), nullable=True),
        sa.Column("id_number_index", sa.String(length=64), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("failed_count", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.BigInteger(), nullable=True),
        sa.Column("totp_encrypted", sa.String(length=200), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("theme", sa.String(length=5), nullable=False),
        sa.Column("is_elder", sa.Boolean(), nullable=False),
        sa.Column("work_unit", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=True),
        sa.Column(
            "aimed_level",
            sa.Enum("junior", "middle", "senior", name="level", native_enum=False, length=24),
            nullable=True,
        ),
        sa.Column("exam_year", sa.Integer(), nullable=True),
        sa.Column("notice_version", sa.String(length=10), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("deletion_due_at", sa.BigInteger(), nullable=True),
        sa.Column("anonymised_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "email IS NOT NULL OR mobile_index IS NOT NULL OR anonymised_at IS NOT NULL",
            name=op.f("ck_user_can_be_reached"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("id_number_index", name=op.f("uq_user_id_number_index")),
        sa.UniqueConstraint("mobile_index", name=op.f("uq_user_mobile_index")),
    )
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_user_deletion_due_at"), ["deletion_due_at"], unique=False
        )

    op.create_table(
        "worker",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker")),
    )
    with op.batch_alter_table("worker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_worker_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "bank_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("enemies", sa.JSON(), nullable=False),
        sa.Column("exceptions", sa.JSON(), nullable=False),
        sa.Column("latest_number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("attention", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'ready', 'needs-review', 'retired')",
            name=op.f("ck_bank_item_status"),
        ),
        sa.CheckConstraint(
            "subject IN ('junior-comprehensive', 'junior-practice', 'middle-comprehensive', 'middle-law', 'middle-practice', 'senior-practice')",
            name=op.f("ck_bank_item_subject"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_bank_item_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_item")),
        sa.UniqueConstraint("code", name=op.f("uq_bank_item_code")),
    )
    with op.batch_alter_table("bank_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_item_subject"), ["subject"], unique=False)

    op.create_table(
        "ce_provider",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("jurisdiction", sa.String(length=8), nullable=False),
        sa.Column("recognised_by", sa.String(length=120), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_ce_provider_dates")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_ce_provider_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ce_provider_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ce_provider")),
        sa.UniqueConstraint("name", name=op.f("uq_ce_provider_name")),
    )
    op.create_table(
        "cohort_calendar_feed",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_encrypted", sa.String(length=200), nullable=False),
        sa.Column("secret_index", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_cohort_calendar_feed_user_id")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_cohort_calendar_feed")),
        sa.UniqueConstraint("secret_index", name=op.f("uq_cohort_calendar_feed_secret_index")),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "service", "reminders", "research", name="purpose", native_enum=False, length=24
            ),
            nullable=False,
        ),
        sa.Column("notice_version", sa.String(length=10), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_consent_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_user_id"), ["user_id"], unique=False)

    op.create_table(
        "content_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("syllabus_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("parent_code", sa.String(length=24), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.String(length=16), nullable=True),
        sa.Column("weight", sa.JSON(), nullable=True),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("former_code", sa.String(length=24), nullable=True),
        sa.CheckConstraint(
            "kind IN ('chapter', 'section', 'point')", name=op.f("ck_content_area_kind")
        ),
        sa.ForeignKeyConstraint(
            ["syllabus_id"],
            ["syllabus.id"],
            name=op.f("fk_content_area_syllabus_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_area")),
        sa.UniqueConstraint("syllabus_id", "code", name=op.f("uq_content_area_syllabus_id_code")),
    )
    with op.batch_alter_table("content_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_content_area_code"), ["code"], unique=False)

    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=True),
        sa.Column("level", sa.String(length=8), nullable=True),
        sa.Column("field", sa.String(length=16), nullable=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("lesson_count", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("rating_count", sa.Integer(), nullable=False),
        sa.Column("rating_total", sa.Integer(), nullable=False),
        sa.Column("rating_rank", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "field IS NULL OR field IN ('foundations', 'youth', 'ageing', 'family', 'disability', 'corrections', 'drugs', 'community', 'health', 'school', 'workplace', 'veterans', 'relief', 'petitions', 'disasters')",
            name=op.f("ck_course_field"),
        ),
        sa.CheckConstraint(
            "subject IS NULL OR subject IN ('junior-comprehensive', 'junior-practice', 'middle-comprehensive', 'middle-law', 'middle-practice', 'senior-practice')",
            name=op.f("ck_course_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_course_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_course_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
    )
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.create_index("ix_course_is_listed_minutes", ["is_listed", "minutes"], unique=False)
        batch_op.create_index(
            "ix_course_is_listed_published_at", ["is_listed", "published_at"], unique=False
        )
        batch_op.create_index(
            "ix_course_is_listed_rating_rank", ["is_listed", "rating_rank"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_course_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_course_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "credential",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("short_code", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("claim", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("facts_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("issuer_key_id", sa.Integer(), nullable=False),
        sa.Column("status_list_id", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'issued') = (ended_at IS NULL)", name=op.f("ck_credential_ended")
        ),
        sa.CheckConstraint(
            "state IN ('issued', 'revoked', 'superseded')", name=op.f("ck_credential_state")
        ),
        sa.ForeignKeyConstraint(
            ["issuer_key_id"], ["issuer_key.id"], name=op.f("fk_credential_issuer_key_id")
        ),
        sa.ForeignKeyConstraint(
            ["status_list_id"], ["status_list.id"], name=op.f("fk_credential_status_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["credential.id"], name=op.f("fk_credential_supersedes_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_credential_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint("content_sha256", name=op.f("uq_credential_content_sha256")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_credential_key_version")),
        sa.UniqueConstraint("public_id", name=op.f("uq_credential_public_id")),
        sa.UniqueConstraint("sha256", name=op.f("uq_credential_sha256")),
        sa.UniqueConstraint("short_code", name=op.f("uq_credential_short_code")),
        sa.UniqueConstraint(
            "status_list_id", "status_index", name=op.f("uq_credential_status_list_id_status_index")
        ),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_credential_supersedes_id")),
    )
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_credential_issuer_key_id"), ["issuer_key_id"], unique=False
        )
        batch_op.create_index(
            "ix_credential_user_id_issued_at", ["user_id", "issued_at"], unique=False
        )

    op.create_table(
        "degree_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("rows_sealed", sa.Text(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("sound_count", sa.Integer(), nullable=False),
        sa.Column("paper_count", sa.Integer(), nullable=False),
        sa.Column("loaded_by_id", sa.Integer(), nullable=True),
        sa.Column("loaded_at", sa.BigInteger(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=120), nullable=False),
        sa.Column("issuer_key_id", sa.Integer(), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(document = '') = (issuer_key_id IS NULL)", name=op.f("ck_degree_batch_signed")
        ),
        sa.CheckConstraint(
            "(state = 'checked') = (document = '')", name=op.f("ck_degree_batch_document")
        ),
        sa.CheckConstraint(
            "(state = 'undone') = (undone_at IS NOT NULL)", name=op.f("ck_degree_batch_undone")
        ),
        sa.CheckConstraint(
            "state = 'checked' OR rows_sealed = ''", name=op.f("ck_degree_batch_rows")
        ),
        sa.CheckConstraint(
            "state IN ('checked', 'loaded', 'undone')", name=op.f("ck_degree_batch_state")
        ),
        sa.ForeignKeyConstraint(
            ["issuer_key_id"], ["issuer_key.id"], name=op.f("fk_degree_batch_issuer_key_id")
        ),
        sa.ForeignKeyConstraint(
            ["loaded_by_id"], ["user.id"], name=op.f("fk_degree_batch_loaded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_degree_batch_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_degree_batch_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["user.id"], name=op.f("fk_degree_batch_undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_degree_batch")),
    )
    with op.batch_alter_table("degree_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_degree_batch_loaded_by_id"), ["loaded_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_degree_batch_made_by_id"), ["made_by_id"], unique=False
        )
        batch_op.create_index(
            "ix_degree_batch_organisation_id_made_at", ["organisation_id", "made_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_degree_batch_undone_by_id"), ["undone_by_id"], unique=False
        )

    op.create_table(
        "document",
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.Column("pdf_file_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(length=20), nullable=True),
        sa.Column("problem_page", sa.Integer(), nullable=True),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.Column("made_count", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'failed')", name=op.f("ck_document_state")
        ),
        sa.ForeignKeyConstraint(
            ["pdf_file_id"], ["stored_file.id"], name=op.f("fk_document_pdf_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"],
            ["stored_file.id"],
            name=op.f("fk_document_stored_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("stored_file_id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_pdf_file_id"), ["pdf_file_id"], unique=False)

    op.create_table(
        "employment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("employer_name", sa.String(length=120), nullable=False),
        sa.Column("post", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "organisation_id IS NOT NULL OR employer_name <> ''",
            name=op.f("ck_employment_employer"),
        ),
        sa.CheckConstraint(
            "state IN ('stated', 'confirmed', 'refused', 'withdrawn')",
            name=op.f("ck_employment_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'refused') OR organisation_id IS NOT NULL",
            name=op.f("ck_employment_decided"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_employment_order")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user.id"], name=op.f("fk_employment_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_employment_organisation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_employment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment")),
    )
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_employment_organisation_id_state", ["organisation_id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_employment_user_id"), ["user_id"], unique=False)

    op.create_table(
        "exam_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("paper", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=True),
        sa.Column("proof_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "level IN ('junior', 'middle', 'senior')", name=op.f("ck_exam_pass_level")
        ),
        sa.CheckConstraint(
            "paper IN ('comprehensive', 'practice', 'law')", name=op.f("ck_exam_pass_paper")
        ),
        sa.CheckConstraint(
            "status IN ('claimed', 'document', 'verified', 'authority', 'rejected', 'expired')",
            name=op.f("ck_exam_pass_status"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_exam_pass_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_pass")),
        sa.UniqueConstraint(
            "user_id", "level", "paper", "year", name=op.f("uq_exam_pass_user_id_level_paper_year")
        ),
    )
    with op.batch_alter_table("exam_pass", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exam_pass_user_id"), ["user_id"], unique=False)

    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('checked', 'done', 'undone')", name=op.f("ck_import_batch_state")
        ),
        sa.ForeignKeyConstraint(["maker_id"], ["user.id"], name=op.f("fk_import_batch_maker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batch_maker_id"), ["maker_id"], unique=False)

    op.create_table(
        "instructor_page",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_instructor_page_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_instructor_page")),
    )
    op.create_table(
        "issue_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("started_by_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("source IN ('cohort', 'sitting')", name=op.f("ck_issue_run_source")),
        sa.ForeignKeyConstraint(
            ["started_by_id"], ["user.id"], name=op.f("fk_issue_run_started_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_run")),
    )
    with op.batch_alter_table("issue_run", schema=None) as batch_op:
        batch_op.create_index(
            "ix_issue_run_source_source_id", ["source", "source_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_issue_run_started_by_id"), ["started_by_id"], unique=False
        )
        batch_op.create_index(
            "uq_issue_run_one_open",
            ["source", "source_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "law_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("law_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=10), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["law_id"], ["law.id"], name=op.f("fk_law_version_law_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_version")),
        sa.UniqueConstraint("law_id", "version", name=op.f("uq_law_version_law_id_version")),
    )
    op.create_table(
        "link_policy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("force", sa.String(length=12), nullable=False),
        sa.Column("legal_basis", sa.String(length=500), nullable=False),
        sa.Column("basis_url", sa.String(length=300), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "confidence IN ('high', 'medium', 'low')", name=op.f("ck_link_policy_confidence")
        ),
        sa.CheckConstraint(
            "force <> 'in_force' OR kind NOT IN ('direct_award', 'subject_exemption') OR (substr(basis_url, 1, 8) = 'https://' AND length(basis_url) > 8)",
            name=op.f("ck_link_policy_pilot_has_address"),
        ),
        sa.CheckConstraint(
            "force <> 'in_force' OR trim(legal_basis) <> ''",
            name=op.f("ck_link_policy_legal_basis"),
        ),
        sa.CheckConstraint("force IN ('in_force', 'proposed')", name=op.f("ck_link_policy_force")),
        sa.CheckConstraint(
            "kind IN ('eligibility', 'experience_reduction', 'ce_credit', 'subject_exemption', 'direct_award')",
            name=op.f("ck_link_policy_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_link_policy_entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_policy")),
        sa.UniqueConstraint("code", name=op.f("uq_link_policy_code")),
    )
    op.create_table(
        "national_certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=True),
        sa.Column("number_sealed", sa.String(length=200), nullable=True),
        sa.Column("number_index", sa.String(length=64), nullable=True),
        sa.Column("number_last4", sa.String(length=4), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "level IN ('junior', 'middle', 'senior')", name=op.f("ck_national_certificate_level")
        ),
        sa.CheckConstraint(
            "status IN ('claimed', 'document', 'verified', 'authority', 'rejected', 'expired')",
            name=op.f("ck_national_certificate_status"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_national_certificate_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_national_certificate")),
        sa.UniqueConstraint(
            "user_id", "level", "region", name=op.f("uq_national_certificate_user_id_level_region")
        ),
    )
    with op.batch_alter_table("national_certificate", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_national_certificate_number_index"), ["number_index"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_national_certificate_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_notice_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_user_read", ["user_id", "read_at"], unique=False)

    op.create_table(
        "package_file",
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=400), nullable=False),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["package_id"],
            ["package.id"],
            name=op.f("fk_package_file_package_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_package_file_stored_file_id")
        ),
        sa.PrimaryKeyConstraint("package_id", "key", name=op.f("pk_package_file")),
    )
    with op.batch_alter_table("package_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_package_file_stored_file_id"), ["stored_file_id"], unique=False
        )

    op.create_table(
        "password_reset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_password_reset_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_password_reset_secret_hash")),
    )
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_reset_user_id"), ["user_id"], unique=False)

    op.create_table(
        "programme_map",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(length=120), nullable=False),
        sa.Column("edition", sa.String(length=16), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("pending", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_programme_map_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_programme_map_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_map")),
        sa.UniqueConstraint(
            "organisation_id",
            "programme",
            "edition",
            name=op.f("uq_programme_map_organisation_id_programme_edition"),
        ),
    )
    with op.batch_alter_table("programme_map", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_map_made_by_id"), ["made_by_id"], unique=False
        )

    op.create_table(
        "programme_recognition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_name", sa.String(length=120), nullable=True),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("match_kind", sa.String(length=8), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("counts_as", sa.String(length=16), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("authority", sa.String(length=120), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("source_url", sa.String(length=300), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "confidence IN ('high', 'medium', 'low')",
            name=op.f("ck_programme_recognition_confidence"),
        ),
        sa.CheckConstraint(
            "counts_as IN ('social_work', 'other')", name=op.f("ck_programme_recognition_counts_as")
        ),
        sa.CheckConstraint(
            "level IS NULL OR level IN ('secondary', 'associate', 'bachelor', 'master', 'doctor')",
            name=op.f("ck_programme_recognition_level"),
        ),
        sa.CheckConstraint(
            "match_kind IN ('code', 'name')", name=op.f("ck_programme_recognition_match_kind")
        ),
        sa.CheckConstraint("source <> ''", name=op.f("ck_programme_recognition_source")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_programme_recognition_order")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["user.id"], name=op.f("fk_programme_recognition_entered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_recognition")),
    )
    with op.batch_alter_table("programme_recognition", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_recognition_entered_by_id"), ["entered_by_id"], unique=False
        )
        batch_op.create_index(
            "ix_programme_recognition_match", ["match_kind", "value"], unique=False
        )

    op.create_table(
        "recording",
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["stored_file_id"],
            ["stored_file.id"],
            name=op.f("fk_recording_stored_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("stored_file_id", name=op.f("pk_recording")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_user_id"), ["user_id"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "candidate",
                "instructor",
                "item-editor",
                "item-reviewer",
                "marker",
                "registrar",
                "incubator-staff",
                "agency-manager",
                "exam-officer",
                "auditor",
                "administrator",
                name="role",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["user.id"], name=op.f("fk_role_grant_granted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_role_grant_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["user.id"], name=op.f("fk_role_grant_revoked_by_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_role_grant_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(
            "ix_role_grant_role_organisation_id", ["role", "organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_role_grant_user_id"), ["user_id"], unique=False)

    op.create_table(
        "ruleset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=30), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user.id"], name=op.f("fk_ruleset_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruleset")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_ruleset_code_version")),
        sa.UniqueConstraint("sha256", name=op.f("uq_ruleset_sha256")),
    )
    op.create_table(
        "share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=60), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("secret_index", sa.String(length=64), nullable=False),
        sa.Column("secret_sealed", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("ends_at > made_at", name=op.f("ck_share_order")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_share_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share")),
        sa.UniqueConstraint("secret_index", name=op.f("uq_share_secret_index")),
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_user_id"), ["user_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("user_agent", sa.String(length=300), nullable=False),
        sa.Column("ip", sa.String(length=45), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_user_id"), ["user_id"], unique=False)

    op.create_table(
        "test_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("specification_id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("plan_sha256", sa.String(length=64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("answer_key", sa.JSON(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("exam_year", sa.Integer(), nullable=False),
        sa.CheckConstraint("origin IN ('fixed', 'assembled')", name=op.f("ck_test_form_origin")),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["policy_version.id"], name=op.f("fk_test_form_policy_id")
        ),
        sa.ForeignKeyConstraint(
            ["specification_id"],
            ["test_specification.id"],
            name=op.f("fk_test_form_specification_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_form")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_test_form_code_version")),
    )
    with op.batch_alter_table("test_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_test_form_subject"), ["subject"], unique=False)

    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=43), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=True),
        sa.Column("stored_file_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint('"offset" >= 0 AND "offset" <= size', name=op.f("ck_upload_offset")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_upload_owner_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_upload_stored_file_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index("ix_upload_owner_state", ["owner_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_state"), ["state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_upload_stored_file_id"), ["stored_file_id"], unique=False
        )

    op.create_table(
        "verified_name",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name_sealed", sa.String(length=400), nullable=False),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_verified_name_user_id")),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["user.id"], name=op.f("fk_verified_name_verified_by_id")
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_verified_name")),
    )
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("asked_as", sa.String(length=120), nullable=False),
        sa.Column("contact_index", sa.String(length=64), nullable=True),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("covers_registration", sa.Boolean(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "step IN ('asked', 'consented', 'declined', 'withdrawn', 'ended')",
            name=op.f("ck_watch_step"),
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_watch_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_watch_organisation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_watch_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
    )
    with op.batch_alter_table("watch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_watch_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_watch_contact_index"), ["contact_index"], unique=False)
        batch_op.create_index(
            "ix_watch_organisation_id_asked_at", ["organisation_id", "asked_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_watch_user_id"), ["user_id"], unique=False)

    op.create_table(
        "work_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("employer", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "status IN ('claimed', 'document', 'verified', 'authority', 'rejected', 'expired')",
            name=op.f("ck_work_period_status"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_work_period_order")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_work_period_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_period")),
    )
    with op.batch_alter_table("work_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_period_user_id"), ["user_id"], unique=False)

    op.create_table(
        "ce_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("course_title", sa.JSON(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("jurisdiction", sa.String(length=8), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("basis", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("by_kind", sa.JSON(), nullable=False),
        sa.Column("check_terms", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("is_verified", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("basis IN ('whole', 'lessons')", name=op.f("ck_ce_rule_basis")),
        sa.CheckConstraint(
            "category IN ('training', 'degree', 'study')", name=op.f("ck_ce_rule_category")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'declined', 'recalled', 'ended')",
            name=op.f("ck_ce_rule_state"),
        ),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_ce_rule_minutes")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_ce_rule_dates")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_ce_rule_course_id")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_ce_rule_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_ce_rule_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["ce_provider.id"], name=op.f("fk_ce_rule_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ce_rule")),
    )
    with op.batch_alter_table("ce_rule", schema=None) as batch_op:
        batch_op.create_index("ix_ce_rule_course_id_state", ["course_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_ce_rule_provider_id"), ["provider_id"], unique=False)
        batch_op.create_index(
            "ix_ce_rule_state_proposed_at", ["state", "proposed_at"], unique=False
        )

    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("introduction", sa.Text(), nullable=False),
        sa.Column("exam_year", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("join_code", sa.String(length=12), nullable=False),
        sa.Column("is_joinable", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("copied_from_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'ended', 'cancelled')", name=op.f("ck_cohort_state")
        ),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_cohort_capacity")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_cohort_dates")),
        sa.ForeignKeyConstraint(
            ["copied_from_id"], ["cohort.id"], name=op.f("fk_cohort_copied_from_id")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_cohort_course_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_cohort_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("join_code", name=op.f("uq_cohort_join_code")),
    )
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_course_id"), ["course_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cohort_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index("ix_cohort_state_starts_on", ["state", "starts_on"], unique=False)

    op.create_table(
        "course_handover",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_handover_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_user_id"], ["user.id"], name=op.f("fk_course_handover_to_user_id")
        ),
        sa.PrimaryKeyConstraint("course_id", name=op.f("pk_course_handover")),
    )
    with op.batch_alter_table("course_handover", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_handover_to_user_id"), ["to_user_id"], unique=False
        )

    op.create_table(
        "course_maker",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_maker_course_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_course_maker_user_id")),
        sa.PrimaryKeyConstraint("course_id", "user_id", name=op.f("pk_course_maker")),
    )
    with op.batch_alter_table("course_maker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_maker_user_id"), ["user_id"], unique=False)

    op.create_table(
        "course_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_state", sa.String(length=8), nullable=False),
        sa.Column("refusal", sa.String(length=300), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("minor", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "text_state IN ('none', 'waiting', 'public', 'refused')",
            name=op.f("ck_course_rating_text_state"),
        ),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_course_rating_stars")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_rating_course_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_course_rating_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_rating")),
        sa.UniqueConstraint(
            "course_id", "user_id", name=op.f("uq_course_rating_course_id_user_id")
        ),
    )
    with op.batch_alter_table("course_rating", schema=None) as batch_op:
        batch_op.create_index(
            "ix_course_rating_text_state", ["text_state", "changed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_course_rating_user_id"), ["user_id"], unique=False)

    op.create_table(
        "course_teacher",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("can_edit", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_teacher_course_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_course_teacher_user_id")),
        sa.PrimaryKeyConstraint("course_id", "user_id", name=op.f("pk_course_teacher")),
    )
    with op.batch_alter_table("course_teacher", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_course_teacher_user_id"), ["user_id"], unique=False)

    op.create_table(
        "course_topic",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=12), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("second", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.Column("hidden_at", sa.BigInteger(), nullable=True),
        sa.Column("hidden_reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_course_topic_author_id")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_topic_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_topic")),
    )
    with op.batch_alter_table("course_topic", schema=None) as batch_op:
        batch_op.create_index(
            "ix_course_topic_author_id_made_at", ["author_id", "made_at"], unique=False
        )
        batch_op.create_index(
            "ix_course_topic_course_id_lesson_key", ["course_id", "lesson_key"], unique=False
        )

    op.create_table(
        "course_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=True),
        sa.Column("minor", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'in-review', 'published', 'superseded')",
            name=op.f("ck_course_version_state"),
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_version_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["user.id"], name=op.f("fk_course_version_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_version")),
        sa.UniqueConstraint(
            "course_id", "major", "minor", name=op.f("uq_course_version_course_id_major_minor")
        ),
    )
    with op.batch_alter_table("course_version", schema=None) as batch_op:
        batch_op.create_index(
            "ix_course_version_course_id_state", ["course_id", "state"], unique=False
        )

    op.create_table(
        "credential_basis",
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('degree', 'work', 'certificate', 'pass', 'decision', 'attempt', 'credential')",
            name=op.f("ck_credential_basis_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credential.id"], name=op.f("fk_credential_basis_credential_id")
        ),
        sa.PrimaryKeyConstraint(
            "credential_id", "kind", "subject_id", name=op.f("pk_credential_basis")
        ),
    )
    with op.batch_alter_table("credential_basis", schema=None) as batch_op:
        batch_op.create_index(
            "ix_credential_basis_kind_subject_id", ["kind", "subject_id"], unique=False
        )

    op.create_table(
        "credential_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name=op.f("fk_credential_event_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credential.id"], name=op.f("fk_credential_event_credential_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_event")),
    )
    with op.batch_alter_table("credential_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_credential_event_credential_id"), ["credential_id"], unique=False
        )

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ruleset_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("facts_sha256", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('eligible', 'eligible_if_verified', 'eligible_later', 'eligible_later_if_verified', 'not_eligible')",
            name=op.f("ck_decision_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_decision_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["ruleset_id"], ["ruleset.id"], name=op.f("fk_decision_ruleset_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_decision_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("user_id", "number", name=op.f("uq_decision_user_id_number")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_ruleset_id"), ["ruleset_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_user_id"), ["user_id"], unique=False)

    op.create_table(
        "degree_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("institution_name", sa.String(length=120), nullable=False),
        sa.Column("major_as_printed", sa.String(length=120), nullable=False),
        sa.Column("major_code", sa.String(length=12), nullable=False),
        sa.Column("catalogue_version", sa.String(length=12), nullable=False),
        sa.Column("is_social_work", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("enrolled_on", sa.Date(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("recheck_on", sa.Date(), nullable=True),
        sa.Column("recognition_id", sa.Integer(), nullable=True),
        sa.Column("number_sealed", sa.String(length=200), nullable=True),
        sa.Column("number_index", sa.String(length=64), nullable=True),
        sa.Column("number_last4", sa.String(length=4), nullable=True),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('graduation', 'degree', 'completion')", name=op.f("ck_degree_record_kind")
        ),
        sa.CheckConstraint(
            "level IN ('secondary', 'associate', 'bachelor', 'master', 'doctor')",
            name=op.f("ck_degree_record_level"),
        ),
        sa.CheckConstraint(
            "mode IN ('full_time', 'part_time')", name=op.f("ck_degree_record_mode")
        ),
        sa.CheckConstraint(
            "status IN ('claimed', 'document', 'verified', 'authority', 'rejected', 'expired')",
            name=op.f("ck_degree_record_status"),
        ),
        sa.CheckConstraint(
            "awarded_on IS NOT NULL OR expected_on IS NOT NULL", name=op.f("ck_degree_record_dates")
        ),
        sa.CheckConstraint(
            "awarded_on IS NULL OR awarded_on > enrolled_on", name=op.f("ck_degree_record_order")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_degree_record_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["recognition_id"],
            ["programme_recognition.id"],
            name=op.f("fk_degree_record_recognition_id"),
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"], ["degree_record.id"], name=op.f("fk_degree_record_supersedes_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_degree_record_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_degree_record")),
    )
    with op.batch_alter_table("degree_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_degree_record_number_index"), ["number_index"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_degree_record_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_degree_record_recognition_id"), ["recognition_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_degree_record_user_id"), ["user_id"], unique=False)

    op.create_table(
        "document_page",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("small_width", sa.Integer(), nullable=False),
        sa.Column("small_file_id", sa.Integer(), nullable=False),
        sa.Column("large_file_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.stored_file_id"],
            name=op.f("fk_document_page_document_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["large_file_id"], ["stored_file.id"], name=op.f("fk_document_page_large_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["small_file_id"], ["stored_file.id"], name=op.f("fk_document_page_small_file_id")
        ),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_document_page")),
    )
    with op.batch_alter_table("document_page", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_document_page_large_file_id"), ["large_file_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_document_page_small_file_id"), ["small_file_id"], unique=False
        )

    op.create_table(
        "employment_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("employment_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "act IN ('state', 'confirm', 'refuse', 'withdraw', 'end')",
            name=op.f("ck_employment_event_act"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name=op.f("fk_employment_event_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["employment_id"],
            ["employment.id"],
            name=op.f("fk_employment_event_employment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employment_event")),
    )
    with op.batch_alter_table("employment_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_employment_event_employment_id"), ["employment_id"], unique=False
        )

    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.Column("last_lesson_key", sa.String(length=12), nullable=True),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_enrolment_course_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_enrolment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("user_id", "course_id", name=op.f("uq_enrolment_user_id_course_id")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_course_id"), ["course_id"], unique=False)

    op.create_table(
        "import_entry",
        sa.Column("import_batch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("previous_number", sa.Integer(), nullable=False),
        sa.Column("previous_status", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_batch_id"], ["import_batch.id"], name=op.f("fk_import_entry_import_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["bank_item.id"], name=op.f("fk_import_entry_item_id")
        ),
        sa.PrimaryKeyConstraint("import_batch_id", "position", name=op.f("pk_import_entry")),
    )
    with op.batch_alter_table("import_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_entry_item_id"), ["item_id"], unique=False)

    op.create_table(
        "issue_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'refused') = (reason <> '')", name=op.f("ck_issue_row_reason")
        ),
        sa.CheckConstraint(
            "(state IN ('issued', 'held')) = (credential_id IS NOT NULL)",
            name=op.f("ck_issue_row_credential"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'issued', 'held', 'refused')", name=op.f("ck_issue_row_state")
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credential.id"], name=op.f("fk_issue_row_credential_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["issue_run.id"], name=op.f("fk_issue_row_run_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_issue_row_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue_row")),
        sa.UniqueConstraint("run_id", "user_id", name=op.f("uq_issue_row_run_id_user_id")),
    )
    with op.batch_alter_table("issue_row", schema=None) as batch_op:
        batch_op.create_index("ix_issue_row_run_id_state", ["run_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_issue_row_user_id"), ["user_id"], unique=False)

    op.create_table(
        "item_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=8), nullable=True),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("chapter", sa.String(length=24), nullable=False),
        sa.Column("expected_facility", sa.Float(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind IN ('single', 'multiple', 'case', 'design', 'essay')",
            name=op.f("ck_item_revision_kind"),
        ),
        sa.CheckConstraint(
            "level IN ('recall', 'understand', 'apply')", name=op.f("ck_item_revision_level")
        ),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["user.id"], name=op.f("fk_item_revision_editor_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["bank_item.id"], name=op.f("fk_item_revision_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_revision")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_item_revision_item_id_number")),
    )
    with op.batch_alter_table("item_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_revision_chapter"), ["chapter"], unique=False)

    op.create_table(
        "lesson_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=12), nullable=False),
        sa.Column("at_seconds", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_lesson_note_course_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_lesson_note_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_note")),
    )
    with op.batch_alter_table("lesson_note", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lesson_note_user_id_course_id", ["user_id", "course_id"], unique=False
        )

    op.create_table(
        "lesson_progress",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("position_at", sa.BigInteger(), nullable=True),
        sa.Column("covered", sa.JSON(), nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_lesson_progress_course_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_lesson_progress_user_id")),
        sa.PrimaryKeyConstraint(
            "user_id", "course_id", "lesson_key", name=op.f("pk_lesson_progress")
        ),
    )
    op.create_table(
        "map_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_map_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("course", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_map_id"], ["programme_map.id"], name=op.f("fk_map_entry_programme_map_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_entry")),
        sa.UniqueConstraint(
            "programme_map_id",
            "code",
            "course",
            name=op.f("uq_map_entry_programme_map_id_code_course"),
        ),
    )
    op.create_table(
        "package_registration",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=12), nullable=False),
        sa.Column("sco", sa.String(length=200), nullable=False),
        sa.Column("launch", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("completion", sa.String(length=16), nullable=False),
        sa.Column("success", sa.String(length=8), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("seconds_before", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_package_registration_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_package_registration_user_id")
        ),
        sa.PrimaryKeyConstraint(
            "user_id", "course_id", "lesson_key", "sco", name=op.f("pk_package_registration")
        ),
    )
    op.create_table(
        "presence_check",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=12), nullable=False),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("asked_place", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_presence_check_course_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_presence_check_user_id")),
        sa.PrimaryKeyConstraint(
            "user_id", "course_id", "lesson_key", name=op.f("pk_presence_check")
        ),
    )
    op.create_table(
        "register_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("lookup", sa.String(length=64), nullable=True),
        sa.Column("text_version", sa.String(length=10), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(lookup IS NULL) = (withdrawn_at IS NOT NULL)",
            name=op.f("ck_register_entry_withdrawn"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["national_certificate.id"],
            name=op.f("fk_register_entry_certificate_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_register_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
    )
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_register_entry_certificate_id"), ["certificate_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_register_entry_lookup"), ["lookup"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_entry_user_id"), ["user_id"], unique=False)

    op.create_table(
        "registration_cycle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("body", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("proof_sealed", sa.String(length=200), nullable=True),
        sa.Column("proof_last4", sa.String(length=4), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('first', 'renewal')", name=op.f("ck_registration_cycle_kind")),
        sa.CheckConstraint(
            "state IN ('not_applied', 'pending', 'first_passed', 'first_refused', 'final_passed', 'final_refused', 'registered', 'issued')",
            name=op.f("ck_registration_cycle_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('registered', 'issued') OR starts_on IS NOT NULL",
            name=op.f("ck_registration_cycle_registered"),
        ),
        sa.CheckConstraint(
            "(starts_on IS NULL) = (ends_on IS NULL)", name=op.f("ck_registration_cycle_dates")
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_registration_cycle_order")),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["national_certificate.id"],
            name=op.f("fk_registration_cycle_certificate_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_registration_cycle_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_cycle")),
        sa.UniqueConstraint(
            "certificate_id", "number", name=op.f("uq_registration_cycle_certificate_id_number")
        ),
        sa.UniqueConstraint(
            "certificate_id",
            "starts_on",
            name=op.f("uq_registration_cycle_certificate_id_starts_on"),
        ),
    )
    with op.batch_alter_table("registration_cycle", schema=None) as batch_op:
        batch_op.create_index("ix_registration_cycle_ends_on", ["ends_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_registration_cycle_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "registration_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('first', 'renewal')", name=op.f("ck_registration_reminder_kind")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["national_certificate.id"],
            name=op.f("fk_registration_reminder_certificate_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_reminder")),
        sa.UniqueConstraint(
            "certificate_id",
            "due_on",
            "days",
            name=op.f("uq_registration_reminder_certificate_id_due_on_days"),
        ),
    )
    op.create_table(
        "rendition",
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=True),
        sa.Column("pieces_file_id", sa.Integer(), nullable=True),
        sa.Column("playlist", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'made', 'failed')", name=op.f("ck_rendition_state")
        ),
        sa.ForeignKeyConstraint(
            ["pieces_file_id"], ["stored_file.id"], name=op.f("fk_rendition_pieces_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recording.stored_file_id"],
            name=op.f("fk_rendition_recording_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_rendition_stored_file_id")
        ),
        sa.PrimaryKeyConstraint("recording_id", "name", name=op.f("pk_rendition")),
    )
    with op.batch_alter_table("rendition", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rendition_pieces_file_id"), ["pieces_file_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_rendition_stored_file_id"), ["stored_file_id"], unique=False
        )

    op.create_table(
        "share_credential",
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credential.id"], name=op.f("fk_share_credential_credential_id")
        ),
        sa.ForeignKeyConstraint(
            ["share_id"], ["share.id"], name=op.f("fk_share_credential_share_id")
        ),
        sa.PrimaryKeyConstraint("share_id", "credential_id", name=op.f("pk_share_credential")),
    )
    with op.batch_alter_table("share_credential", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_share_credential_credential_id"), ["credential_id"], unique=False
        )

    op.create_table(
        "share_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("viewer_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "device IN ('phone', 'tablet', 'computer', 'program')",
            name=op.f("ck_share_view_device"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_share_view_organisation_id")
        ),
        sa.ForeignKeyConstraint(["share_id"], ["share.id"], name=op.f("fk_share_view_share_id")),
        sa.ForeignKeyConstraint(["viewer_id"], ["user.id"], name=op.f("fk_share_view_viewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_view")),
    )
    with op.batch_alter_table("share_view", schema=None) as batch_op:
        batch_op.create_index("ix_share_view_share_id_at", ["share_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_share_view_viewer_id"), ["viewer_id"], unique=False)

    op.create_table(
        "sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("test_form_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("grace_seconds", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=True),
        sa.Column("last_start_at", sa.BigInteger(), nullable=True),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.Column("needs_seat", sa.Boolean(), nullable=False),
        sa.Column("access_code", sa.String(length=32), nullable=True),
        sa.Column("is_shuffled", sa.Boolean(), nullable=False),
        sa.Column("earliest_hand_in_minutes", sa.Integer(), nullable=False),
        sa.Column("most_attempts", sa.Integer(), nullable=True),
        sa.Column("feedback_after_hand_in", sa.String(length=8), nullable=False),
        sa.Column("feedback_after_close", sa.String(length=8), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "feedback_after_close IN ('nothing', 'score', 'review')",
            name=op.f("ck_sitting_after_close"),
        ),
        sa.CheckConstraint(
            "feedback_after_hand_in IN ('nothing', 'score', 'review')",
            name=op.f("ck_sitting_after_hand_in"),
        ),
        sa.CheckConstraint("kind IN ('self_service', 'organised')", name=op.f("ck_sitting_kind")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_sitting_created_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_sitting_organisation_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_sitting_owner_id")),
        sa.ForeignKeyConstraint(
            ["test_form_id"], ["test_form.id"], name=op.f("fk_sitting_test_form_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sitting")),
    )
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.create_index("ix_sitting_kind_closes_at", ["kind", "closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sitting_test_form_id"), ["test_form_id"], unique=False)

    op.create_table(
        "watch_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("watch_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("word", sa.String(length=24), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credential.id"], name=op.f("fk_watch_alert_credential_id")
        ),
        sa.ForeignKeyConstraint(["watch_id"], ["watch.id"], name=op.f("fk_watch_alert_watch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_alert")),
        sa.UniqueConstraint("watch_id", "about", name=op.f("uq_watch_alert_watch_id_about")),
    )
    with op.batch_alter_table("watch_alert", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_watch_alert_credential_id"), ["credential_id"], unique=False
        )

    op.create_table(
        "watched_credential",
        sa.Column("watch_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["credential_id"], ["credential.id"], name=op.f("fk_watched_credential_credential_id")
        ),
        sa.ForeignKeyConstraint(
            ["watch_id"], ["watch.id"], name=op.f("fk_watched_credential_watch_id")
        ),
        sa.PrimaryKeyConstraint("watch_id", "credential_id", name=op.f("pk_watched_credential")),
    )
    with op.batch_alter_table("watched_credential", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_watched_credential_credential_id"), ["credential_id"], unique=False
        )

    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("test_form_id", sa.Integer(), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("shuffle_seed", sa.String(length=32), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("deadline_at", sa.BigInteger(), nullable=True),
        sa.Column("extra_seconds", sa.Integer(), nullable=False),
        sa.Column("outage_seconds", sa.Integer(), nullable=False),
        sa.Column("paused_seconds", sa.Integer(), nullable=False),
        sa.Column("paused_at", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("finish_reason", sa.String(length=24), nullable=True),
        sa.Column("late_counted_at", sa.BigInteger(), nullable=True),
        sa.Column("lease_number", sa.Integer(), nullable=False),
        sa.Column("lease_device", sa.String(length=64), nullable=True),
        sa.Column("lease_taken_at", sa.BigInteger(), nullable=True),
        sa.Column("lease_seen_at", sa.BigInteger(), nullable=True),
        sa.Column("lease_sequence", sa.Integer(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("chain_head", sa.String(length=64), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("is_passed", sa.Boolean(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("policy", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "finish_reason IN ('handed_in', 'collected', 'closed_by_officer')",
            name=op.f("ck_attempt_finish_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('created', 'running', 'paused', 'submitted', 'voided')",
            name=op.f("ck_attempt_state"),
        ),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["user.id"], name=op.f("fk_attempt_candidate_id")
        ),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_attempt_sitting_id")),
        sa.ForeignKeyConstraint(
            ["test_form_id"], ["test_form.id"], name=op.f("fk_attempt_test_form_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint(
            "sitting_id",
            "candidate_id",
            "ordinal",
            name=op.f("uq_attempt_sitting_id_candidate_id_ordinal"),
        ),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attempt_candidate_id_test_form_id", ["candidate_id", "test_form_id"], unique=False
        )
        batch_op.create_index(
            "ix_attempt_state_deadline_at", ["state", "deadline_at"], unique=False
        )
        batch_op.create_index(
            "ix_attempt_test_form_id_is_first_score",
            ["test_form_id", "is_first", "score"],
            unique=False,
        )

    op.create_table(
        "blind_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_revision_id", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("doubt", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_revision_id"],
            ["item_revision.id"],
            name=op.f("fk_blind_answer_item_revision_id"),
        ),
        sa.ForeignKeyConstraint(["reader_id"], ["user.id"], name=op.f("fk_blind_answer_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blind_answer")),
        sa.UniqueConstraint(
            "item_revision_id", "reader_id", name=op.f("uq_blind_answer_item_revision_id_reader_id")
        ),
    )
    with op.batch_alter_table("blind_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blind_answer_reader_id"), ["reader_id"], unique=False)

    op.create_table(
        "ce_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("provider", sa.String(length=120), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(length=12), nullable=True),
        sa.Column("source_key", sa.String(length=80), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "category IN ('training', 'degree', 'study')", name=op.f("ck_ce_entry_category")
        ),
        sa.CheckConstraint(
            "(corrects_id IS NULL AND minutes > 0) OR (corrects_id IS NOT NULL AND minutes <> 0)",
            name=op.f("ck_ce_entry_minutes"),
        ),
        sa.CheckConstraint("(rule_id IS NULL) = (unit IS NULL)", name=op.f("ck_ce_entry_unit")),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["ce_entry.id"], name=op.f("fk_ce_entry_corrects_id")
        ),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_ce_entry_course_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_ce_entry_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["ce_rule.id"], name=op.f("fk_ce_entry_rule_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_ce_entry_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ce_entry")),
        sa.UniqueConstraint(
            "user_id", "course_id", "unit", name=op.f("uq_ce_entry_user_id_course_id_unit")
        ),
        sa.UniqueConstraint("user_id", "number", name=op.f("uq_ce_entry_user_id_number")),
        sa.UniqueConstraint("user_id", "source_key", name=op.f("uq_ce_entry_user_id_source_key")),
    )
    with op.batch_alter_table("ce_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ce_entry_corrects_id"), ["corrects_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ce_entry_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ce_entry_rule_id"), ["rule_id"], unique=False)
        batch_op.create_index(
            "ix_ce_entry_user_id_earned_on", ["user_id", "earned_on"], unique=False
        )

    op.create_table(
        "check_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("rule_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("right_count", sa.Integer(), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_check_try_course_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["ce_rule.id"], name=op.f("fk_check_try_rule_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_check_try_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_try")),
        sa.UniqueConstraint(
            "user_id",
            "course_id",
            "rule_id",
            "number",
            name=op.f("uq_check_try_user_id_course_id_rule_id_number"),
        ),
    )
    with op.batch_alter_table("check_try", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_try_course_id"), ["course_id"], unique=False)

    op.create_table(
        "cohort_announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_cohort_announcement_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_announcement_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_announcement")),
    )
    with op.batch_alter_table("cohort_announcement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cohort_announcement_cohort_id"), ["cohort_id"], unique=False
        )

    op.create_table(
        "cohort_deadline",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=12), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohort.id"],
            name=op.f("fk_cohort_deadline_cohort_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("cohort_id", "lesson_key", name=op.f("pk_cohort_deadline")),
    )
    op.create_table(
        "cohort_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("contact_encrypted", sa.String(length=600), nullable=False),
        sa.Column("contact_index", sa.String(length=64), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohort.id"],
            name=op.f("fk_cohort_invitation_cohort_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["user.id"], name=op.f("fk_cohort_invitation_invited_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_invitation")),
        sa.UniqueConstraint(
            "cohort_id", "contact_index", name=op.f("uq_cohort_invitation_cohort_id_contact_index")
        ),
    )
    with op.batch_alter_table("cohort_invitation", schema=None) as batch_op:
        batch_op.create_index("ix_cohort_invitation_contact_index", ["contact_index"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cohort_invitation_invited_by_id"), ["invited_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cohort_invitation_made_at"), ["made_at"], unique=False)

    op.create_table(
        "cohort_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("rows_encrypted", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_list_cohort_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_cohort_list_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_list")),
    )
    with op.batch_alter_table("cohort_list", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_list_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohort_list_made_at"), ["made_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohort_list_made_by_id"), ["made_by_id"], unique=False)

    op.create_table(
        "cohort_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("join_url", sa.String(length=500), nullable=False),
        sa.Column("replay_url", sa.String(length=500), nullable=False),
        sa.Column("lesson_key", sa.String(length=12), nullable=True),
        sa.Column("attendance_code", sa.String(length=8), nullable=True),
        sa.Column("code_opened_at", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_cohort_meeting_times")),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohort.id"],
            name=op.f("fk_cohort_meeting_cohort_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_meeting")),
    )
    with op.batch_alter_table("cohort_meeting", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cohort_meeting_cohort_id_starts_at", ["cohort_id", "starts_at"], unique=False
        )

    op.create_table(
        "cohort_membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("sent_by_organisation_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "state IN ('in', 'waiting', 'left', 'removed')", name=op.f("ck_cohort_membership_state")
        ),
        sa.CheckConstraint(
            "way IN ('code', 'list', 'invitation', 'agency', 'teacher')",
            name=op.f("ck_cohort_membership_way"),
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_membership_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_organisation_id"],
            ["organisation.id"],
            name=op.f("fk_cohort_membership_sent_by_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_cohort_membership_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_membership")),
        sa.UniqueConstraint(
            "cohort_id", "user_id", name=op.f("uq_cohort_membership_cohort_id_user_id")
        ),
    )
    with op.batch_alter_table("cohort_membership", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cohort_membership_cohort_id_state", ["cohort_id", "state", "since"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cohort_membership_sent_by_organisation_id"),
            ["sent_by_organisation_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_cohort_membership_user_id"), ["user_id"], unique=False)

    op.create_table(
        "cohort_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_cohort_message_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_message_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_message")),
        sa.UniqueConstraint("token", name=op.f("uq_cohort_message_token")),
    )
    with op.batch_alter_table("cohort_message", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cohort_message_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            "ix_cohort_message_cohort_id_made_at", ["cohort_id", "made_at"], unique=False
        )

    op.create_table(
        "cohort_sitting",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_sitting_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["sitting_id"], ["sitting.id"], name=op.f("fk_cohort_sitting_sitting_id")
        ),
        sa.PrimaryKeyConstraint("cohort_id", "sitting_id", name=op.f("pk_cohort_sitting")),
    )
    op.create_table(
        "cohort_teacher",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("is_leader", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohort.id"],
            name=op.f("fk_cohort_teacher_cohort_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_cohort_teacher_user_id")),
        sa.PrimaryKeyConstraint("cohort_id", "user_id", name=op.f("pk_cohort_teacher")),
    )
    with op.batch_alter_table("cohort_teacher", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_teacher_user_id"), ["user_id"], unique=False)

    op.create_table(
        "course_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["course_version.id"],
            name=op.f("fk_course_section_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_section")),
    )
    with op.batch_alter_table("course_section", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_section_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "decision_evidence",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("record_kind", sa.String(length=12), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("assurance", sa.String(length=12), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("verification_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "assurance IN ('claimed', 'document', 'verified', 'authority')",
            name=op.f("ck_decision_evidence_assurance"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_evidence_decision_id")
        ),
        sa.PrimaryKeyConstraint("decision_id", "position", name=op.f("pk_decision_evidence")),
    )
    op.create_table(
        "degree_batch_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("degree_id", sa.Integer(), nullable=True),
        sa.Column("name_sealed", sa.String(length=400), nullable=False),
        sa.Column("name_index", sa.String(length=64), nullable=True),
        sa.Column("person_index", sa.String(length=64), nullable=True),
        sa.Column("number_index", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('graduation', 'degree', 'completion')", name=op.f("ck_degree_batch_row_kind")
        ),
        sa.CheckConstraint(
            "state IN ('offered', 'claimed', 'refused', 'withdrawn', 'left')",
            name=op.f("ck_degree_batch_row_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('offered', 'withdrawn') OR answered_by_id IS NULL",
            name=op.f("ck_degree_batch_row_answered"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('withdrawn', 'left') OR (degree_id IS NULL AND name_sealed = '' AND name_index IS NULL AND person_index IS NULL AND number_index IS NULL)",
            name=op.f("ck_degree_batch_row_emptied"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_degree_batch_row_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["degree_batch.id"], name=op.f("fk_degree_batch_row_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["degree_id"], ["degree_record.id"], name=op.f("fk_degree_batch_row_degree_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_degree_batch_row")),
        sa.UniqueConstraint("degree_id", name=op.f("uq_degree_batch_row_degree_id")),
        sa.UniqueConstraint("number_index", name=op.f("uq_degree_batch_row_number_index")),
    )
    with op.batch_alter_table("degree_batch_row", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_degree_batch_row_answered_by_id"), ["answered_by_id"], unique=False
        )
        batch_op.create_index(
            "ix_degree_batch_row_batch_id_number", ["batch_id", "number"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_degree_batch_row_person_index"), ["person_index"], unique=False
        )

    op.create_table(
        "desk_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("degree_id", sa.Integer(), nullable=True),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("pass_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'second', 'answered', 'settled')", name=op.f("ck_desk_case_state")
        ),
        sa.CheckConstraint(
            "CASE WHEN degree_id IS NULL THEN 0 ELSE 1 END + CASE WHEN work_id IS NULL THEN 0 ELSE 1 END + CASE WHEN certificate_id IS NULL THEN 0 ELSE 1 END + CASE WHEN pass_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_desk_case_one_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["national_certificate.id"],
            name=op.f("fk_desk_case_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["degree_id"], ["degree_record.id"], name=op.f("fk_desk_case_degree_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_desk_case_organisation_id")
        ),
        sa.ForeignKeyConstraint(["pass_id"], ["exam_pass.id"], name=op.f("fk_desk_case_pass_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_desk_case_user_id")),
        sa.ForeignKeyConstraint(["work_id"], ["work_period.id"], name=op.f("fk_desk_case_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_case")),
    )
    with op.batch_alter_table("desk_case", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_desk_case_certificate_id"), ["certificate_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_desk_case_degree_id"), ["degree_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_desk_case_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_desk_case_pass_id"), ["pass_id"], unique=False)
        batch_op.create_index("ix_desk_case_state_asked_at", ["state", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_case_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_desk_case_work_id"), ["work_id"], unique=False)
        batch_op.create_index("uq_desk_case_certificate_id", ["certificate_id"], unique=True)
        batch_op.create_index("uq_desk_case_degree_id", ["degree_id"], unique=True)
        batch_op.create_index("uq_desk_case_pass_id", ["pass_id"], unique=True)
        batch_op.create_index("uq_desk_case_work_id", ["work_id"], unique=True)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=True),
        sa.Column("key_sealed", sa.String(length=200), nullable=True),
        sa.Column("code_sealed", sa.String(length=200), nullable=True),
        sa.Column("code_index", sa.String(length=64), nullable=True),
        sa.Column("code_last4", sa.String(length=4), nullable=True),
        sa.Column("code_expires_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.Column("degree_id", sa.Integer(), nullable=True),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("pass_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "erased_at IS NULL OR (key_sealed IS NULL AND stored_file_id IS NULL AND code_sealed IS NULL AND code_index IS NULL AND file_name = '')",
            name=op.f("ck_evidence_erased"),
        ),
        sa.CheckConstraint(
            "kind IN ('chsi_report', 'degree_report', 'diploma_scan', 'cscse_certificate', 'university_batch', 'exam_score_page', 'national_certificate', 'employer_letter')",
            name=op.f("ck_evidence_kind"),
        ),
        sa.CheckConstraint(
            "(stored_file_id IS NULL) = (key_sealed IS NULL)", name=op.f("ck_evidence_key")
        ),
        sa.CheckConstraint(
            "CASE WHEN degree_id IS NULL THEN 0 ELSE 1 END + CASE WHEN work_id IS NULL THEN 0 ELSE 1 END + CASE WHEN certificate_id IS NULL THEN 0 ELSE 1 END + CASE WHEN pass_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_evidence_one_subject"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["national_certificate.id"], name=op.f("fk_evidence_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["degree_id"], ["degree_record.id"], name=op.f("fk_evidence_degree_id")
        ),
        sa.ForeignKeyConstraint(["pass_id"], ["exam_pass.id"], name=op.f("fk_evidence_pass_id")),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_evidence_stored_file_id")
        ),
        sa.ForeignKeyConstraint(["work_id"], ["work_period.id"], name=op.f("fk_evidence_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evidence_certificate_id"), ["certificate_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_evidence_code_index"), ["code_index"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_degree_id"), ["degree_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_pass_id"), ["pass_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_evidence_stored_file_id"), ["stored_file_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_evidence_work_id"), ["work_id"], unique=False)

    op.create_table(
        "exercise_response",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=12), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("item_revision_id", sa.Integer(), nullable=False),
        sa.Column("selected", sa.String(length=8), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_exercise_response_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["bank_item.id"], name=op.f("fk_exercise_response_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_revision_id"],
            ["item_revision.id"],
            name=op.f("fk_exercise_response_item_revision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_exercise_response_user_id")
        ),
        sa.PrimaryKeyConstraint(
            "user_id", "course_id", "lesson_key", "item_id", name=op.f("pk_exercise_response")
        ),
    )
    op.create_table(
        "item_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_revision_id", sa.Integer(), nullable=False),
        sa.Column("reader", sa.String(length=80), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("is_second_defensible", sa.Boolean(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reader_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_revision_id"], ["item_revision.id"], name=op.f("fk_item_review_item_revision_id")
        ),
        sa.ForeignKeyConstraint(["reader_id"], ["user.id"], name=op.f("fk_item_review_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_review")),
    )
    with op.batch_alter_table("item_review", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_item_review_item_revision_id"), ["item_revision_id"], unique=False
        )

    op.create_table(
        "law_anchor",
        sa.Column("item_revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("law_version_id", sa.Integer(), nullable=False),
        sa.Column("article", sa.String(length=16), nullable=False),
        sa.Column("phrase", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_revision_id"], ["item_revision.id"], name=op.f("fk_law_anchor_item_revision_id")
        ),
        sa.ForeignKeyConstraint(
            ["law_version_id"], ["law_version.id"], name=op.f("fk_law_anchor_law_version_id")
        ),
        sa.PrimaryKeyConstraint("item_revision_id", "position", name=op.f("pk_law_anchor")),
    )
    with op.batch_alter_table("law_anchor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_law_anchor_law_version_id"), ["law_version_id"], unique=False
        )

    op.create_table(
        "registration_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('not_applied', 'pending', 'first_passed', 'first_refused', 'final_passed', 'final_refused', 'registered', 'issued')",
            name=op.f("ck_registration_step_state"),
        ),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["registration_cycle.id"],
            name=op.f("fk_registration_step_cycle_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_step")),
    )
    with op.batch_alter_table("registration_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_registration_step_cycle_id"), ["cycle_id"], unique=False
        )

    op.create_table(
        "revision_knowledge",
        sa.Column("item_revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_revision_id"],
            ["item_revision.id"],
            name=op.f("fk_revision_knowledge_item_revision_id"),
        ),
        sa.PrimaryKeyConstraint("item_revision_id", "position", name=op.f("pk_revision_knowledge")),
    )
    with op.batch_alter_table("revision_knowledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_revision_knowledge_code"), ["code"], unique=False)

    op.create_table(
        "seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sitting_id", sa.Integer(), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("extra_seconds", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["user.id"], name=op.f("fk_seat_candidate_id")),
        sa.ForeignKeyConstraint(["sitting_id"], ["sitting.id"], name=op.f("fk_seat_sitting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint(
            "sitting_id", "candidate_id", name=op.f("uq_seat_sitting_id_candidate_id")
        ),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seat_candidate_id"), ["candidate_id"], unique=False)

    op.create_table(
        "test_form_slot",
        sa.Column("test_form_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("item_revision_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_revision_id"],
            ["item_revision.id"],
            name=op.f("fk_test_form_slot_item_revision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["test_form_id"], ["test_form.id"], name=op.f("fk_test_form_slot_test_form_id")
        ),
        sa.PrimaryKeyConstraint("test_form_id", "slot", name=op.f("pk_test_form_slot")),
    )
    with op.batch_alter_table("test_form_slot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_test_form_slot_item_revision_id"), ["item_revision_id"], unique=False
        )

    op.create_table(
        "topic_reply",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("is_by_instructor", sa.Boolean(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("edited_at", sa.BigInteger(), nullable=True),
        sa.Column("hidden_at", sa.BigInteger(), nullable=True),
        sa.Column("hidden_reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_topic_reply_author_id")),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["course_topic.id"],
            name=op.f("fk_topic_reply_topic_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_reply")),
    )
    with op.batch_alter_table("topic_reply", schema=None) as batch_op:
        batch_op.create_index(
            "ix_topic_reply_author_id_made_at", ["author_id", "made_at"], unique=False
        )
        batch_op.create_index(
            "ix_topic_reply_topic_id_is_by_instructor",
            ["topic_id", "is_by_instructor"],
            unique=False,
        )
        batch_op.create_index(
            "uq_topic_reply_accepted",
            ["topic_id"],
            unique=True,
            sqlite_where=sa.text("is_accepted = 1"),
            postgresql_where=sa.text("is_accepted"),
        )

    op.create_table(
        "version_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=12), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answers_id"],
            ["version_comment.id"],
            name=op.f("fk_version_comment_answers_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_version_comment_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["resolved_by_id"], ["user.id"], name=op.f("fk_version_comment_resolved_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["course_version.id"],
            name=op.f("fk_version_comment_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version_comment")),
    )
    with op.batch_alter_table("version_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_version_comment_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "answer_event",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("lease_number", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("selected", sa.String(length=8), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("struck", sa.String(length=8), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("client_at", sa.BigInteger(), nullable=False),
        sa.Column("server_at", sa.BigInteger(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_grace", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_stray", sa.Boolean(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_answer_event_attempt_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "lease_number", "seq", name=op.f("pk_answer_event")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "attempt_lease",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_lease_attempt_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "number", name=op.f("pk_attempt_lease")),
    )
    op.create_table(
        "ce_allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("allocated_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cycle_id"],
            ["registration_cycle.id"],
            name=op.f("fk_ce_allocation_cycle_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ce_entry.id"], name=op.f("fk_ce_allocation_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ce_allocation")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_ce_allocation_entry_id")),
    )
    with op.batch_alter_table("ce_allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ce_allocation_cycle_id"), ["cycle_id"], unique=False)

    op.create_table(
        "check_answer",
        sa.Column("try_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_revision_id", sa.Integer(), nullable=False),
        sa.Column("selected", sa.String(length=8), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_revision_id"],
            ["item_revision.id"],
            name=op.f("fk_check_answer_item_revision_id"),
        ),
        sa.ForeignKeyConstraint(
            ["try_id"], ["check_try.id"], name=op.f("fk_check_answer_try_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("try_id", "position", name=op.f("pk_check_answer")),
    )
    op.create_table(
        "cohort_attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "way IN ('code', 'online', 'teacher')", name=op.f("ck_cohort_attendance_way")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["cohort_meeting.id"],
            name=op.f("fk_cohort_attendance_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["noted_by_id"], ["user.id"], name=op.f("fk_cohort_attendance_noted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_cohort_attendance_user_id")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "user_id", "way", name=op.f("pk_cohort_attendance")),
    )
    with op.batch_alter_table("cohort_attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_attendance_user_id"), ["user_id"], unique=False)

    op.create_table(
        "cohort_join_interval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["cohort_meeting.id"],
            name=op.f("fk_cohort_join_interval_meeting_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_cohort_join_interval_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_join_interval")),
    )
    with op.batch_alter_table("cohort_join_interval", schema=None) as batch_op:
        batch_op.create_index(
            "ix_cohort_join_interval_meeting_id", ["meeting_id", "user_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cohort_join_interval_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "cohort_message_recipient",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["cohort_message.id"],
            name=op.f("fk_cohort_message_recipient_message_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_cohort_message_recipient_user_id")
        ),
        sa.PrimaryKeyConstraint("message_id", "user_id", name=op.f("pk_cohort_message_recipient")),
    )
    with op.batch_alter_table("cohort_message_recipient", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cohort_message_recipient_user_id"), ["user_id"], unique=False
        )

    op.create_table(
        "item_response",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("selected", sa.String(length=8), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("struck", sa.String(length=8), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("client_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_number", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_item_response_attempt_id")
        ),
        sa.PrimaryKeyConstraint("attempt_id", "slot", name=op.f("pk_item_response")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lesson",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("is_preview", sa.Boolean(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('article', 'video', 'slides', 'download', 'exercise', 'live', 'assignment', 'package')",
            name=op.f("ck_lesson_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["course_section.id"],
            name=op.f("fk_lesson_section_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["course_version.id"],
            name=op.f("fk_lesson_version_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_lesson_version_id_key")),
    )
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_section_id"), ["section_id"], unique=False)

    op.create_table(
        "topic_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("reporter_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reply_id"],
            ["topic_reply.id"],
            name=op.f("fk_topic_report_reply_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["user.id"], name=op.f("fk_topic_report_reporter_id")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["course_topic.id"],
            name=op.f("fk_topic_report_topic_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_report")),
    )
    with op.batch_alter_table("topic_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_report_reply_id"), ["reply_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_topic_report_reporter_id"), ["reporter_id"], unique=False
        )
        batch_op.create_index("ix_topic_report_settled_at", ["settled_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_topic_report_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "verification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=True),
        sa.Column("method", sa.String(length=24), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=False),
        sa.Column("second", sa.String(length=16), nullable=False),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("second_at", sa.BigInteger(), nullable=True),
        sa.Column("second_note", sa.Text(), nullable=False),
        sa.Column("degree_id", sa.Integer(), nullable=True),
        sa.Column("work_id", sa.Integer(), nullable=True),
        sa.Column("certificate_id", sa.Integer(), nullable=True),
        sa.Column("pass_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(second IN ('agreed', 'refused')) = (second_by_id IS NOT NULL)",
            name=op.f("ck_verification_second_by"),
        ),
        sa.CheckConstraint(
            "method IN ('chsi_online', 'university_attestation', 'issuer_signature', 'official_lookup', 'document_review')",
            name=op.f("ck_verification_method"),
        ),
        sa.CheckConstraint(
            "outcome <> 'mismatch' OR second <> 'none'", name=op.f("ck_verification_mismatch")
        ),
        sa.CheckConstraint(
            "outcome IN ('match', 'mismatch', 'inconclusive')", name=op.f("ck_verification_outcome")
        ),
        sa.CheckConstraint(
            "second IN ('none', 'waiting', 'agreed', 'refused')",
            name=op.f("ck_verification_second"),
        ),
        sa.CheckConstraint(
            "CASE WHEN degree_id IS NULL THEN 0 ELSE 1 END + CASE WHEN work_id IS NULL THEN 0 ELSE 1 END + CASE WHEN certificate_id IS NULL THEN 0 ELSE 1 END + CASE WHEN pass_id IS NULL THEN 0 ELSE 1 END = 1",
            name=op.f("ck_verification_one_subject"),
        ),
        sa.CheckConstraint(
            "second_by_id IS NULL OR second_by_id <> verified_by_id",
            name=op.f("ck_verification_other"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["national_certificate.id"],
            name=op.f("fk_verification_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["degree_id"], ["degree_record.id"], name=op.f("fk_verification_degree_id")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_verification_evidence_id")
        ),
        sa.ForeignKeyConstraint(
            ["pass_id"], ["exam_pass.id"], name=op.f("fk_verification_pass_id")
        ),
        sa.ForeignKeyConstraint(
            ["second_by_id"], ["user.id"], name=op.f("fk_verification_second_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["user.id"], name=op.f("fk_verification_verified_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work_period.id"], name=op.f("fk_verification_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
    )
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_verification_certificate_id"), ["certificate_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_verification_degree_id"), ["degree_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_verification_evidence_id"), ["evidence_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_verification_pass_id"), ["pass_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_verification_second_by_id"), ["second_by_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_verification_valid_until"), ["valid_until"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_verification_verified_by_id"), ["verified_by_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_verification_work_id"), ["work_id"], unique=False)

    op.create_table(
        "course_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=12), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("handed_in_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'handed-in', 'replaced', 'marked', 'revision')",
            name=op.f("ck_course_submission_state"),
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_submission_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_course_submission_lesson_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["user.id"], name=op.f("fk_course_submission_taken_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_course_submission_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_submission")),
        sa.UniqueConstraint(
            "user_id",
            "course_id",
            "lesson_key",
            "round",
            name=op.f("uq_course_submission_user_id_course_id_lesson_key_round"),
        ),
    )
    with op.batch_alter_table("course_submission", schema=None) as batch_op:
        batch_op.create_index(
            "ix_course_submission_course_id_state",
            ["course_id", "state", "handed_in_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_course_submission_lesson_id"), ["lesson_id"], unique=False
        )

    op.create_table(
        "lesson_file",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_file_lesson_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_lesson_file_stored_file_id")
        ),
        sa.PrimaryKeyConstraint("lesson_id", "role", name=op.f("pk_lesson_file")),
    )
    with op.batch_alter_table("lesson_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lesson_file_stored_file_id"), ["stored_file_id"], unique=False
        )

    op.create_table(
        "lesson_image",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem", sa.String(length=20), nullable=True),
        sa.Column("source_file_id", sa.Integer(), nullable=True),
        sa.Column("stored_file_id", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'failed')", name=op.f("ck_lesson_image_state")
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_image_lesson_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_file_id"], ["stored_file.id"], name=op.f("fk_lesson_image_source_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_lesson_image_stored_file_id")
        ),
        sa.PrimaryKeyConstraint("lesson_id", "name", name=op.f("pk_lesson_image")),
    )
    with op.batch_alter_table("lesson_image", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_lesson_image_source_file_id"), ["source_file_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_lesson_image_stored_file_id"), ["stored_file_id"], unique=False
        )

    op.create_table(
        "lesson_point",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_point_lesson_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lesson_id", "position", name=op.f("pk_lesson_point")),
    )
    with op.batch_alter_table("lesson_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_point_code"), ["code"], unique=False)

    op.create_table(
        "submission_file",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("stored_file_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["stored_file_id"], ["stored_file.id"], name=op.f("fk_submission_file_stored_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["course_submission.id"],
            name=op.f("fk_submission_file_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", "position", name=op.f("pk_submission_file")),
    )
    with op.batch_alter_table("submission_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_submission_file_stored_file_id"), ["stored_file_id"], unique=False
        )

    op.create_table(
        "submission_marking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('marked', 'revision')", name=op.f("ck_submission_marking_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["marker_id"], ["user.id"], name=op.f("fk_submission_marking_marker_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["course_submission.id"],
            name=op.f("fk_submission_marking_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_marking")),
    )
    with op.batch_alter_table("submission_marking", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_submission_marking_marker_id"), ["marker_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_submission_marking_submission_id"), ["submission_id"], unique=False
        )
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("submission_marking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_marking_submission_id"))
        batch_op.drop_index(batch_op.f("ix_submission_marking_marker_id"))

    op.drop_table("submission_marking")
    with op.batch_alter_table("submission_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_file_stored_file_id"))

    op.drop_table("submission_file")
    with op.batch_alter_table("lesson_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_point_code"))

    op.drop_table("lesson_point")
    with op.batch_alter_table("lesson_image", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_image_stored_file_id"))
        batch_op.drop_index(batch_op.f("ix_lesson_image_source_file_id"))

    op.drop_table("lesson_image")
    with op.batch_alter_table("lesson_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_file_stored_file_id"))

    op.drop_table("lesson_file")
    with op.batch_alter_table("course_submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_submission_lesson_id"))
        batch_op.drop_index("ix_course_submission_course_id_state")

    op.drop_table("course_submission")
    with op.batch_alter_table("verification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verification_work_id"))
        batch_op.drop_index(batch_op.f("ix_verification_verified_by_id"))
        batch_op.drop_index(batch_op.f("ix_verification_valid_until"))
        batch_op.drop_index(batch_op.f("ix_verification_second_by_id"))
        batch_op.drop_index(batch_op.f("ix_verification_pass_id"))
        batch_op.drop_index(batch_op.f("ix_verification_evidence_id"))
        batch_op.drop_index(batch_op.f("ix_verification_degree_id"))
        batch_op.drop_index(batch_op.f("ix_verification_certificate_id"))

    op.drop_table("verification")
    with op.batch_alter_table("topic_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_topic_report_topic_id"))
        batch_op.drop_index("ix_topic_report_settled_at")
        batch_op.drop_index(batch_op.f("ix_topic_report_reporter_id"))
        batch_op.drop_index(batch_op.f("ix_topic_report_reply_id"))

    op.drop_table("topic_report")
    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lesson_section_id"))

    op.drop_table("lesson")
    op.drop_table("item_response")
    with op.batch_alter_table("cohort_message_recipient", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_message_recipient_user_id"))

    op.drop_table("cohort_message_recipient")
    with op.batch_alter_table("cohort_join_interval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_join_interval_user_id"))
        batch_op.drop_index("ix_cohort_join_interval_meeting_id")

    op.drop_table("cohort_join_interval")
    with op.batch_alter_table("cohort_attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_attendance_user_id"))

    op.drop_table("cohort_attendance")
    op.drop_table("check_answer")
    with op.batch_alter_table("ce_allocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ce_allocation_cycle_id"))

    op.drop_table("ce_allocation")
    op.drop_table("attempt_lease")
    op.drop_table("answer_event")
    with op.batch_alter_table("version_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_version_comment_version_id"))

    op.drop_table("version_comment")
    with op.batch_alter_table("topic_reply", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_topic_reply_accepted",
            sqlite_where=sa.text("is_accepted = 1"),
            postgresql_where=sa.text("is_accepted"),
        )
        batch_op.drop_index("ix_topic_reply_topic_id_is_by_instructor")
        batch_op.drop_index("ix_topic_reply_author_id_made_at")

    op.drop_table("topic_reply")
    with op.batch_alter_table("test_form_slot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_test_form_slot_item_revision_id"))

    op.drop_table("test_form_slot")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seat_candidate_id"))

    op.drop_table("seat")
    with op.batch_alter_table("revision_knowledge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_revision_knowledge_code"))

    op.drop_table("revision_knowledge")
    with op.batch_alter_table("registration_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_step_cycle_id"))

    op.drop_table("registration_step")
    with op.batch_alter_table("law_anchor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_law_anchor_law_version_id"))

    op.drop_table("law_anchor")
    with op.batch_alter_table("item_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_review_item_revision_id"))

    op.drop_table("item_review")
    op.drop_table("exercise_response")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_work_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_stored_file_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_pass_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_degree_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_code_index"))
        batch_op.drop_index(batch_op.f("ix_evidence_certificate_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("desk_case", schema=None) as batch_op:
        batch_op.drop_index("uq_desk_case_work_id")
        batch_op.drop_index("uq_desk_case_pass_id")
        batch_op.drop_index("uq_desk_case_degree_id")
        batch_op.drop_index("uq_desk_case_certificate_id")
        batch_op.drop_index(batch_op.f("ix_desk_case_work_id"))
        batch_op.drop_index(batch_op.f("ix_desk_case_user_id"))
        batch_op.drop_index("ix_desk_case_state_asked_at")
        batch_op.drop_index(batch_op.f("ix_desk_case_pass_id"))
        batch_op.drop_index(batch_op.f("ix_desk_case_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_desk_case_degree_id"))
        batch_op.drop_index(batch_op.f("ix_desk_case_certificate_id"))

    op.drop_table("desk_case")
    with op.batch_alter_table("degree_batch_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_degree_batch_row_person_index"))
        batch_op.drop_index("ix_degree_batch_row_batch_id_number")
        batch_op.drop_index(batch_op.f("ix_degree_batch_row_answered_by_id"))

    op.drop_table("degree_batch_row")
    op.drop_table("decision_evidence")
    with op.batch_alter_table("course_section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_section_version_id"))

    op.drop_table("course_section")
    with op.batch_alter_table("cohort_teacher", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_teacher_user_id"))

    op.drop_table("cohort_teacher")
    op.drop_table("cohort_sitting")
    with op.batch_alter_table("cohort_message", schema=None) as batch_op:
        batch_op.drop_index("ix_cohort_message_cohort_id_made_at")
        batch_op.drop_index(batch_op.f("ix_cohort_message_author_id"))

    op.drop_table("cohort_message")
    with op.batch_alter_table("cohort_membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_membership_user_id"))
        batch_op.drop_index(batch_op.f("ix_cohort_membership_sent_by_organisation_id"))
        batch_op.drop_index("ix_cohort_membership_cohort_id_state")

    op.drop_table("cohort_membership")
    with op.batch_alter_table("cohort_meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_cohort_meeting_cohort_id_starts_at")

    op.drop_table("cohort_meeting")
    with op.batch_alter_table("cohort_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_list_made_by_id"))
        batch_op.drop_index(batch_op.f("ix_cohort_list_made_at"))
        batch_op.drop_index(batch_op.f("ix_cohort_list_cohort_id"))

    op.drop_table("cohort_list")
    with op.batch_alter_table("cohort_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_invitation_made_at"))
        batch_op.drop_index(batch_op.f("ix_cohort_invitation_invited_by_id"))
        batch_op.drop_index("ix_cohort_invitation_contact_index")

    op.drop_table("cohort_invitation")
    op.drop_table("cohort_deadline")
    with op.batch_alter_table("cohort_announcement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_announcement_cohort_id"))

    op.drop_table("cohort_announcement")
    with op.batch_alter_table("check_try", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_try_course_id"))

    op.drop_table("check_try")
    with op.batch_alter_table("ce_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_ce_entry_user_id_earned_on")
        batch_op.drop_index(batch_op.f("ix_ce_entry_rule_id"))
        batch_op.drop_index(batch_op.f("ix_ce_entry_course_id"))
        batch_op.drop_index(batch_op.f("ix_ce_entry_corrects_id"))

    op.drop_table("ce_entry")
    with op.batch_alter_table("blind_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_blind_answer_reader_id"))

    op.drop_table("blind_answer")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_attempt_test_form_id_is_first_score")
        batch_op.drop_index("ix_attempt_state_deadline_at")
        batch_op.drop_index("ix_attempt_candidate_id_test_form_id")

    op.drop_table("attempt")
    with op.batch_alter_table("watched_credential", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watched_credential_credential_id"))

    op.drop_table("watched_credential")
    with op.batch_alter_table("watch_alert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watch_alert_credential_id"))

    op.drop_table("watch_alert")
    with op.batch_alter_table("sitting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sitting_test_form_id"))
        batch_op.drop_index(batch_op.f("ix_sitting_owner_id"))
        batch_op.drop_index("ix_sitting_kind_closes_at")

    op.drop_table("sitting")
    with op.batch_alter_table("share_view", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_view_viewer_id"))
        batch_op.drop_index("ix_share_view_share_id_at")

    op.drop_table("share_view")
    with op.batch_alter_table("share_credential", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_credential_credential_id"))

    op.drop_table("share_credential")
    with op.batch_alter_table("rendition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rendition_stored_file_id"))
        batch_op.drop_index(batch_op.f("ix_rendition_pieces_file_id"))

    op.drop_table("rendition")
    op.drop_table("registration_reminder")
    with op.batch_alter_table("registration_cycle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_cycle_user_id"))
        batch_op.drop_index("ix_registration_cycle_ends_on")

    op.drop_table("registration_cycle")
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_entry_user_id"))
        batch_op.drop_index(batch_op.f("ix_register_entry_lookup"))
        batch_op.drop_index(batch_op.f("ix_register_entry_certificate_id"))

    op.drop_table("register_entry")
    op.drop_table("presence_check")
    op.drop_table("package_registration")
    op.drop_table("map_entry")
    op.drop_table("lesson_progress")
    with op.batch_alter_table("lesson_note", schema=None) as batch_op:
        batch_op.drop_index("ix_lesson_note_user_id_course_id")

    op.drop_table("lesson_note")
    with op.batch_alter_table("item_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_revision_chapter"))

    op.drop_table("item_revision")
    with op.batch_alter_table("issue_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issue_row_user_id"))
        batch_op.drop_index("ix_issue_row_run_id_state")

    op.drop_table("issue_row")
    with op.batch_alter_table("import_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_entry_item_id"))

    op.drop_table("import_entry")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrolment_course_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("employment_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employment_event_employment_id"))

    op.drop_table("employment_event")
    with op.batch_alter_table("document_page", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_page_small_file_id"))
        batch_op.drop_index(batch_op.f("ix_document_page_large_file_id"))

    op.drop_table("document_page")
    with op.batch_alter_table("degree_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_degree_record_user_id"))
        batch_op.drop_index(batch_op.f("ix_degree_record_recognition_id"))
        batch_op.drop_index(batch_op.f("ix_degree_record_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_degree_record_number_index"))

    op.drop_table("degree_record")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_user_id"))
        batch_op.drop_index(batch_op.f("ix_decision_ruleset_id"))

    op.drop_table("decision")
    with op.batch_alter_table("credential_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credential_event_credential_id"))

    op.drop_table("credential_event")
    with op.batch_alter_table("credential_basis", schema=None) as batch_op:
        batch_op.drop_index("ix_credential_basis_kind_subject_id")

    op.drop_table("credential_basis")
    with op.batch_alter_table("course_version", schema=None) as batch_op:
        batch_op.drop_index("ix_course_version_course_id_state")

    op.drop_table("course_version")
    with op.batch_alter_table("course_topic", schema=None) as batch_op:
        batch_op.drop_index("ix_course_topic_course_id_lesson_key")
        batch_op.drop_index("ix_course_topic_author_id_made_at")

    op.drop_table("course_topic")
    with op.batch_alter_table("course_teacher", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_teacher_user_id"))

    op.drop_table("course_teacher")
    with op.batch_alter_table("course_rating", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_rating_user_id"))
        batch_op.drop_index("ix_course_rating_text_state")

    op.drop_table("course_rating")
    with op.batch_alter_table("course_maker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_maker_user_id"))

    op.drop_table("course_maker")
    with op.batch_alter_table("course_handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_handover_to_user_id"))

    op.drop_table("course_handover")
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.drop_index("ix_cohort_state_starts_on")
        batch_op.drop_index(batch_op.f("ix_cohort_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_cohort_course_id"))

    op.drop_table("cohort")
    with op.batch_alter_table("ce_rule", schema=None) as batch_op:
        batch_op.drop_index("ix_ce_rule_state_proposed_at")
        batch_op.drop_index(batch_op.f("ix_ce_rule_provider_id"))
        batch_op.drop_index("ix_ce_rule_course_id_state")

    op.drop_table("ce_rule")
    with op.batch_alter_table("work_period", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_period_user_id"))

    op.drop_table("work_period")
    with op.batch_alter_table("watch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_watch_user_id"))
        batch_op.drop_index("ix_watch_organisation_id_asked_at")
        batch_op.drop_index(batch_op.f("ix_watch_contact_index"))
        batch_op.drop_index(batch_op.f("ix_watch_asked_by_id"))

    op.drop_table("watch")
    op.drop_table("verified_name")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_stored_file_id"))
        batch_op.drop_index(batch_op.f("ix_upload_state"))
        batch_op.drop_index("ix_upload_owner_state")
        batch_op.drop_index(batch_op.f("ix_upload_expires_at"))

    op.drop_table("upload")
    with op.batch_alter_table("test_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_test_form_subject"))

    op.drop_table("test_form")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_user_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_user_id"))

    op.drop_table("share")
    op.drop_table("ruleset")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_user_id"))
        batch_op.drop_index("ix_role_grant_role_organisation_id")

    op.drop_table("role_grant")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_user_id"))

    op.drop_table("recovery_code")
    op.drop_table("recording")
    with op.batch_alter_table("programme_recognition", schema=None) as batch_op:
        batch_op.drop_index("ix_programme_recognition_match")
        batch_op.drop_index(batch_op.f("ix_programme_recognition_entered_by_id"))

    op.drop_table("programme_recognition")
    with op.batch_alter_table("programme_map", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_map_made_by_id"))

    op.drop_table("programme_map")
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_password_reset_user_id"))

    op.drop_table("password_reset")
    with op.batch_alter_table("package_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_package_file_stored_file_id"))

    op.drop_table("package_file")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_user_read")

    op.drop_table("notice")
    with op.batch_alter_table("national_certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_national_certificate_user_id"))
        batch_op.drop_index(batch_op.f("ix_national_certificate_number_index"))

    op.drop_table("national_certificate")
    op.drop_table("link_policy")
    op.drop_table("law_version")
    with op.batch_alter_table("issue_run", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_issue_run_one_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_issue_run_started_by_id"))
        batch_op.drop_index("ix_issue_run_source_source_id")

    op.drop_table("issue_run")
    op.drop_table("instructor_page")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batch_maker_id"))

    op.drop_table("import_batch")
    with op.batch_alter_table("exam_pass", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exam_pass_user_id"))

    op.drop_table("exam_pass")
    with op.batch_alter_table("employment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employment_user_id"))
        batch_op.drop_index("ix_employment_organisation_id_state")

    op.drop_table("employment")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_pdf_file_id"))

    op.drop_table("document")
    with op.batch_alter_table("degree_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_degree_batch_undone_by_id"))
        batch_op.drop_index("ix_degree_batch_organisation_id_made_at")
        batch_op.drop_index(batch_op.f("ix_degree_batch_made_by_id"))
        batch_op.drop_index(batch_op.f("ix_degree_batch_loaded_by_id"))

    op.drop_table("degree_batch")
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.drop_index("ix_credential_user_id_issued_at")
        batch_op.drop_index(batch_op.f("ix_credential_issuer_key_id"))

    op.drop_table("credential")
    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_owner_id"))
        batch_op.drop_index(batch_op.f("ix_course_organisation_id"))
        batch_op.drop_index("ix_course_is_listed_rating_rank")
        batch_op.drop_index("ix_course_is_listed_published_at")
        batch_op.drop_index("ix_course_is_listed_minutes")

    op.drop_table("course")
    with op.batch_alter_table("content_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_content_area_code"))

    op.drop_table("content_area")
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_user_id"))

    op.drop_table("consent")
    op.drop_table("cohort_calendar_feed")
    op.drop_table("ce_provider")
    with op.batch_alter_table("bank_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bank_item_subject"))

    op.drop_table("bank_item")
    with op.batch_alter_table("worker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_worker_seen_at"))

    op.drop_table("worker")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_deletion_due_at"))

    op.drop_table("user")
    op.drop_table("timetable_entry")
    with op.batch_alter_table("test_specification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_test_specification_subject"))

    op.drop_table("test_specification")
    op.drop_table("syllabus")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_seen_at"))

    op.drop_table("stored_file")
    op.drop_table("status_list")
    with op.batch_alter_table("pulse", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pulse_at"))

    op.drop_table("pulse")
    op.drop_table("policy_version")
    op.drop_table("package")
    op.drop_table("outage")
    op.drop_table("organisation")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_created_at"))

    op.drop_table("mail")
    op.drop_table("law")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_due")

    op.drop_table("job")
    with op.batch_alter_table("issuer_key", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_issuer_key_one_next",
            sqlite_where=sa.text("state = 'next'"),
            postgresql_where=sa.text("state = 'next'"),
        )
        batch_op.drop_index(
            "uq_issuer_key_one_active",
            sqlite_where=sa.text("state = 'active'"),
            postgresql_where=sa.text("state = 'active'"),
        )

    op.drop_table("issuer_key")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_actor_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_action"))

    op.drop_table("audit_entry")
    op.drop_table("audit_anchor")
    if op.get_bind().dialect.name == "postgresql":
        for name in [
            "answer_event_unchangeable",
            "audit_refuse",
            "audit_refuse_back",
            "audit_refuse_early",
            "blind_answer_unchangeable",
            "blind_answer_undeletable",
            "ce_allocation_fits",
            "ce_allocation_unchangeable",
            "ce_entry_bounds",
            "ce_entry_reason",
            "ce_entry_unchangeable",
            "ce_entry_undeletable",
            "credential_basis_unchangeable",
            "credential_basis_undeletable",
            "credential_document",
            "credential_ended",
            "credential_event_reason",
            "credential_event_unchangeable",
            "credential_event_undeletable",
            "credential_unchangeable",
            "credential_undeletable",
            "decision_document",
            "decision_evidence_unchangeable",
            "decision_evidence_undeletable",
            "decision_unchangeable",
            "decision_undeletable",
            "degree_batch_signed",
            "item_revision_unchangeable",
            "policy_version_unchangeable",
            "ruleset_unchangeable",
            "ruleset_undeletable",
            "submission_marking_unchangeable",
            "test_form_slot_unchangeable",
            "test_form_slot_undeletable",
            "test_form_unchangeable",
            "test_form_undeletable",
            "verification_second",
            "verification_unchangeable",
        ]:
            op.execute(f"DROP FUNCTION IF EXISTS {name}")
