"""The running site: its processes and their supervision, checks before the start, backup and demo
data.
"""
