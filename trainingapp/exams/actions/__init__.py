"""Writes of the exams part by noun: sittings and seats, running attempts, collecting, outages."""
