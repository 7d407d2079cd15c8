"""What people and programs see and do: read models of pages, long work, and who may do what."""
