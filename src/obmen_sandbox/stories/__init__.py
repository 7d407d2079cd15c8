"""Data of our own making for practice and measurement: seeded, so that it is the same each time."""
