"""The search itself: from what was typed to the institutions that were meant, best first."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Match:
    """An institution that was found: how well it fits (0 to 1), and the name form that matched.

    `marks` are the parts of `form` that answered what was typed: (start, end) in characters.
    """

    institution_id: int
    score: float
    form: str
    marks: tuple[tuple[int, int], ...] = ()


def find(text: str, among: Any = None, limit: int = 100) -> list[Match]:
    """Return the institutions that `text` may mean, best first; only those of the queryset `among` if it is given."""
    from partners.models import Institution  # noqa: PLC0415 -- replaced by the index

    queryset = Institution.objects.all() if among is None else among
    found = queryset.search(text).best_first(text)[:limit]
    return [Match(institution.pk, 1 - number / (limit + 1), institution.name_en) for number, institution in enumerate(found)]
