"""The pages of credentials by who reads them. Importing mounts them."""

from trainingapp.credentials.routes import (
    career as career,
    checking as checking,
    decisions as decisions,
    eligibility as eligibility,
    holding as holding,
    keeping as keeping,
    links as links,
    publishing as publishing,
    rulesets as rulesets,
    showing as showing,
)
from trainingapp.credentials.routes.mount import bp as bp
