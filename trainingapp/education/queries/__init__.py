"""What is read of continuing education."""
