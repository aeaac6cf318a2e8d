"""Checks of an agency's standing, R01 to R50: facts and thresholds in, a finding out. What is unknown is never well."""
