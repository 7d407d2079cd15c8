"""Stories by name, for those who ask the practice 1C for one."""

from collections.abc import Mapping
from typing import Final

from obmen_sandbox.onec.practice import Story
from obmen_sandbox.stories.wear import fill_wear
from obmen_sandbox.stories.whole import Shape, fill_whole

STORIES: Final[Mapping[str, Story]] = {
    "wear": lambda base, wish: fill_wear(base, **wish),
    "whole": lambda base, wish: fill_whole(base, Shape(**wish)),
}
