"""Query sets that the benchmark makes itself: names it holds back from the index, and names as people mistype them."""

import json
import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from partners.importing import open_list
from partners.search.words import on_other_keyboard, tokens


def read_institutions(path: Path) -> list[dict[str, Any]]:
    """Return the institutions of a list, one object a line."""
    with open_list(path) as file:
        return [json.loads(line) for line in file if line.strip()]


def read_queries(path: Path) -> list[tuple[str, str]]:
    """Return (query, expected id) of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        return [(row["query"], row["expected"]) for line in file if line.strip() and (row := json.loads(line))]


def script(text: str) -> str:
    """Return the script that most letters of a text belong to, by the first word of their Unicode names."""
    names = Counter(unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha())
    return names.most_common(1)[0][0] if names else "?"


def names_of(row: dict[str, Any]) -> list[str]:
    return [row["name"], *row["aliases"], *row["acronyms"], *row["labels"].values()]


def hold_back(rows: list[dict[str, Any]], number: int, seed: int) -> list[tuple[str, str]]:
    """Take one name each out of `number` institutions that have others, and return them as queries with what they mean."""
    chance = random.Random(seed)  # noqa: S311 -- nothing secret
    order = list(range(len(rows)))
    chance.shuffle(order)
    held: list[tuple[str, str]] = []
    for place in order:
        row = rows[place]
        others = list(dict.fromkeys([*row["aliases"], *row["acronyms"], *row["labels"].values()]))
        own = tokens(row["name"])
        candidates = [name for name in others if tokens(name) and tokens(name) != own]
        if not candidates:
            continue
        query = chance.choice(candidates)
        left = [name for name in names_of(row) if tokens(name) != tokens(query)]
        if not left:
            continue
        row["aliases"] = [name for name in row["aliases"] if name in left]
        row["acronyms"] = [name for name in row["acronyms"] if name in left]
        row["labels"] = {code: name for code, name in row["labels"].items() if name in left}
        held.append((query, row["id"]))
        if len(held) == number:
            break
    return held


# Mistypings


def _edited(text: str, chance: random.Random) -> str:
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) > 4]
    for _error in range(chance.choice((1, 1, 2))):
        if long:
            place = chance.choice(long)
            words[place] = _one_edit(words[place], chance)
    return " ".join(words)


def _one_edit(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 1) if len(word) > 2 else 0
    letter = chance.choice("abcdefghijklmnopqrstuvwxyz" if word.isascii() else word)
    sort = chance.randrange(4)
    if sort == 0:
        return word[:place] + word[place + 1 :]
    if sort == 1:
        return word[:place] + letter + word[place:]
    if sort == 2:
        return word[:place] + letter + word[place + 1 :]
    return word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]


def _word_missing(text: str, chance: random.Random) -> str:
    words = text.split()
    if len(words) > 3:
        words.pop(chance.randrange(len(words)))
    return " ".join(words)


def _swapped(text: str, chance: random.Random) -> str:
    words = text.split()
    if len(words) > 1:
        place = chance.randrange(len(words) - 1)
        words[place], words[place + 1] = words[place + 1], words[place]
    return " ".join(words)


def _bare(text: str, chance: random.Random) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


TRIES = 100  # for each name that is to be mistyped
_HABITS = (("zh", "j"), ("kh", "h"), ("kh", "x"), ("ya", "ia"), ("yu", "iu"), ("iy", "y"), ("ts", "c"), ("sh", "s"), ("y", "i"), ("w", "v"))


def _transliterated(text: str, chance: random.Random) -> str:
    words = " ".join(tokens(text))
    fitting = [habit for habit in _HABITS if habit[0] in words]
    return words.replace(*chance.choice(fitting)) if fitting else words


def _other_layout(text: str, chance: random.Random) -> str:
    return on_other_keyboard(text)


def _shortened(text: str, chance: random.Random) -> str:
    for long, short in (
        ("University", "Univ."),
        ("университет", "унив."),
        ("медицинск", "мед."),
        ("Institute", "Inst."),
        ("Academy", "Acad."),
    ):
        text = text.replace(long, short)
    return text


def _joined(text: str, chance: random.Random) -> str:
    words = text.split()
    if len(words) > 2:
        place = chance.randrange(len(words) - 1)
        words[place : place + 2] = [words[place] + words[place + 1].lower()]
    return " ".join(words)


MISTYPINGS: dict[str, Callable[[str, random.Random], str]] = {
    "edits": _edited,
    "word missing": _word_missing,
    "words swapped": _swapped,
    "no diacritics": _bare,
    "transliterated": _transliterated,
    "other layout": _other_layout,
    "abbreviated": _shortened,
    "edits and a word missing": lambda text, chance: _edited(_word_missing(text, chance), chance),
    "joined": _joined,
}


def mistype(rows: Iterable[dict[str, Any]], number: int, seed: int) -> list[tuple[str, str, str]]:
    """Return (query, expected id, kind of error) of `number` names that are in the index and that only one institution has.

    Of a list with few such names they are fewer.
    """
    chance = random.Random(seed)  # noqa: S311 -- nothing secret
    rows = list(rows)
    owners = Counter(name for row in rows for name in {" ".join(tokens(name)) for name in names_of(row)})
    made: list[tuple[str, str, str]] = []
    kinds = list(MISTYPINGS)
    for _try in range(TRIES * number):
        if len(made) == number:
            break
        row = chance.choice(rows)
        name = chance.choice(names_of(row))
        folded = " ".join(tokens(name))
        if owners[folded] > 1 or len(folded) < 10 or len(folded.split()) < 2 or len(name) > 90:
            continue
        kind = kinds[len(made) % len(kinds)]
        if kind == "other layout" and script(name) not in ("LATIN", "CYRILLIC"):
            continue
        query = MISTYPINGS[kind](name, chance)
        if " ".join(tokens(query)) in owners and " ".join(tokens(query)) != folded:
            continue  # it became another's name
        made.append((query, row["id"], kind))
    return made
