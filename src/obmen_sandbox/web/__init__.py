"""The page skeleton that the practice systems share: one plain stylesheet, no outside requests."""

from obmen_sandbox.web.pages import FRAMES_POLICY, POLICY, page_environment, render

__all__ = ["FRAMES_POLICY", "POLICY", "page_environment", "render"]
