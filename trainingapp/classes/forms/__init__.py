"""The forms of classes."""
