"""What is done with continuing education."""
