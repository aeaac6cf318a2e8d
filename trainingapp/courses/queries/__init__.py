"""Reads of courses by who asks: anybody (catalogue), learners, authors, reviewers."""
