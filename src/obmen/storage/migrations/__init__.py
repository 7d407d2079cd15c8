"""The history of the tables, one numbered file per change."""
