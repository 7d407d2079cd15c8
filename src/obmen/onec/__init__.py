"""1C's room: its dialogue, its files, its orders."""
