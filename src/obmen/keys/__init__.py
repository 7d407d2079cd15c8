"""Passwords and tokens: made by chance, kept as digests, and guessers slowed down."""
