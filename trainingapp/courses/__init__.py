"""Courses: what instructors write and reviewers publish, and what learners have done of it.

A course has versions; a version is a tree of sections and lessons. Learners stay with the edition (major number) they
enrolled in and get its newest version. A lesson keeps its key from version to version, so what was done stays done.
"""
