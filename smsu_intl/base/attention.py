"""Reasons why records need the attention of staff."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

PARAMETER = "attention"  # of the address of a list that shows only what needs attention


@dataclass(frozen=True)
class Attention:
    """A reason why records need attention, and the query of those that do."""

    key: str
    label: Any
    narrow: Callable[[Any], Any]
