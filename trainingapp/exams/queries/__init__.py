"""Reads of the exams part by noun: sittings, attempts, results, receipts, office, marking."""
