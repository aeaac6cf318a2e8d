"""The forms of continuing education."""
