"""What several floors of the tests share."""
