"""Every page of the site, found by following links as each role: accessible, in both languages, on phone and desktop.

The pages of the incubator are walked by its own people beside this (`test_incubator_pages.py`) and only read here.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.live import LiveServer
from tests.browser.tour import SCREENS, OpenContext, Visitor, tour_all
from tests.browser.tour_pages import pages_of
from tests.browser.tour_starts import (
    applied,
    attended,
    brought,
    checked,
    editable,
    enrolled,
    hand_in_an_attempt,
    under_way,
    written_to,
)

pytestmark = pytest.mark.slow
LANGUAGES = [pytest.param(name, marks=pytest.mark.xdist_group(f"pages-{name}")) for name in SCREENS]


def begin_everything(page: Page, server: LiveServer) -> tuple[str, ...]:
    """Lin hands in one exam, is in the middle of another, and learns in a course and a class."""
    done = hand_in_an_attempt(page, server)
    begun = (f"/exams/attempts/{done}", under_way(page, server), enrolled(page, server))
    return (*begun, checked(server), *attended(server), written_to(server))


VISITORS = (
    Visitor("nobody", ("/", "/accounts/sign-in", "/accounts/register", "/accounts/privacy")),
    Visitor("lin", find=begin_everything),
    *(Visitor(login) for login in ("zhou", "chen", "zhao", "xu", "sun")),
    Visitor("wu", find=lambda _page, server: (editable(server),)),
    Visitor("feng", find=lambda page, server: (brought(page, server),)),
    Visitor("ma", then=applied),
    Visitor("admin", ("/home", "/styleguide")),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible_and_fits_its_screen(
    site: LiveServer, open_context: OpenContext, language: str
) -> None:
    others = {one for one in pages_of(site) if one.startswith("incubator.")}
    seen = set(others)
    faults = tour_all(VISITORS, site, open_context, language=language, seen=seen)
    assert faults == {}
    unseen = pages_of(site) - seen
    assert not unseen, "\n".join(sorted(unseen))
