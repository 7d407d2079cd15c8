"""What the flows need from outside."""
