"""SCORM packages: archives that are checked and unpacked, opened where they can harm nobody, and heard as they report.

A package is script that somebody else wrote. It is unpacked by a job after every name and size in it was checked
(`archives`, `manifests`, `unpacking`), sent only under addresses that carry their own authority and give it none of
ours (`serving`), and what it says of a learner is checked word by word before it is believed (`reports`).
"""
