"""The engine: loops that wake by a nudge or by the clock; what has to be done stands in the database."""
