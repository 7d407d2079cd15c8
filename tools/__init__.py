"""Our own checks of the code; not part of the package."""
