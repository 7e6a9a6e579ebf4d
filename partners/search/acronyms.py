"""Acronyms: those one would make of a name, and how likely it is that given letters were made of it."""

import re
from itertools import combinations
from string import ascii_lowercase

from smsu_intl.base.folding import fold

SHORTEST, LONGEST = 3, 10  # letters of an acronym that stands in the index
MOST_WORDS = 12  # of a name that acronyms are made of
MOST_DROPPED = 3  # letters of an acronym that are no initials

_WORD = re.compile(r"[^\W_]+")
_SMALL_WORD = re.compile(r"[^\W\d_]{1,3}")
_ASIDE = re.compile(r"\([^)]*\)")

# What each liberty costs that whoever made the acronym took with the name; fitted on acronyms of other institutions
# than the benchmark asks for: these are, in step, the logarithms of how seldom it happens.
SMALL_SAID, SMALL_LEFT_OUT = 1.2, 0.15  # “of” or “de” gives its letter, or none
LEFT_OUT, END_LEFT_OUT, PLACE_LEFT_OUT = 1.6, 1.6, 1.2  # a large word gives none: any, one of the last, the place
SECOND, MORE = 1.6, 0.5  # letters of a word, straight after its first
INSIDE = 3.0  # a letter from further inside a word


def _words(name: str) -> list[str]:
    return _WORD.findall(_ASIDE.sub(" ", name))


def _is_small(word: str) -> bool:
    """Return whether a word is one of the small ones, in whatever language: three letters at most, and no capital."""
    return bool(_SMALL_WORD.fullmatch(word)) and word[0].islower()


def initials(name: str) -> set[str]:
    """Return the acronyms one would make of a name: of all its words, and without the small ones."""
    words = _words(name)
    if not 3 <= len(words) <= MOST_WORDS:
        return set()
    made = {fold("".join(word[0] for word in chosen)).replace(" ", "") for chosen in (words, [w for w in words if not _is_small(w)])}
    return {acronym for acronym in made if SHORTEST <= len(acronym) <= LONGEST}


def near_initials(letters: str) -> dict[str, float]:
    """Return the initials that may stand behind an acronym, with what they are worth (0 to 1).

    They lack some of its letters where a word gave more than one, or have one more where a word gave none.
    """
    near = {letters: 1.0}
    last = len(letters)
    for dropped in range(1, min(MOST_DROPPED, last - SHORTEST) + 1):
        for places in combinations(range(1, last), dropped):
            near.setdefault("".join(letter for place, letter in enumerate(letters) if place not in places), 0.9 - 0.1 * dropped)
    for place in range(last + 1):
        for letter in ascii_lowercase:
            near.setdefault(letters[:place] + letter + letters[place:], 0.75)
    return near


def liberty(letters: str, name: str, place: str) -> float:
    """Return how freely an acronym was made of a name: 0 of the initials of its large words; infinite if it was not.

    The words are gone through once, keeping for each number of letters explained so far the least that it cost;
    after Schwartz and Hearst 2003 (A Simple Algorithm for Identifying Abbreviation Definitions), with costs.
    """
    never = float("inf")
    count = len(letters)
    costs = [0.0] + [never] * count
    of_place = place.split()
    for word in _words(name):
        small, folded = _is_small(word), fold(word).replace(" ", "")
        if not folded:
            continue
        left_out = SMALL_LEFT_OUT if small else PLACE_LEFT_OUT if folded in of_place else LEFT_OUT
        after = [cost + left_out for cost in costs]
        for start, cost in enumerate(costs[:-1]):
            if cost < never and folded[0] == letters[start]:
                _continue(letters, start, folded, cost + (SMALL_SAID if small else 0), after)
        costs = after
    return costs[-1]


def _continue(letters: str, start: int, word: str, cost: float, costs: list[float]) -> None:
    """Note what it costs that a word gave the letter at `start`, and as many of the next ones as it has."""
    costs[start + 1] = min(costs[start + 1], cost)
    place, straight = 0, True
    for number in range(start + 1, len(letters)):
        if straight and word[place + 1 : place + 2] == letters[number]:
            cost += SECOND if number == start + 1 else MORE
            place += 1
        else:
            place = word.find(letters[number], place + 1)
            if place < 0:
                return
            straight = False
            cost += INSIDE
        costs[number + 1] = min(costs[number + 1], cost)
