"""Our application inside a portal."""
