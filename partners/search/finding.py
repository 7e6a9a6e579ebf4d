"""The search itself: from what was typed to the institutions that were meant, best first.

The same SQL serves both databases (SQLite is told which index to use); nothing of the index is kept in memory between two searches.
"""

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from rapidfuzz import fuzz

from partners.search import acronyms
from partners.search.indexing import weigh
from partners.search.meaning import ABBREVIATED, Word, as_acronyms, read
from partners.search.models import Entry, Posting
from partners.search.sql import fetch, table
from partners.search.words import UNSPACED, tokens
from smsu_intl.base.folding import fold

LONGEST = 300  # characters of a query that are read
POSTINGS = 6000  # of the index that a search reads at most, but always those of its rarest word
AS_TYPED = 4  # times as soon as another, a word as it was typed is given its part of that
MOST_MATCHES = 300  # are told, narrowed and counted: nobody turns to the fifteenth page
ENOUGH = 150  # of them, if only those of a certain sort are asked for; with fewer, all of that sort are gone through
CANDIDATES = 300  # that are looked at closely
FLOOR = 0.38  # what fits worse is nothing
BESIDE = 0.6  # of the best: what fits worse than that was not meant
WEAK = 0.65  # a best match below this is a guess, “did you mean”: of the benchmark’s unseen names three in four such were wrong

IN_PLACE = 0.75  # what the name of a town or country is worth, if its institutions are not called after it
MANY_NAMED = 0.002  # for each of its names that fits, five at most: of two alike, the better known
AS_ADDRESSED = 0.1  # for a website with all that was typed in its address, and nothing else: whose acronym it is, of all who share it
UNANSWERED = 0.15  # for the rarest word that nothing answers: of two alike, the one without what tells apart comes later
OF_QUERY, OF_NAME, ALIKE = 0.6, 0.27, 0.13  # of the score: the query's words found, the name's words asked for, the letters
LIBERTY = 0.06  # what each liberty of an acronym with the name takes from that; twice that where it looks like a word
NO_WORD = 4  # letters: what is longer, and is not written in capitals, looks like a word
ACRONYM_BESIDE = 1.0  # liberties: that the institution has another acronym, which somebody wrote


@dataclass(frozen=True)
class Match:
    """An institution that was found: how well it fits (0 to 1), and the name form that matched; "" where only its place did.

    `marks` are the parts of `form` that answered what was typed: (start, end) in characters.
    """

    institution_id: int
    score: float
    form: str
    marks: tuple[tuple[int, int], ...] = ()

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
    rows, are_all = _candidates(words)
    if among is not None:
        keys = {row[0] for row in rows}
        kept = set(among.order_by().filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
        kept_rows = [row for row in rows if row[0] in kept]
        are_enough = are_all or len(kept_rows) >= min(ENOUGH, len(rows))
        rows = kept_rows if are_enough else _candidates(words, among)[0]
    in_capitals = sum(map(str.isupper, text)) > len(words)
    return _ranked(words, rows, entries, in_capitals=in_capitals)[:limit]


def _candidates(words: list[Word], among: Any = None) -> tuple[list[tuple[Any, ...]], bool]:
    """Return the entries that share the rarest words with the query, and whether they are all that share any.

    Each is told by institution, text, words, place, rank and weight.
    """
    asked: dict[int, tuple[float, int, int]] = {}
    typed = {word.key for word in words}
    for number, word in enumerate(words):
        for key, (_text, value, frequency) in word.meant.items():
            asked[key] = max(asked.get(key, (0.0, 0, 0)), (value * word.weight, frequency, number))
    if not asked:
        return [], True

    def burden(key: int) -> float:
        worth, frequency, _number = asked[key]
        return frequency / max(worth, 0.1) ** 2 / (AS_TYPED if key in typed else 1)

    budget = POSTINGS
    chosen: list[float] = []
    for key in sorted(asked, key=lambda key: (burden(key), key)):
        worth, frequency, number = asked[key]
        if among is None and chosen and frequency > budget:
            continue
        chosen += [key, number, round(100 * worth)]
        budget -= frequency
    posting, entry = table(Posting), table(Entry)
    pairs = ", ".join(["(%s, %s, %s)"] * (len(chosen) // 3))
    restriction, values = "", []
    if among is not None:
        try:
            inner, values = among.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return [], True
        restriction = f"JOIN {entry} AS named ON named.id = answer.entry_id WHERE named.institution_id IN ({inner})"
    # SQLite must keep the order and its index: with some hundred words it would go through all postings, or make an index of its own.
    by_index = "INDEXED BY search_posting" if connection.vendor == "sqlite" else ""
    sql = (
        f"WITH asked (token_id, word, worth) AS (VALUES {pairs}), "  # noqa: S608
        f"answer AS (SELECT posting.entry_id, MAX(posting.share * asked.worth) AS worth "
        f"FROM asked CROSS JOIN {posting} AS posting {by_index} WHERE posting.token_id = asked.token_id "
        f"GROUP BY posting.entry_id, asked.word), "
        f"hit AS (SELECT answer.entry_id, SUM(answer.worth) AS worth FROM answer {restriction} "
        f"GROUP BY answer.entry_id ORDER BY SUM(answer.worth) DESC, answer.entry_id LIMIT {CANDIDATES}) "
        f"SELECT entry.institution_id, entry.text, entry.words, entry.place, entry.rank, entry.weight "
        f"FROM hit JOIN {entry} AS entry ON entry.id = hit.entry_id"
    )
    rows = fetch(sql, [*chosen, *values])
    return rows, len(rows) < CANDIDATES and len(chosen) == 3 * len(asked)


def _ranked(words: list[Word], rows: list[tuple[Any, ...]], entries: int, *, in_capitals: bool) -> list[Match]:
    total_weight = sum(word.weight for word in words)
    spelt: dict[str, list[tuple[int, float]]] = {}
    weights: dict[str, float] = {}
    for number, word in enumerate(words):
        for meant, worth, frequency in word.meant.values():
            spelt.setdefault(meant, []).append((number, worth))
            weights[meant] = weigh(frequency, entries)
    query = " ".join(word.text for word in words)
    alone = set().union(*(word.alone for word in words))
    typed = [{letters for letters, some in as_acronyms(words, entries).items() if word in some} | {word.text} for word in words]
    in_pairs = any(word.is_pair for word in words)
    rarest = max(word.weight for word in words)
    best: dict[int, tuple[float, str, float]] = {}
    forms: dict[int, int] = {}
    addressed: dict[int, float] = {}
    for key, form, said, place, rank, name_weight in rows:
        answered = [0.0] * len(words)
        covered = 0.0
        for token in spelt.keys() & said.split():
            if token in alone and token != said:
                continue
            share = 0.0
            for number, worth in spelt[token]:
                fits = worth if rank not in Entry.INITIALS else _worth_as_acronym(typed[number], form, place, rank, in_capitals)
                answered[number] = max(answered[number], fits)
                share = max(share, fits)
            covered += share * weights[token]
        is_addressed = rank == Entry.WEBSITE and all(answered)
        for token in {*place.split()} - alone:
            for number, worth in spelt.get(token, ()):
                answered[number] = max(answered[number], IN_PLACE * worth)
        if rank >= Entry.COMPUTED and len(words) > 1:  # “IIT Bombay”: some of the name as it is
            for token in {*tokens(form)} - alone:
                for number, worth in spelt.get(token, ()):
                    answered[number] = max(answered[number], worth)
        of_name = min(1.0, covered / (name_weight or 1))
        of_query = sum(share * word.weight for share, word in zip(answered, words, strict=True)) / total_weight
        says_nothing = in_pairs and not UNSPACED.search(form)  # the letters of another script
        whole = of_query if rank >= Entry.COMPUTED else of_name if says_nothing else _alike(query, said)
        score = OF_QUERY * of_query + OF_NAME * of_name + ALIKE * whole - (0.01 if rank == 2 else 0)
        forms[key] = forms.get(key, 0) + 1
        addressed[key] = max(addressed.get(key, 0), AS_ADDRESSED * of_name * is_addressed)
        if key not in best or score > best[key][0]:
            unanswered = max((1 - share) * word.weight for share, word in zip(answered, words, strict=True)) / rarest
            best[key] = (score, form if covered else "", score - UNANSWERED * unanswered)
    least = max([FLOOR, *(BESIDE * score for score, _form, _order in best.values())])

    def order(item: tuple[int, tuple[float, str, float]]) -> tuple[float, int]:
        key, (_score, _form, ordered) = item
        return -(ordered + addressed[key] + MANY_NAMED * min(forms[key], 5)), key

    ranked = sorted(best.items(), key=order)
    return [Match(key, round(min(1.0, score), 4), form, _marks(form, spelt)) for key, (score, form, _order) in ranked if score >= least]


def _worth_as_acronym(typed: set[str], form: str, place: str, rank: int, in_capitals: bool) -> float:
    """Return what the initials of a name are worth as an answer to letters that may be an acronym of it."""
    beside = ACRONYM_BESIDE if rank == Entry.COMPUTED_BESIDE else 0

    def worth(letters: str) -> float:
        each = LIBERTY if in_capitals or len(letters) <= NO_WORD else 2 * LIBERTY
        return ABBREVIATED - each * acronyms.liberty(letters, form, place) - LIBERTY * beside

    return max(0, *map(worth, typed))


def _alike(query: str, said: str) -> float:
    return max(fuzz.ratio(query, said), 0.98 * fuzz.token_sort_ratio(query, said)) / 100


def _marks(form: str, spelt: Container[str]) -> tuple[tuple[int, int], ...]:
    """Return where in a name form the words stand that answered the query."""
    return tuple(match.span() for match in re.finditer(r"[^\W\d_]+(?:[ʻʼ‘’'`][^\W\d_]+)*|\d+", form) if fold(match[0]) in spelt)
