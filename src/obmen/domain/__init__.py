"""The business in plain Python: no IO, no clock, no chance."""
