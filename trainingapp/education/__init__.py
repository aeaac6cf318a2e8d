"""Continuing education: what counts as an hour, by which rule, and the ledger of what everybody has earned.

The ledger is in minutes and only grows: a correction is a negative row. Courses write to it, credentials read it.
"""
