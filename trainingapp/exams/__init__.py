"""Mock exams: sittings, seats, attempts, answer events, results. `lean/` holds the hot routes."""
