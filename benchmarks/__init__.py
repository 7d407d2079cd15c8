"""What it costs, beside what peers cost."""
