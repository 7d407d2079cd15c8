"""Papers for people: what is printed, signed and kept."""
