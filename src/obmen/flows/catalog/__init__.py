"""The catalogue's journey: accepted, applied, planned."""
