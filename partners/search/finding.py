"""The search itself: from what was typed to the institutions that were meant, best first.

The same SQL serves both databases (SQLite is told which index to use); nothing of the index is kept in memory between two searches.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from math import sumprod
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from rapidfuzz import fuzz

from partners.search import acronyms
from partners.search.indexing import weigh
from partners.search.meaning import ABBREVIATED, Word, as_acronyms, read
from partners.search.models import Entry, Posting
from partners.search.sql import fetch, table, whole
from partners.search.words import UNSPACED, tokens
from smsu_intl.base.folding import fold
from smsu_intl.base.querysets import AnyOf

LONGEST = 300  # characters of a query that are read
POSTINGS = 6000  # of the index that a search reads at most, but always those of its rarest word
AS_TYPED = 20  # times as soon as another, a word as it was typed is given its part of that
MOST_MATCHES = 300  # are told, narrowed and counted: nobody turns to the fifteenth page
ENOUGH = 0.5  # of the best matches are of the sort that is asked for, or else all of that sort are gone through
CANDIDATES = 300  # that are looked at closely
FEW, NEAR = 20, 3  # institutions: who asks for no more, needs only candidates that share a third of what the first does
FLOOR = 0.38  # what fits worse is nothing
BESIDE = 0.6  # of the best: what fits worse than that was not meant
WEAK = 0.65  # a best match below this is a guess, “did you mean”: of the benchmark’s unseen names three in four such were wrong

IN_PLACE = 0.75  # what the name of a town or country is worth, if its institutions are not called after it
MANY_NAMED = 0.002  # for each of its names that fits, five at most: of two alike, the better known
AS_ADDRESSED = 0.1  # for a website with all that was typed in its address, and nothing else: whose acronym it is, of all who share it
AS_NAMED = 0.12  # for a name of several words that is just what was typed: a part of it has the same website
UNANSWERED = 0.15  # for the rarest word that nothing answers: of two alike, the one without what tells apart comes later
OF_QUERY, OF_NAME, ALIKE = 0.6, 0.27, 0.13  # of the score: the query's words found, the name's words asked for, the letters
LIBERTY = 0.06  # what each liberty of an acronym with the name takes from that; twice that where it looks like a word
NO_WORD = 4  # letters: what is longer, and is not written in capitals, looks like a word
ACRONYM_BESIDE = 1.0  # liberties: that the institution has another acronym, which somebody wrote

_WORD = re.compile(r"[^\W\d_]+(?:[ʻʼ‘’'`][^\W\d_]+)*|\d+")


@dataclass(frozen=True)
class Match:
    """An institution that was found: how well it fits (0 to 1), and the name form that matched; "" where only its place did.

    `answering` are the folded words that answer what was typed, wherever they stand.
    """

    institution_id: int
    score: float
    form: str
    answering: Container[str] = ()

    @property
    def marks(self) -> list[tuple[int, int]]:
        """The parts of `form` that answered what was typed: (start, end) in characters."""
        return [match.span() for match in _WORD.finditer(self.form) if fold(match[0]) in self.answering]

    @property
    def is_weak(self) -> bool:
        """Whether it is no more than a guess."""
        return self.score < WEAK

    @property
    def is_of_place(self) -> bool:
        """Whether no name but its place answers all that was typed: its city, say."""
        return not self.form and self.score >= OF_QUERY * IN_PLACE


def find(text: str, among: Any = None, limit: int = MOST_MATCHES, *, typing: bool = False) -> list[Match]:
    """Return the institutions that `text` may mean, best first; only those of the queryset `among` if it is given.

    While somebody is `typing`, the last word may go on.
    """
    text = unicodedata.normalize("NFKC", text[:LONGEST].replace("\x00", " "))
    words, entries = read(text, typing=typing)
    if not words:
        return []
    asked = _Asked(words, entries, in_capitals=sum(map(str.isupper, text)) > len(words))
    rows, are_all = _candidates(words, limit)
    if among is None:
        return _ranked(asked, rows)[:limit]
    if are_all:
        return _ranked(asked, _kept(rows, among))[:limit]
    matches = _ranked(asked, rows)[:limit]
    shown = [(match.institution_id,) for match in matches]
    kept = _kept(shown, among)
    if not kept or len(kept) < ENOUGH * len(shown):
        rows, _are_all = _candidates(words, limit, among)
    elif len(kept) < len(shown):
        rows = _kept(rows, among)
    else:
        return matches
    return _ranked(asked, rows)[:limit]


def _kept(rows: list[tuple[Any, ...]], among: Any) -> list[tuple[Any, ...]]:
    """Return the rows that begin with the key of an institution in the queryset `among`."""
    keys = {row[0] for row in rows}
    kept = set(among.order_by().filter(pk__in=AnyOf(keys)).values_list("pk", flat=True)) if keys else set()
    return [row for row in rows if row[0] in kept]


def _candidates(words: list[Word], limit: int, among: Any = None) -> tuple[list[tuple[Any, ...]], bool]:
    """Return the entries that share the rarest words with the query, and whether they are all that share any.

    Each is told by institution, text, words, place, rank and weight. Of many, those that share so much less than the first
    that they are not among the few that are asked for are left out.
    """
    asked: dict[int, tuple[float, int]] = {}
    typed = {key for word in words for key in (word.key, *word.halves)}
    for word in words:
        for key, (_text, value, frequency) in word.meant.items():
            asked[key] = max(asked.get(key, (0.0, 0)), (value * word.weight, frequency))
    if not asked:
        return [], True

    def burden(key: int) -> float:
        worth, frequency = asked[key]
        return frequency / max(worth, 0.1) ** 2 / (AS_TYPED if key in typed else 1)

    budget = POSTINGS
    chosen: list[str] = []
    for key in sorted(asked, key=lambda key: (burden(key), key)):
        worth, frequency = asked[key]
        if among is None and chosen and frequency > budget:
            continue
        chosen.append(f"({whole((key, round(100 * worth)))})")
        budget -= frequency
    posting, entry = table(Posting), table(Entry)
    restriction, values = "", ()
    if among is not None:
        try:
            inner, values = among.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return [], True
        restriction = f"JOIN {entry} AS named ON named.id = posting.entry_id AND named.institution_id IN ({inner})"
    # SQLite must keep the order and its index: with some hundred words it would go through all postings, or make an index of its own.
    by_index = "INDEXED BY search_posting" if connection.vendor == "sqlite" else ""
    sql = (
        f"WITH asked (token_id, worth) AS (VALUES {', '.join(chosen)}), "  # noqa: S608
        f"hit AS (SELECT posting.entry_id, SUM(posting.share * asked.worth) AS worth "
        f"FROM asked CROSS JOIN {posting} AS posting {by_index} {restriction} WHERE posting.token_id = asked.token_id "
        f"GROUP BY posting.entry_id ORDER BY 2 DESC, posting.entry_id LIMIT {CANDIDATES}) "
        f"SELECT entry.institution_id, entry.text, entry.words, entry.place, entry.rank, entry.weight, summary.number "
        f"FROM (SELECT COUNT(*) AS number, MAX(worth) AS most FROM hit) AS summary "
        f"CROSS JOIN hit JOIN {entry} AS entry ON entry.id = hit.entry_id"
    )
    if limit <= FEW:
        sql += f" WHERE summary.number < {CANDIDATES} OR {NEAR} * hit.worth >= summary.most"
    rows = fetch(sql, values)
    return rows, not rows or (rows[0][-1] < CANDIDATES and len(chosen) == len(asked))


class _Asked:
    """A query as a name answers it: what each of its words may be spelt like, and what that is worth."""

    def __init__(self, words: list[Word], entries: int, *, in_capitals: bool) -> None:
        self.text = " ".join(word.text for word in words)
        self.weights = [word.weight for word in words]
        self.in_pairs = any(word.is_pair for word in words)
        self.in_capitals = in_capitals
        self.spelt: dict[str, list[tuple[int, float]]] = {}
        self.weight_of: dict[str, float] = {}
        for number, word in enumerate(words):
            for meant, worth, frequency in word.meant.values():
                self.spelt.setdefault(meant, []).append((number, worth))
                self.weight_of[meant] = weigh(frequency, entries)
        self._alone = set().union(*(word.alone for word in words))
        self._anywhere = self.spelt.keys() - self._alone
        as_one = as_acronyms(words, entries)
        self._typed = [{letters for letters, some in as_one.items() if word in some} | {word.text} for word in words]

    def is_just(self, said: str) -> bool:
        """Return whether a name has the words of the query and no others, in their order; a query is asked each word once."""
        return " ".join(dict.fromkeys(said.split())) == self.text

    def answered(self, form: str, said: str, place: str, rank: int) -> tuple[list[float], float, bool]:
        """Return how well an entry answers each word of the query (0 to 1), the weight of its words that do, and if its name alone does."""
        answered = [0.0] * len(self.weights)
        covered = 0.0
        for token in self.spelt.keys() & said.split():
            if token in self._alone and token != said:
                continue
            share = 0.0
            for number, worth in self.spelt[token]:
                fits = worth if rank not in Entry.INITIALS else self._worth_as_acronym(number, form, place, rank)
                answered[number] = max(answered[number], fits)
                share = max(share, fits)
            covered += share * self.weight_of[token]
        by_name = all(answered)
        for token in self._anywhere.intersection(place.split()):
            for number, worth in self.spelt[token]:
                answered[number] = max(answered[number], IN_PLACE * worth)
        if rank >= Entry.COMPUTED and len(answered) > 1:  # “IIT Bombay”: some of the name as it is
            for token in self._anywhere.intersection(tokens(form)):
                for number, worth in self.spelt[token]:
                    answered[number] = max(answered[number], worth)
        return answered, covered, by_name

    def _worth_as_acronym(self, number: int, form: str, place: str, rank: int) -> float:
        """Return what the initials of a name are worth as an answer to letters that may be an acronym of it."""
        beside = ACRONYM_BESIDE if rank == Entry.COMPUTED_BESIDE else 0

        def worth(letters: str) -> float:
            each = LIBERTY if self.in_capitals or len(letters) <= NO_WORD else 2 * LIBERTY
            return ABBREVIATED - each * acronyms.liberty(letters, form, place) - LIBERTY * beside

        return max(0, *map(worth, self._typed[number]))


def _ranked(asked: _Asked, rows: list[tuple[Any, ...]]) -> list[Match]:
    total_weight, rarest = sum(asked.weights), max(asked.weights)
    best: dict[int, tuple[float, str, float]] = {}
    forms: Counter[int] = Counter()
    named: set[int] = set()
    addressed: dict[int, float] = {}
    least = FLOOR
    for key, form, said, place, rank, name_weight, _number in rows:
        answered, covered, by_name = asked.answered(form, said, place, rank)
        of_name = min(1.0, covered / (name_weight or 1))
        of_query = sumprod(answered, asked.weights) / total_weight
        forms[key] += 1
        if rank < Entry.COMPUTED and len(answered) > 1 and asked.is_just(said):
            named.add(key)
        if rank == Entry.WEBSITE and by_name:
            addressed[key] = max(addressed.get(key, 0), AS_ADDRESSED * of_name)
        score = OF_QUERY * of_query + OF_NAME * of_name - (0.01 if rank == 2 else 0)
        if score + ALIKE < max(least, best[key][0] if key in best else 0):  # whatever its letters
            continue
        says_nothing = asked.in_pairs and not UNSPACED.search(form)  # the letters of another script
        score += ALIKE * (of_query if rank >= Entry.COMPUTED else of_name if says_nothing else _alike(asked.text, said))
        if key not in best or score > best[key][0]:
            least = max(least, BESIDE * score)
            unanswered = max((1 - share) * weight for share, weight in zip(answered, asked.weights, strict=True)) / rarest
            best[key] = (score, form if covered else "", score - UNANSWERED * unanswered)

    def order(item: tuple[int, tuple[float, str, float]]) -> tuple[float, int]:
        key, (_score, _form, ordered) = item
        of_name = AS_NAMED if key in named else 0
        return -(ordered + of_name + addressed.get(key, 0) + MANY_NAMED * min(forms[key], 5)), key

    ranked = sorted((item for item in best.items() if item[1][0] >= least), key=order)
    return [Match(key, round(min(1.0, score), 4), form, asked.spelt.keys()) for key, (score, form, _order) in ranked]


def _alike(query: str, said: str) -> float:
    return max(fuzz.ratio(query, said), 0.98 * fuzz.token_sort_ratio(query, said)) / 100
