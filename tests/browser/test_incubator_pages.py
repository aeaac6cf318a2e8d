"""Every page of the incubator, found by following links as each of its people: as the pages of the site beside it."""

from __future__ import annotations

import pytest

from tests.browser.incubation_starts import starts_of
from tests.browser.live import LiveServer
from tests.browser.tour import SCREENS, OpenContext, Visitor, tour_all
from tests.browser.tour_pages import pages_of

pytestmark = pytest.mark.slow
LANGUAGES = [
    pytest.param(name, marks=pytest.mark.xdist_group(f"pages-of-the-incubator-{name}"))
    for name in SCREENS
]
CASES = ("/home", "/incubation/cases")
# Teams of the demonstration that have no role yet: one still writes its application, one was not admitted.
APPLICANTS = ("lead019", "lead005")


def visitor(login: str, *starts: str) -> Visitor:
    """Somebody with the cases in whose stages their pages can be reached."""
    return Visitor(login, starts, find=lambda _page, server: starts_of(server, login))


VISITORS = (
    Visitor("nobody", ("/", "/incubation/calls")),
    *(visitor(login, *CASES) for login in ("he", "fang", "qian", "tian")),
    visitor("qin", "/home"),
    *(Visitor(login) for login in ("luo", "tan")),
    visitor("sun", "/home"),
    Visitor("gao", ("/incubation/my-agency",)),  # works for her agency
    *(Visitor(login, ("/home", "/incubation/applications")) for login in APPLICANTS),
    Visitor("admin"),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_incubator_is_accessible_and_fits_its_screen(
    site: LiveServer, open_context: OpenContext, language: str
) -> None:
    every = pages_of(site)
    seen = {one for one in every if not one.startswith("incubator.")}
    faults = tour_all(VISITORS, site, open_context, language=language, seen=seen)
    assert faults == {}
    unseen = every - seen
    assert not unseen, "\n".join(sorted(unseen))
