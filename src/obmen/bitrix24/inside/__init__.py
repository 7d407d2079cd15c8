"""Our application inside a portal: its pages, events, placements, robots and triggers."""
