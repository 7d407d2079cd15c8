"""Two hundred kills at random moments."""
