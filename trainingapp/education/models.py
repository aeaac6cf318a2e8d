"""Tables of continuing education."""
