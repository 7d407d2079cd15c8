"""What differs: fingerprints, comparison, order of delivery, mass-change guard. Pure."""
