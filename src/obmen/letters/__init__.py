"""Room of letters: the ways to reach a person outside both systems."""
