"""Reasons why records need the attention of staff."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

PARAMETER = "attention"  # of the address of a list that shows only what needs attention


@dataclass(frozen=True)
class Attention:
    """A reason why records need attention, and the query of those that do."""

    key: str
    label: Any
    narrow: Callable[[Any], Any]
    columns: tuple[Callable[[Any], Any], ...] = ()  # what a list of these alone says of each besides; see `admin.display`


class WithAttention:
    """The admin of records of which some need attention: the list of these says more of each."""

    attention: tuple[Attention, ...] = ()

    def get_list_display(self, request: HttpRequest) -> Any:
        shown = request.GET.get(PARAMETER)
        more = [column for attention in self.attention if attention.key == shown for column in attention.columns]
        return [*super().get_list_display(request), *more]  # type: ignore[misc]
