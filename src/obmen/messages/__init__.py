"""Texts for people, Russian and English, found by code."""
