"""Checks of what a degree does for the certificate: `links/<id>-<version>.json`."""

from __future__ import annotations

from trainingapp.itembank.checks.rulings import Rulings
from trainingapp.rules.link_policies import read_links

check_links = Rulings("links", "links", read_links).check
