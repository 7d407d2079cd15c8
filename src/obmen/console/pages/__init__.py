"""Pages by subject; each has `create_<subject>_routes` and a folder of templates."""
