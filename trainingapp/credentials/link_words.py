"""The words of what a degree does for the certificate, and of where somebody stands with the papers of a level."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext, lazy_gettext as _, pgettext
from flask_babel.speaklater import LazyString

from trainingapp.accounts.labels import PROVINCES
from trainingapp.credentials.eligibility_words import CERTIFICATES, PAPERS
from trainingapp.credentials.queries.standings import Stood
from trainingapp.rules.eligibility_facts import Paper, Pass
from trainingapp.rules.exam_passes import PassState, Standing
from trainingapp.rules.link_policies import LinkKind
from trainingapp.web.i18n import local_date

KINDS: Mapping[LinkKind, LazyString] = {
    LinkKind.ELIGIBILITY: _("A degree opens an exam"),
    LinkKind.EXPERIENCE_REDUCTION: _("A degree shortens the years of work"),
    LinkKind.CE_CREDIT: _("A degree counts as continuing education"),
    LinkKind.SUBJECT_EXEMPTION: _("Pilot: papers that need not be sat"),
    LinkKind.DIRECT_AWARD: _("Pilot: the certificate on graduation"),
}

STATES: Mapping[PassState, tuple[LazyString, str]] = {
    PassState.NOTHING: (_("nothing passed"), "neutral"),
    PassState.LAPSED: (_("passes do not count any more"), "warning"),
    PassState.PARTLY: (_("some papers are missing"), "info"),
    PassState.COMPLETE: (_("every paper passed"), "success"),
    PassState.PROOF_OVER: (_("the proof has run out"), "warning"),
}

RULES: Mapping[str, LazyString] = {
    "one": _("All papers have to be passed in one exam year. A single pass is not carried over."),
    "many": _("All papers have to be passed within %(window)s exam years in a row."),
    "proof": _(
        "One paper; the proof of the pass lasts %(years)s years from its issue. The review has to be passed "
        "within them."
    ),
}

FINDINGS: Mapping[str, LazyString] = {
    "same": _("as it is"),
    "changed": _("is changed"),
    "title_differs": _("the title is not that of this point; look whether rows have slipped"),
    "unknown_code": _("no such knowledge point in this edition"),
    "not_a_point": _("a chapter or section, not a knowledge point"),
    "retired": _("this knowledge point is retired"),
    "twice": _("this point stands in several rows"),
    "no_code": _("the code of the knowledge point is missing"),
    "formula": _("formulas are not taken"),
    "malformed": _("cannot be read"),
    "too_many_courses": _("too many courses"),
    "course_too_long": _("the name of a course is too long"),
}


def level_of(standing: Standing) -> str:
    """The level, and the region where it holds there only."""
    name = str(CERTIFICATES[standing.level])
    if standing.region is None:
        return name
    return str(
        gettext("%(level)s, valid in %(place)s only", level=name, place=place(standing.region))
    )


def place(region: str) -> str:
    """A province by its name."""
    return str(PROVINCES.get(region, region))


def join_names(names: Iterable[str]) -> str:
    """Names after each other."""
    return str(pgettext("between names", ", ")).join(names)


def papers(names: tuple[str, ...]) -> str:
    """Papers by their names."""
    return join_names(str(PAPERS[Paper(name)]) for name in names)


def rule_of(stood: Stood) -> str:
    """The rolling rule of the level in a sentence."""
    if stood.proof_years is not None:
        return str(RULES["proof"]) % {"years": stood.proof_years}
    words = RULES["one"] if stood.standing.window == 1 else RULES["many"]
    return str(words) % {"window": stood.standing.window}


def paper_of(one: Pass) -> str:
    """A pass: paper and year."""
    return str(
        gettext("%(paper)s, passed in %(year)s", paper=str(PAPERS[one.paper]), year=one.year)
    )


def counts_until(one: Pass, standing: Standing) -> str:
    """A pass with the last exam year in which it counts."""
    if standing.state is PassState.COMPLETE:
        return paper_of(one)
    name, last = str(PAPERS[one.paper]), one.year + standing.window - 1
    return str(
        gettext(
            "%(paper)s, passed in %(year)s, counts until the exam of %(last)s",
            paper=name,
            year=one.year,
            last=last,
        )
    )


def next_step(standing: Standing) -> str:
    """What is to be done, and by when, in a sentence."""
    if standing.state is PassState.PARTLY:
        return str(
            gettext(
                "Still missing: %(papers)s, at the latest in the exam of %(year)s.",
                papers=papers(standing.missing),
                year=standing.by_year,
            )
        )
    if standing.state is PassState.PROOF_OVER:
        return str(gettext("The proof has run out; the paper has to be passed again."))
    if standing.state is PassState.COMPLETE:
        return _completed(standing)
    if standing.window == 1:
        return str(
            gettext(
                "Every paper is to be passed in one exam: %(papers)s. The next one is that of %(year)s.",
                papers=papers(standing.missing),
                year=standing.by_year,
            )
        )
    return str(
        gettext(
            "Every paper is to be passed: %(papers)s. Whoever begins with the next exam has until that of %(year)s.",
            papers=papers(standing.missing),
            year=standing.by_year,
        )
    )


def _completed(standing: Standing) -> str:
    if standing.ends_on is None:
        return str(
            gettext("Every paper was passed with the exam of %(year)s.", year=standing.full_year)
        )
    if standing.is_proof_dated:
        return str(
            gettext(
                "The proof holds until the day before %(day)s; the review has to be passed before.",
                day=local_date(standing.ends_on),
            )
        )
    return str(
        gettext(
            "Enter the day on which the proof was issued: it lasts from that day. Without it, it is counted "
            "until the day before %(day)s.",
            day=local_date(standing.ends_on),
        )
    )
