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
CREATE TRIGGER place_rule_kept BEFORE UPDATE OF area, key, value, valid_from ON place_rule
        BEGIN SELECT RAISE(ABORT, 'a rule of a place is ended, never changed'); END
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
    ],
    "postgresql": [
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
CREATE FUNCTION place_rule_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a rule of a place is ended, never changed'; END $$
""",
        """
CREATE TRIGGER place_rule_kept BEFORE UPDATE OF area, key, value, valid_from ON place_rule
        FOR EACH ROW EXECUTE FUNCTION place_rule_kept()
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
    ],
}


def upgrade() -> None:
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
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("screening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_screening_due_on"))
        batch_op.drop_index(batch_op.f("ix_screening_case_id"))

    op.drop_table("screening")
    with op.batch_alter_table("incubator_document_access", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incubator_document_access_version_id"))
        batch_op.drop_index(batch_op.f("ix_incubator_document_access_user_id"))

    op.drop_table("incubator_document_access")
    with op.batch_alter_table("incubator_document_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incubator_document_version_stored_file_id"))
        batch_op.drop_index(batch_op.f("ix_incubator_document_version_entered_by_id"))

    op.drop_table("incubator_document_version")
    op.drop_table("application_revision")
    op.drop_table("application_part")
    op.drop_table("application_paper")
    with op.batch_alter_table("stage_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stage_record_case_id"))

    op.drop_table("stage_record")
    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_item_due_on"))

    op.drop_table("plan_item")
    with op.batch_alter_table("paper_asked", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_paper_asked_case_id"))

    op.drop_table("paper_asked")
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
    op.drop_table("duplicate_cleared")
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
    with op.batch_alter_table("supervision_talk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_talk_supervision_id"))

    op.drop_table("supervision_talk")
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
    with op.batch_alter_table("place_rule", schema=None) as batch_op:
        batch_op.drop_index("ix_place_rule_key_area")

    op.drop_table("place_rule")
    op.drop_table("incubation_base")
    op.drop_table("application_form")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agency_name"))

    op.drop_table("agency")
    if op.get_bind().dialect.name == "postgresql":
        for name in [
            "application_form_unchangeable",
            "application_revision_unchangeable",
            "case_letter_unchangeable",
            "employment_terms_answered",
            "employment_terms_kept",
            "place_rule_kept",
            "stage_record_unchangeable",
            "team_day_unchangeable",
            "workflow_version_unchangeable",
        ]:
            op.execute(f"DROP FUNCTION IF EXISTS {name}")
