"""Who is let in at every address of the incubator: one row for each endpoint and its methods.

A new route needs a row here. Named are only those who have to do with the agency `own` and its base; everybody else is
held off by the rules of `expected`. Let in means: shown the page, or the form again with what is wrong in it, or told
that the case does not allow it. Capitals are groups.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.factories_walls import INSIDE, SHUT_OUT, STRANGERS
from tests.incubator.walls.addresses import Address
from tests.incubator.walls.visiting import IN, NOT_FOUND, REFUSED, SIGN_IN
from trainingapp.rules.permissions import PERMISSIONS, Permission, Role

GROUPS: Mapping[str, str] = {
    "ALL": " ".join((*INSIDE, *SHUT_OUT, *STRANGERS)),
    "READ": "officer head finance authority auditor",
    "DESK": "officer head finance",
    "STEER": "officer head",
    "GUIDES": "mentor assessor",
    "EXPERTS": "reviewer mentor assessor asked declined conflict other_reviewer",
    "nobody": "",  # the world has none of it, or it happened before
}
TABLE = """
accept_staff_request     POST     staff
account_for_grant        GET POST DESK manager
add_entry                GET      STEER manager
add_equipment            GET POST DESK
add_item                 GET POST STEER
add_paper                POST     applicant
add_place_rule           GET POST administrator
add_post                 GET POST manager
add_task                 GET POST STEER
add_version              POST     DESK manager
agree_early              GET POST head
agree_pledge             POST     manager
answer_appeal            POST     head authority
answer_asked             POST     applicant
answer_dismissal         GET POST manager
answer_talk              POST     manager staff
approve_report           POST     STEER
ask_expert               POST     STEER
ask_extension            GET POST STEER manager
ask_grant                GET POST DESK manager
ask_member               GET POST manager
assess                   GET POST STEER manager assessor
assign_desk              GET POST STEER
assign_officer           POST     head
begin_application        GET POST ALL
begin_handover           POST     STEER
begin_supervision        POST     manager
change_agency_facts      POST     STEER manager
change_authority         POST     administrator
change_document          POST     DESK manager
change_risk              GET POST STEER
choose_communities       GET      head
clear_duplicate          POST     STEER
close_feed               POST     ALL
close_incident           GET POST STEER
close_post               POST     manager
close_risk               GET POST STEER
compare_cohorts          GET      READ
confirm_minutes          GET POST manager
confirm_proposal         POST     authority
confirm_terms            POST     staff
consider_dismissal       GET POST head
correct_entry            POST     STEER manager
correct_value            GET POST STEER
declare_conflict         POST     reviewer
decline_proposal         POST     head authority
decline_seat             POST     asked
deny_staff_request       POST     staff
deny_terms               POST     staff
download_agency_list     GET      READ manager
download_base_list       GET      READ
download_case_list       GET      READ manager GUIDES
download_communities     GET      READ
download_evidence        POST     READ
download_indicators      GET      READ GUIDES manager
download_list            GET      ALL
download_ranking         GET      READ
drop_dismissal           POST     head
drop_missing             POST     STEER
drop_rectification_item  POST     STEER
edit_agency              GET      STEER manager
edit_application_part    GET POST applicant
edit_authority           GET      administrator
edit_base                GET POST head
edit_call                GET POST head
edit_contract            GET POST DESK manager
edit_document            GET      DESK manager
edit_entry               GET      STEER manager
edit_post                GET POST manager
edit_project             GET POST DESK manager
edit_terms               GET POST STEER manager
end_case_seat            POST     STEER
end_check_waiver         POST     head
end_place_rule           POST     administrator
end_reviewer             POST     STEER
end_supervision          POST     manager
enter_determination      GET POST head
enter_entry              POST     STEER manager
enter_talk               POST     manager
erase_version            POST     STEER
evaluate                 GET POST STEER manager assessor
evaluate_project         GET POST DESK
finish_follow_up         GET POST STEER
finish_task              POST     STEER
free_desk                POST     STEER
freeze_yearly_report     POST     STEER
give_agency_consent      POST     staff
give_leave_notice        GET POST manager
hold_briefing            GET POST STEER
import_communities       POST     head
judge_rectification_item GET POST STEER
keep_agency_document     POST     DESK manager
keep_case_document       POST     DESK manager
keep_minutes             GET POST STEER mentor
keep_screening           POST     STEER
lend_equipment           GET POST STEER
list_accounts            GET      READ manager
list_agencies            GET      ALL
list_agency_documents    GET      READ GUIDES manager
list_all                 GET POST administrator
list_applications        GET      ALL
list_assessments         GET      READ GUIDES manager
list_authorities         GET      administrator
list_base_files          GET      READ
list_calls               GET      ALL
list_case_documents      GET      READ GUIDES manager
list_case_people         GET      READ
list_cases               GET      ALL
list_catalogue           GET      ALL
list_check_texts         GET      administrator
list_communities         GET      READ
list_contracts           GET      READ manager
list_determinations      GET      READ
list_encounters          GET      READ GUIDES manager
list_follow_ups          GET      READ manager
list_forms               GET POST administrator
list_incidents           GET      STEER authority auditor manager
list_indicators          GET      READ GUIDES manager
list_own_bases           GET      READ
list_papers              GET      applicant
list_payments            GET      READ
list_place_rules         GET      administrator
list_posts               GET      STEER manager
list_projects            GET      READ manager
list_public_notices      GET      ALL
list_reports             GET      READ GUIDES manager
list_risks               GET      READ
list_rubrics             GET      administrator
list_seats               GET      EXPERTS
list_tasks               GET      ALL
list_teams               GET      READ
list_waiting_reports     GET      READ
list_workflows           GET      administrator
list_yearly_reports      GET      READ
look_again               POST     STEER manager
make_appeal              POST     applicant
moderate_reviews         POST     STEER
move_case                POST     READ
move_trust               GET POST DESK
name_missing             POST     STEER
new_accounts             GET POST DESK manager
new_call                 GET POST head
new_contract             GET POST DESK manager
new_deliverable          GET POST DESK manager
new_instalment           GET POST DESK manager
new_project              GET POST DESK manager
note_contact             GET POST STEER
note_deliverable         GET POST DESK manager
object_to_notice         POST     ALL
open_instalment          POST     DESK
open_risk                GET POST STEER
open_version             POST     READ manager
pay_grant                GET POST DESK
pay_instalment           GET POST DESK
plan_suspension          GET POST head
publish_call             POST     head
publish_rubric           POST     nobody
publish_workflow         POST     administrator
read_agency_feed         GET      nobody
read_base_feed           GET      nobody
read_basis               POST     administrator
receive_instalment       GET POST DESK manager
record_interview         GET POST STEER
refuse_extension         GET POST head manager
refuse_payment           POST     head finance
release_payment          POST     head finance
renew_feed               POST     ALL
report_incident          GET POST STEER manager
return_report            POST     STEER
say_registration_place   POST     staff
seat_reviewers           GET POST STEER
set_scheme               GET POST head
set_targets              GET POST STEER
settle_grant             POST     head finance
settle_handover_item     GET POST STEER
settle_item              GET POST STEER
settle_objection         POST     head
show_act                 GET      head
show_agency              GET      READ GUIDES manager
show_agency_calendar     GET      READ manager
show_application         GET      applicant
show_base                GET      READ
show_base_calendar       GET      READ
show_base_figures        GET      READ
show_board               GET      READ
show_breaches            GET      READ
show_call                GET      ALL
show_case                GET      READ GUIDES manager
show_case_letter         GET      STEER authority auditor manager
show_charts              GET      READ
show_check               GET      READ manager
show_checks              GET      READ manager
show_contract            GET      READ manager
show_coverage            GET      READ
show_desks               GET      READ
show_document            GET      READ manager
show_encounter           GET      READ GUIDES manager
show_feeds               GET      ALL
show_flow                GET      READ
show_indicator           GET      READ GUIDES manager
show_leaving             GET      READ manager
show_letter              GET      STEER authority auditor applicant
show_letter_on_paper     GET      STEER authority auditor applicant
show_member              GET      STEER manager
show_money               GET      READ manager
show_outcome             GET      READ applicant
show_outcome_letter      GET      READ applicant
show_own_agency          GET      ALL
show_plan                GET      READ GUIDES manager
show_proposal            GET      head authority
show_public_notice       GET      ALL
show_put_right           GET POST manager
show_putting_right       GET      READ manager
show_ranking             GET      READ
show_register            GET      READ GUIDES manager
show_report              GET      READ GUIDES manager
show_residence           GET      READ manager
show_reviews             GET      READ
show_revision            GET      STEER authority auditor applicant reviewer
show_screening           GET      READ
show_seat                GET      reviewer
show_supervision         GET      STEER manager
show_survival            GET      READ
show_team                GET      READ GUIDES manager
show_today               GET      ALL
show_wall                GET      READ
show_workflow            GET      administrator
show_workforce           GET      READ
show_year                GET      READ
show_yearly_report       GET      nobody
sign_agreement           POST     head manager
sign_handover            POST     STEER manager
skip_report              POST     STEER
strike_entry             POST     STEER manager
submit_application       GET POST applicant
submit_item              GET POST STEER manager
take_act                 POST     head
take_back                GET POST STEER
take_paper_away          POST     applicant
take_seat                POST     asked
waive_check              POST     head
waive_item               GET POST STEER
withdraw_agency_consent  POST     staff
withdraw_document        POST     DESK manager
withdraw_leave_notice    POST     manager
withdraw_place_rule      POST     administrator
withdraw_staff_request   POST     manager
write_agreement          GET POST STEER
write_rectification      GET POST STEER
write_report             GET POST manager
write_review             GET POST reviewer
"""
# Who holds which role, where the name does not say it.
ROLES: Mapping[str, tuple[Role, ...]] = {
    "officer": (Role.INCUBATOR_STAFF,),
    "head": (Role.INCUBATOR_HEAD,),
    "finance": (Role.INCUBATOR_FINANCE,),
    "authority": (Role.AUTHORITY_STAFF,),
    "auditor": (Role.AUDITOR,),
    "manager": (Role.AGENCY_MANAGER,),
    "administrator": (Role.ADMINISTRATOR,),
    **dict.fromkeys(
        ("reviewer", "mentor", "assessor", "asked", "declined", "conflict"), (Role.EXPERT,)
    ),
}
# Who reaches what an address names, in whatever capacity: they are refused (403); to others it is not there (404).
REACHING: Mapping[str, frozenset[str]] = {
    "stay": frozenset({*GROUPS["READ"].split(), "manager", "mentor", "assessor"}),
    "agency": frozenset({*GROUPS["READ"].split(), "manager", "mentor", "assessor"}),
    "paper": frozenset({*GROUPS["READ"].split(), "manager", "mentor", "assessor"}),
    "task": frozenset({*GROUPS["READ"].split(), "manager", "mentor", "assessor"}),
    "entry": frozenset({*GROUPS["READ"].split(), "applicant", "reviewer"}),
    "public": frozenset({*GROUPS["READ"].split(), "applicant"}),
    "base": frozenset(GROUPS["READ"].split()),
}
# Who declared a conflict on the cases keeps what they are to the agency itself and to the base as a whole.
KEEPS = {"conflict_head": "head", "conflict_manager": "manager", "conflict_auditor": "auditor"}
PERSONAL = {
    "give_agency_consent",
    "withdraw_agency_consent",
}  # asked of the person, not of the agency
OF_ONE_CASE = {"stay", "entry", "public", "case_paper", "application_document", "task"}


def read_rows() -> dict[str, frozenset[str]]:
    """Method and endpoint → the names of those who are let in."""
    found: dict[str, frozenset[str]] = {}
    for line in TABLE.strip().splitlines():
        endpoint, *rest = line.split()
        methods = [word for word in rest if word in {"GET", "POST"}]
        people = [name for word in rest[len(methods) :] for name in GROUPS.get(word, word).split()]
        for method in methods:
            key = f"{method} {endpoint}"
            assert key not in found, f"two rows for {key}"
            found[key] = frozenset(people)
    return found


ROWS = read_rows()


def expected(who: str, address: Address) -> str:
    """What somebody is answered at an address of `own`.

    Without the permission: refused. Whoever does not reach what the address names does not learn that it is there.
    Who works in another base opens what names nothing, and sees there what is theirs. A declared conflict closes the
    case and the agency through it; what somebody is to their own agency or to the base as a whole they remain.
    """
    row, names = ROWS[str(address)], address.names
    if who in row or (address.is_public and who == "anonymous" and row):
        return IN
    if who == "anonymous":
        return NOT_FOUND if address.is_public else SIGN_IN
    if not holds(who, address.access):
        return REFUSED
    if KEEPS.get(who) in row and _is_kept(who, names):
        return IN
    if not names and who.removeprefix("other_") in row:
        return IN
    if not row or address.endpoint in PERSONAL:
        return NOT_FOUND
    reached = next((REACHING[one] for one in REACHING if one in names), frozenset())
    is_there = who in reached or (KEEPS.get(who) in reached and _is_kept(who, names))
    return REFUSED if is_there else NOT_FOUND


def _is_kept(who: str, names: frozenset[str]) -> bool:
    if who == "conflict_manager":
        return not names & {*OF_ONE_CASE, "talk"}
    return names <= {"base", "intake"}


def holds(who: str, access: object) -> bool:
    """Whether somebody's roles carry the permission that an address asks for."""
    if not isinstance(access, Permission) or who == "anonymous":
        return True
    name = KEEPS.get(who, who.removeprefix("other_"))
    roles = PERMISSIONS[access]
    return Role.CANDIDATE in roles or any(one in roles for one in ROLES.get(name, ()))
