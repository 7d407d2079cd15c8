"""One file per subject: its operations and their shapes."""
