"""What an author is told of a package that was taken."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

FINDINGS = {
    "silent": _(
        "Nothing in this package seems to report to a course. Let learners say themselves when they are through."
    ),
    "frames": _(
        "The package opens frames of its own, which this site shuts off from each other. Try it out before you "
        "publish; if it does not start, ask the administrator for an address of its own for packages."
    ),
    "flash": _("%(name)s is Flash, which no browser plays any more."),
    "programs": _("%(count)s programs were left out, %(name)s among them."),
    "wrapper": _("Everything lay in the folder %(name)s; it was taken as the top of the package."),
}
