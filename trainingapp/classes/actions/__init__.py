"""What is done with classes."""
