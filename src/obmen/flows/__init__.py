"""Use cases: one file, one journey, one paragraph."""
