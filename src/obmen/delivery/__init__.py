"""Decisions of delivery: what happened to a call, when to repeat it, how fast to go. Pure."""
