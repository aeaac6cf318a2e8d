"""Item-writing flaws, after the NBME's families testwiseness and irrelevant difficulty, and tells of a whole bank."""
