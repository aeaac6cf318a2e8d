"""Which views draw pages that the tours have to see, and which do not: files, steps on the way, rare things."""

from __future__ import annotations

from tests.browser.live import LiveServer
from trainingapp.web.access import LEAN

NOT_PAGES = {
    "static",
    "metrics.show_metrics",
    "health.show_health",
    "courses.show_file",
    "files.show_upload",  # JSON for our own script
    "courses.show_draft_file",
    "courses.show_page",
    "courses.show_image",
    "courses.show_draft_page",
    "courses.show_draft_image",
    "courses.review_page",
    "courses.review_image",
    "courses.show_preview_image",
    "courses.offline_worker",
    "courses.list_kept_addresses",
    "courses.review_file",
    "courses.review_rendition",
    "courses.show_draft_rendition",
    "courses.show_rendition",
    "courses.show_handed_in_file",
    "courses.show_work_file",
    "courses.show_package_file",
    "courses.show_player",  # a frame around a package, inside the page of a lesson
    "courses.show_runtime",
    "courses.show_state",
    "classes.read_feed",
    "credentials.show_key",
    "credentials.show_key_set",
    "credentials.show_keys",
    "credentials.show_list",
    "credentials.show_own_evidence",
    "credentials.show_paper",
    "credentials.show_png",
    "credentials.show_svg",
    "credentials.show_status",
    "itembank.export_items",
    "itembank.export_question_bank",
}
# Reached by a mailed link or in the middle of signing in; their own tests look at them.
ON_THE_WAY = {
    "accounts.reset_password",
    "accounts.second_step",
    "accounts.accept_notice",
    "accounts.show_reset_sent",
    "accounts.show_presence",
    "accounts.renew_recovery_codes",
    "accounts.drop_second_factor",  # only candidates who chose a second factor may drop it
    "classes.open_class",
    "classes.open_join",
    "classes.open_short",  # the code of a class, which opens what `classes.join` draws
    "credentials.open_code",
}
# Shown only when there is one: the demonstration sends no mail, nobody brings a list, and no worker runs.
WHEN_THERE_IS_ONE = {
    "classes.show_list",
    "courses.list_package_results",
    "credentials.show_ruleset",
    "incubator.list_own_bases",  # by whoever oversees several
    "incubator.answer_dismissal",  # by the manager of an agency whose dismissal is considered
    "incubator.show_put_right",  # by the manager of an agency that has to put something right
    "itembank.show_import",
    "jobs.show_job",
    "notices.show_mail",
}

FILES = (".pdf", ".ics", ".xlsx", ".zip", ".csv")  # their own tests read them


def is_page(endpoint: str) -> bool:
    """Whether a view draws a page; what it is named says so of files to be kept."""
    is_file = endpoint.rpartition(".")[2].startswith("download_")
    return endpoint not in NOT_PAGES and not is_file


def pages_of(server: LiveServer) -> set[str]:
    """Every view that draws a page which some visitor can find."""
    views = {
        rule.endpoint
        for rule in server.app.url_map.iter_rules()
        if "GET" in (rule.methods or set())
        and not rule.rule.endswith(FILES)
        and getattr(server.app.view_functions[rule.endpoint], "access", None) is not LEAN
    }
    return {one for one in views if is_page(one)} - ON_THE_WAY - WHEN_THERE_IS_ONE
