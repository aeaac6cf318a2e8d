"""Writes of courses by who acts: authors (contents), authors and reviewers (versions), learners."""
