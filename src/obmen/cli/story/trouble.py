"""What stops a story, as a code that has a text."""

from __future__ import annotations


class StoryFailed(Exception):
    """The story cannot go on, or something is not as it must be."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts
