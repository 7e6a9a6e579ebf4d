"""Words that nobody, or hardly anybody, writes: which words of the vocabulary they are spelt or sound like, or are two of."""

from collections.abc import Collection
from string import ascii_lowercase

from rapidfuzz.distance import OSA, Prefix

from partners.search.models import Gram, Token
from partners.search.sql import as_list, fetch, is_one_of, rows_of, table
from partners.search.words import grams
from smsu_intl.base.sounds import sound

GRAMS = 1500  # of the index that a misspelt word reads at most
MOST_NEAR = 60  # words that share the most trigrams with a misspelt one
SPELLINGS = 12  # of one word that are followed
LONGEST_EDITED = 9  # letters of a word that is looked for with each letter wrong: one error leaves longer ones trigrams enough
SHORTEST_IN_TWO = 7  # letters of two words written as one

STEM, ENDING, INFLECTED = 5, 3, 0.9  # letters: a word and the same with an ending, and what that is worth
BEGINNING, RELATED = 0.55, 0.6  # of the longer of two words: what they begin with is of one root, and what that is worth
BINDINGS = ("s", "es", "n", "en")  # Evolutions|biologie, Tropen|medizin
SLOPE, FIRST_LETTER = 2.0, 0.12  # what an error costs, by its share of the word; and one in the first letter besides
SOUNDING = 0.97  # what a word is worth that sounds alike
OFTEN = 0.004  # for the square root of how often a word is said, fifty times at most: of two alike, the commoner

type Said = tuple[int, str, str, int, int]  # a word of the vocabulary: key, text, sound, frequency, and that only as a place
type Alike = tuple[int, str, float, int]  # key, text, how alike (0 to 1), and frequency


def look_up(column: str, values: Collection[str]) -> list[Said]:
    """Return the words of the vocabulary whose text or sound is one of some values."""
    if not values:
        return []
    sql = f"SELECT id, text, sound, said, placed FROM {table(Token)} WHERE {is_one_of(column)} AND said > 0"  # noqa: S608 -- a column of ours
    return fetch(sql, [as_list(values)])


class Spelling:
    """What some words may be meant for, and those `in_two` as two written as one; all of them are looked up together."""

    def __init__(self, words: Collection[str], in_two: Collection[str]) -> None:
        self._sounds = {word: heard for word in words if len(heard := sound(word)) > 2}  # “qqq” sounds like any k
        self._halves = {word: _halves(word) for word in in_two if word in self._sounds and len(word) >= SHORTEST_IN_TWO}
        self._edits = {word: edits(word) for word in self._sounds if len(word) <= LONGEST_EDITED}
        texts = {half for halves in self._halves.values() for both in halves for half in both}.union(*self._edits.values())
        self._spelt = {said[1]: said for said in look_up("text", texts)}
        self._near: dict[str, set[Said]] = {heard: set() for heard in self._sounds.values()}
        for said in look_up("sound", self._near):
            self._near[said[2]].add(said)
        for heard, some in _with_trigrams_of(self._near).items():
            self._near[heard] |= some

    def like(self, word: str) -> list[Alike]:
        """Return the words that are spelt or sound like `word`, the likeliest to be meant first."""
        if word not in self._sounds:
            return []
        heard = self._sounds[word]
        scored = []
        edited = {self._spelt[text] for text in self._edits.get(word, set()) & self._spelt.keys()}
        for key, text, other, frequency, _placed in self._near[heard] | edited:
            likeness = max(_likeness(word, text), SOUNDING * _likeness(heard, other))
            if likeness and text != word:
                scored.append((likeness + OFTEN * min(frequency, 50) ** 0.5, likeness, key, text, frequency))
        scored.sort(reverse=True)
        return [(key, text, likeness, frequency) for _order, likeness, key, text, frequency in scored[:SPELLINGS]]

    def halves(self, word: str) -> list[tuple[int, str, int]]:
        """Return key, text and frequency of each of the two words that `word` may be."""
        found = []
        for both in self._halves.get(word, ()):
            known = [self._spelt[half] for half in both if half in self._spelt]
            if len(known) == 2 and _are_sure(known[0][3], known[1][3], min(map(len, both))):
                found += [(key, text, frequency) for key, text, _sound, frequency, _placed in known]
        return found


def _halves(word: str) -> list[tuple[str, str]]:
    """Return every way to write a word in two, also without what binds the two in the compounds of several languages."""
    halves = [(word[:cut], word[cut:]) for cut in range(3, len(word) - 2)]
    bound = [(one.removesuffix(binding), other) for one, other in halves for binding in BINDINGS if one.endswith(binding)]
    return [*halves, *((one, other) for one, other in bound if min(len(one), len(other)) >= STEM)]


def edits(word: str) -> set[str]:
    """Return all that one letter too many, too few, wrong or out of its turn makes of a word.

    >>> {"barga", "brag", "bragas", "bwaga"} <= edits("braga")
    True
    """
    cut = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {one + other[1:] for one, other in cut if other}
    found |= {one + other[1] + other[0] + other[2:] for one, other in cut if len(other) > 1}
    found |= {one + letter + other for one, other in cut for letter in ascii_lowercase}
    found |= {one + letter + other[1:] for one, other in cut if other for letter in ascii_lowercase}
    return found - {word}


def _are_sure(one: int, other: int, length: int) -> bool:
    """Return whether two halves, said so often and of so many letters at least, are no mere accident."""
    return min(one, other) > 2 or (length > 3 and max(one, other) > 2)


def count_words(asked: set[str]) -> dict[str, int]:
    """Return how many words each of some grams leads to, but count no further than the budget."""
    if not asked:
        return {}
    few = f"SELECT 1 FROM {table(Gram)} AS gram WHERE gram.text = asked.value LIMIT {GRAMS}"  # noqa: S608 -- a table of ours
    return dict(fetch(f"SELECT asked.value, (SELECT COUNT(*) FROM ({few}) AS few) FROM {rows_of()}", [as_list(asked)]))  # noqa: S608


def _with_trigrams_of(sounds: Collection[str]) -> dict[str, set[Said]]:
    """Return for each of some sounds the words that share its rarer trigrams."""
    sizes = count_words({gram for heard in sounds for gram in grams(heard)})
    asked = [(heard, chosen) for heard in sorted(sounds) if (chosen := _rarest(heard, sizes))]
    if not asked:
        return {}
    near = []
    for number, (_heard, chosen) in enumerate(asked):
        least = 1 if len(chosen) < 3 else 2
        near.append(
            f"SELECT * FROM (SELECT {number} AS word, token_id, COUNT(*) AS shared FROM {table(Gram)} WHERE {is_one_of('text')} "  # noqa: S608
            f"GROUP BY token_id HAVING COUNT(*) >= {least} ORDER BY shared DESC, token_id LIMIT {MOST_NEAR}) AS near{number}"
        )
    sql = (
        f"SELECT near.word, token.id, token.text, token.sound, token.said, token.placed FROM ({' UNION ALL '.join(near)}) AS near "  # noqa: S608
        f"JOIN {table(Token)} AS token ON token.id = near.token_id WHERE token.said > 0"
    )
    found: dict[str, set[Said]] = {}
    for number, *said in fetch(sql, [as_list(chosen) for _heard, chosen in asked]):
        found.setdefault(asked[number][0], set()).add(tuple(said))
    return found


def _rarest(heard: str, sizes: dict[str, int]) -> list[str]:
    """Return the rarest trigrams of a sound that the index has, as many as may be read."""
    budget = GRAMS
    chosen: list[str] = []
    for gram in sorted(grams(heard), key=lambda gram: (sizes.get(gram, 0), gram)):
        size = sizes.get(gram, 0)
        if not size:
            continue
        if size > budget and len(chosen) > 1:
            break
        chosen.append(gram)
        budget -= size
    return chosen


def _likeness(one: str, other: str) -> float:
    """Return how alike two words are, 0 if more letters differ than a typing error or an ending, also of another language, explains."""
    length = max(len(one), len(other))
    if (
        min(len(one), len(other)) >= STEM
        and length - min(len(one), len(other)) <= ENDING
        and (one.startswith(other) or other.startswith(one))
    ):
        return INFLECTED
    most = 1 if length < 6 else 2 if length < 10 else 3
    distance = OSA.distance(one, other, score_cutoff=most)
    if distance <= most:
        return 1 - SLOPE * distance / (length + 1) - (FIRST_LETTER if one[0] != other[0] else 0)
    return RELATED if Prefix.similarity(one, other) >= max(STEM, BEGINNING * length) else 0  # “informacionit”, “information”
