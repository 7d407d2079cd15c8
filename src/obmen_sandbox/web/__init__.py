"""The page skeleton that the practice systems share: one plain stylesheet, no outside requests."""

from obmen_sandbox.web.pages import page_environment, render

__all__ = ["page_environment", "render"]
