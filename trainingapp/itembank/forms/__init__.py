"""What the pages of the item bank take in, a module for each noun. Nothing else of a request is ever read."""
