"""Checks of the rulesets of eligibility: `eligibility/<id>-<version>.json`."""

from __future__ import annotations

from trainingapp.itembank.checks.rulings import Rulings
from trainingapp.rules.eligibility_rulesets import read_ruleset

check_rulesets = Rulings("eligibility", "ruleset", read_ruleset).check
