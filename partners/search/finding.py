"""The search itself: from what was typed to the institutions that were meant, best first.

The same SQL serves both databases; nothing of the index is kept in memory between two searches.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Prefix

from partners.search import acronyms
from partners.search.indexing import weigh
from partners.search.models import Entry, Gram, Posting, Token, Translation
from partners.search.readings import Explained
from partners.search.words import UNSPACED, grams, on_other_keyboard, sound, tokens
from smsu_intl.base.folding import fold

LONGEST = 200  # characters of a query that are read
POSTINGS = 6000  # of the index that a search reads at most, but always those of its rarest word
AS_TYPED = 4  # times as soon as another, a word as it was typed is given its part of that
GRAMS = 1500  # of the index that a misspelt word reads at most
ENOUGH = 150  # of them, if only those of a certain sort are asked for; with fewer, all of that sort are gone through
CANDIDATES = 300  # that are looked at closely
COMMON = 0.00003  # of the entries: a word in more of them is no misspelling
FEW = 20  # entries: a word that nobody says is taken for one that so many do
LONGEST_SHORTENED = 8  # letters of a word that may be the beginning of another, if it does not go on being typed
CONTINUATIONS = 12  # of the beginning of a word that are followed
SPELLINGS = 12  # of one word that are followed
FLOOR = 0.38  # what fits worse is nothing
BESIDE = 0.6  # of the best: what fits worse than that was not meant
WEAK = 0.65  # a best match below this is a guess, “did you mean”: of the benchmark’s unseen names three in four such were wrong

STEM, ENDING, INFLECTED = 5, 3, 0.9  # letters: a word and the same with an ending, and what that is worth
BEGINNING, RELATED = 0.55, 0.6  # of the longer of two words: what they begin with is of one root, and what that is worth
MANY_NAMED = 0.002  # for each of its names that fits, five at most: of two alike, the better known
UNANSWERED = 0.15  # for the rarest word that nothing answers: of two alike, the one without what tells apart comes later
JOINED, IN_TWO, IF_KNOWN, IN_PLACE = 0.9, 0.8, 0.8, 0.75  # written as one, as two, though it is a word itself; the name of a town
SLOPE, FIRST_LETTER = 2.0, 0.12  # what an error costs, by its share of the word; and one in the first letter besides
OF_QUERY, OF_NAME, ALIKE = 0.6, 0.27, 0.13  # of the score: the query's words found, the name's words asked for, the letters
SOUNDING, PREFIX, ABBREVIATED = 0.97, 0.8, 0.93  # what a word is worth that was not typed as it stands
LIBERTY = 0.06  # what each liberty of an acronym with the name takes from that; twice that where it looks like a word
NO_WORD = 4  # letters: what is longer, and is not written in capitals, looks like a word
ACRONYM_BESIDE = 1.0  # liberties: that the institution has another acronym, which somebody wrote
SHORT_ACRONYM = 5  # letters of an acronym beside other words
SHORT_WORD, SWITCHED = 6, 0.75  # letters: nearly any such word is an acronym on the other keyboard; and what that is worth
NO_ACRONYM = 0.0005  # of the entries: a word in more of them is not taken for the initials of others
LEAST_NEWS = 0.1  # what a pair of characters weighs that always follows the one before


@dataclass(frozen=True)
class Match:
    """An institution that was found: how well it fits (0 to 1), and the name form that matched.

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


@dataclass
class _Word:
    """A word of the query, with the words of the vocabulary it may stand for: key → (text, worth 0 to 1, frequency)."""

    text: str
    key: int = 0  # in the vocabulary, where it stands there as it was typed
    weight: float = 0
    known: bool = False
    is_pair: bool = False  # of characters of a script without spaces
    may_be_acronym: bool = True  # in Arabic and Hebrew letters nobody writes them
    meant: dict[int, tuple[str, float, int]] = field(default_factory=dict)

    def add(self, key: int, text: str, worth: float, frequency: int) -> None:
        if worth > self.meant.get(key, ("", 0))[1]:
            self.meant[key] = (text, worth, frequency)


def find(text: str, among: Any = None, limit: int = 100, *, typing: bool = False) -> list[Match]:
    """Return the institutions that `text` may mean, best first; only those of the queryset `among` if it is given.

    While somebody is `typing`, the last word may go on.
    """
    text = unicodedata.normalize("NFKC", text[:LONGEST].replace("\x00", " "))
    words, entries = _read(text, typing=typing)
    if not words:
        return []
    rows = _candidates(words)
    if among is not None:
        keys = {row[0] for row in rows}
        kept = set(among.order_by().filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
        kept_rows = [row for row in rows if row[0] in kept]
        rows = kept_rows if len(rows) < CANDIDATES or len(kept_rows) >= ENOUGH else _candidates(words, among)
    in_capitals = sum(map(str.isupper, text)) > len(words)
    return _ranked(words, rows, entries, in_capitals=in_capitals)[:limit]


def _rows(sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


# What was typed


def _vocabulary(column: str, values: Collection[str]) -> list[tuple[Any, ...]]:
    """Return key, text, sound and frequency of the words whose text or sound is one of some values."""
    if not values:
        return []
    places = ", ".join(["%s"] * len(values))
    sql = f"SELECT id, text, sound, said FROM {_table(Token)} WHERE {column} IN ({places}) AND said > 0"  # noqa: S608 -- a column of ours
    return _rows(sql, sorted(values))


def _read(text: str, *, typing: bool) -> tuple[list[_Word], int]:
    """Return the words of the query, those of the other keyboard's reading where that knows more of them; and the number of entries."""
    readings = [list(dict.fromkeys(tokens(text)))]
    other = list(dict.fromkeys(tokens(on_other_keyboard(text))))
    if other and other != readings[0]:
        readings.append(other)
    joined = {one + two for reading in readings for one, two in pairwise(reading)}
    said = {word for reading in readings for word in reading}
    asked = {"", *joined, *said, *(f"={word}" for word in said)}
    known = {word: (key, number) for key, word, _sound, number in _vocabulary("text", asked)}
    entries = known.pop("", (0, 0))[1]

    def familiar(reading: list[str]) -> float:
        return sum(len(word) for word in reading if word in known or f"={word}" in known) / max(1, sum(map(len, reading)))

    explained = Explained(text)

    def words_of(reading: list[str]) -> list[_Word]:
        return _words(reading, known, entries, explained, typing=typing)

    if len(readings) == 1 or familiar(readings[0]) >= 0.5:
        return words_of(readings[0]), entries
    is_short = len(readings[0]) == len(readings[1]) == 1 and len(readings[0][0]) <= SHORT_WORD
    if familiar(readings[1]) >= 0.5 and not is_short:
        return words_of(readings[1]), entries
    typed, switched = map(words_of, readings)
    if is_short:
        for key, (meant, worth, frequency) in switched[0].meant.items():
            typed[0].add(key, meant, SWITCHED * worth, frequency)
        typed[0].weight = max(typed[0].weight, switched[0].weight)
        return typed, entries
    return max((typed, switched), key=_plausibility), entries  # little of either is known: which of them can be spelt right?


def _plausibility(words: list[_Word]) -> float:
    best = [max((worth for _text, worth, _frequency in word.meant.values()), default=0) * len(word.text) for word in words]
    return sum(best) / max(1, sum(len(word.text) for word in words))


def _words(reading: list[str], known: dict[str, tuple[int, int]], entries: int, explained: Explained, *, typing: bool) -> list[_Word]:
    words = [
        _Word(text, is_pair=text in explained.pairs, may_be_acronym=text not in explained.pairs | explained.vowelless) for text in reading
    ]
    unsure = []
    for word in words:
        key, frequency = known.get(word.text, (0, 0))
        if key:
            word.known, word.key = True, key
            word.add(key, word.text, 1, frequency)
            word.weight = weigh(frequency, entries)
        if f"={word.text}" in known and word.may_be_acronym:
            key, abbreviated = known[f"={word.text}"]
            word.known = True
            word.add(key, f"={word.text}", ABBREVIATED, abbreviated)
            word.weight = word.weight or weigh(abbreviated, entries)
        if frequency <= max(2, COMMON * entries) and len(word.text) > 2 and word.text.isalpha() and not word.is_pair:
            unsure.append(word)
    for one, two in pairwise(words):
        if one.text + two.text in known and not (one.known and two.known):
            key, frequency = known[one.text + two.text]
            for word in (one, two):
                word.add(key, one.text + two.text, JOINED, frequency)
    _spell(unsure, entries)
    _expand_acronyms(words, entries)
    for word in words:
        shortened = len(word.text) <= LONGEST_SHORTENED and not (word.known or word.is_pair)  # “univ.”, “акад.”
        if shortened or (typing and word is words[-1]):
            _go_on(word, entries)
    _translate(words)
    for word in words:
        news = word.weight or weigh(FEW, entries)
        meant = explained.meant.get(word.text, ()) if word.is_pair or news >= weigh(FEW, entries) else ()
        for key, text, worth, frequency in meant:  # a common word is no answer to a rare one
            word.add(key, text, worth * min(1, weigh(frequency, entries) / news) ** 0.5, frequency)
        word.weight = word.weight or weigh(FEW, entries) * 0.6  # a word that nothing is like says little
        if word.is_pair:
            word.weight *= max(LEAST_NEWS, explained.news.get(word.text, 1))
    return words


def _spell(words: list[_Word], entries: int) -> None:
    """Add the words of the vocabulary that sound or are spelt like those nobody, or hardly anybody, writes."""
    if not words:
        return
    sounds = {word.text: heard for word in words if len(heard := sound(word.text)) > 2}  # “qqq” sounds like any k
    words = [word for word in words if word.text in sounds]
    parts = {word.text: _halves(word.text) for word in words if not word.known and len(word.text) > 7}
    asked = {gram for heard in sounds.values() for gram in grams(heard)}
    sizes = _sizes(asked)
    alike: dict[str, list[tuple[int, str, int]]] = {}
    wanted = set(sounds.values())
    for key, text, heard, frequency in _vocabulary("sound", wanted):
        alike.setdefault(heard, []).append((key, text, frequency))
    asked_halves = {half for halves in parts.values() for pair in halves for half in pair}
    half_keys = {text: (key, frequency) for key, text, _sound, frequency in _vocabulary("text", asked_halves)}
    for word in words:
        heard = sounds[word.text]
        found = [(key, text, heard, frequency) for key, text, frequency in alike.get(heard, ())]
        found += _near(heard, sizes)
        scored = []
        for key, text, other, frequency in found:
            likeness = max(_likeness(word.text, text), SOUNDING * _likeness(heard, other))
            if likeness and text != word.text:
                scored.append((likeness + 0.004 * min(frequency, 50) ** 0.5, likeness, key, text, frequency))
        scored.sort(reverse=True)
        for _order, likeness, key, text, frequency in scored[:SPELLINGS]:
            word.add(key, text, likeness if not word.known else likeness * IF_KNOWN, frequency)
            if not word.weight:
                word.weight = weigh(frequency, entries)
        for one, two in parts.get(word.text, ()):
            if one in half_keys and two in half_keys and _are_sure(half_keys[one][1], half_keys[two][1], min(len(one), len(two))):
                for half in (one, two):
                    key, frequency = half_keys[half]
                    word.add(key, half, IN_TWO, frequency)


def _halves(word: str) -> list[tuple[str, str]]:
    """Return every way to write a word in two."""
    return [(word[:cut], word[cut:]) for cut in range(3, len(word) - 2)]


def _are_sure(one: int, other: int, length: int) -> bool:
    """Return whether two halves, said so often and of so many letters at least, are no mere accident."""
    return min(one, other) > 2 or (length > 3 and max(one, other) > 2)


def _sizes(asked: set[str]) -> dict[str, int]:
    """Return how many words each of some grams leads to, but count no further than the budget."""
    if not asked:
        return {}
    one = f"SELECT %s, COUNT(*) FROM (SELECT 1 FROM {_table(Gram)} WHERE text = %s LIMIT {GRAMS}) AS few"  # noqa: S608 -- a table of ours
    return dict(_rows(" UNION ALL ".join([one] * len(asked)), [gram for gram in sorted(asked) for _twice in range(2)]))


def _near(heard: str, sizes: dict[str, int]) -> list[tuple[int, str, str, int]]:
    """Return words that share the rarer trigrams of a sound: key, text, sound and frequency, most shared first."""
    budget = GRAMS
    chosen: list[str] = []
    for gram in sorted(grams(heard), key=lambda gram: sizes.get(gram, 0)):
        size = sizes.get(gram, 0)
        if not size:
            continue
        if size > budget and len(chosen) > 1:
            break
        chosen.append(gram)
        budget -= size
    if not chosen:
        return []
    least = 1 if len(chosen) < 3 else 2
    places = ", ".join(["%s"] * len(chosen))
    sql = (
        f"SELECT token.id, token.text, token.sound, token.said FROM (SELECT token_id, COUNT(*) AS shared FROM {_table(Gram)} "  # noqa: S608
        f"WHERE text IN ({places}) GROUP BY token_id HAVING COUNT(*) >= {least} ORDER BY shared DESC, token_id LIMIT 60) AS near "
        f"JOIN {_table(Token)} AS token ON token.id = near.token_id WHERE token.said > 0"
    )
    return _rows(sql, chosen)


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


def _go_on(word: _Word, entries: int) -> None:
    if len(word.text) < 3:
        return
    sql = (
        f"SELECT token.id, token.text, token.said FROM {_table(Gram)} AS gram JOIN {_table(Token)} AS token ON token.id = gram.token_id "  # noqa: S608
        f"WHERE gram.text = %s AND token.text LIKE %s AND token.said > 0 ORDER BY token.said DESC, token.text LIMIT {CONTINUATIONS}"
    )
    for key, text, frequency in _rows(sql, [f"<{word.text[:3]}", f"{word.text}_%"]):
        word.add(key, text, PREFIX, frequency)
        word.weight = word.weight or weigh(frequency, entries)


def _as_acronyms(words: list[_Word], entries: int) -> dict[str, list[_Word]]:
    """Return the letters of a query that may be an acronym, each with its words.

    They are those of each word of a short query and of all of it; and iitb for “IIT” of “IIT Bombay”.
    """
    if not all(word.may_be_acronym for word in words):
        return {}
    rare = [word for word in words if word.meant.get(word.key, ("", 0, 0))[2] <= max(2, NO_ACRONYM * entries)]
    found = {word.text: [word] for word in rare} | {"".join(word.text for word in words): words} if len(words) <= 2 else {}
    short = [word for word in rare if len(word.text) <= SHORT_ACRONYM]
    if short and len(short) < len(words):
        found.setdefault("".join(word.text if word in short else word.text[0] for word in words), short)
    return {letters: some for letters, some in found.items() if letters.isalpha() and acronyms.SHORTEST <= len(letters) <= acronyms.LONGEST}


def _expand_acronyms(words: list[_Word], entries: int) -> None:
    """Add the initials that stand behind what may be an acronym."""
    asked = _as_acronyms(words, entries)
    near = {letters: acronyms.near_initials(letters) for letters in asked}
    texts = {f"={text}" for some in near.values() for text in some}
    for key, text, _sound, frequency in _vocabulary("text", texts):
        for letters, some in near.items():
            for word in asked[letters]:
                word.add(key, text, ABBREVIATED * some.get(text[1:], 0), frequency)


def _translate(words: list[_Word]) -> None:
    sources: dict[int, list[tuple[_Word, float]]] = {}
    for word in words:
        best = sorted(word.meant.items(), key=lambda item: -item[1][1])[:3]
        for key, (_text, worth, _frequency) in best:
            sources.setdefault(key, []).append((word, worth))
    if not sources:
        return
    places = ", ".join(["%s"] * len(sources))
    sql = (
        f"SELECT learned.source_id, token.id, token.text, token.said, learned.worth FROM {_table(Translation)} AS learned "  # noqa: S608
        f"JOIN {_table(Token)} AS token ON token.id = learned.target_id WHERE learned.source_id IN ({places}) AND token.said > 0"
    )
    for source, target, text, frequency, share in _rows(sql, sorted(sources)):
        for word, worth in sources[source]:
            word.add(target, text, worth * share, frequency)


# What it may mean


def _candidates(words: list[_Word], among: Any = None) -> list[tuple[Any, ...]]:
    """Return the entries that share the rarest words with the query: institution, text, words, place, rank, weight."""
    asked: dict[int, tuple[float, int, int]] = {}
    typed = set()
    for number, word in enumerate(words):
        for key, (text, value, frequency) in word.meant.items():
            asked[key] = max(asked.get(key, (0.0, 0, 0)), (value * word.weight, frequency, number))
            if text == word.text:
                typed.add(key)
    if not asked:
        return []

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
    posting, entry = _table(Posting), _table(Entry)
    pairs = ", ".join(["(%s, %s, %s)"] * (len(chosen) // 3))
    restriction, values = "", []
    if among is not None:
        try:
            inner, values = among.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            return []
        restriction = f"JOIN {entry} AS named ON named.id = answer.entry_id WHERE named.institution_id IN ({inner})"
    # CROSS JOIN: SQLite then keeps the order, where with some hundred words it would go through all postings instead.
    sql = (
        f"WITH asked (token_id, word, worth) AS (VALUES {pairs}), "  # noqa: S608
        f"answer AS (SELECT posting.entry_id, MAX(posting.share * asked.worth) AS worth "
        f"FROM asked CROSS JOIN {posting} AS posting WHERE posting.token_id = asked.token_id GROUP BY posting.entry_id, asked.word), "
        f"hit AS (SELECT answer.entry_id, SUM(answer.worth) AS worth FROM answer {restriction} "
        f"GROUP BY answer.entry_id ORDER BY SUM(answer.worth) DESC, answer.entry_id LIMIT {CANDIDATES}) "
        f"SELECT entry.institution_id, entry.text, entry.words, entry.place, entry.rank, entry.weight "
        f"FROM hit JOIN {entry} AS entry ON entry.id = hit.entry_id"
    )
    return _rows(sql, [*chosen, *values])


def _ranked(words: list[_Word], rows: list[tuple[Any, ...]], entries: int, *, in_capitals: bool) -> list[Match]:
    total_weight = sum(word.weight for word in words)
    spelt: dict[str, list[tuple[int, float]]] = {}
    weights: dict[str, float] = {}
    for number, word in enumerate(words):
        for meant, worth, frequency in word.meant.values():
            spelt.setdefault(meant, []).append((number, worth))
            weights[meant] = weigh(frequency, entries)
    query = " ".join(word.text for word in words)
    typed = [{letters for letters, some in _as_acronyms(words, entries).items() if word in some} | {word.text} for word in words]
    in_pairs = any(word.is_pair for word in words)
    rarest = max(word.weight for word in words)
    best: dict[int, tuple[float, str, float]] = {}
    forms: dict[int, int] = {}
    for key, form, said, place, rank, name_weight in rows:
        answered = [0.0] * len(words)
        covered = 0.0
        for token in spelt.keys() & said.split():
            share = 0.0
            for number, worth in spelt[token]:
                fits = worth if rank < Entry.COMPUTED else _worth_as_acronym(typed[number], form, place, rank, in_capitals)
                answered[number] = max(answered[number], fits)
                share = max(share, fits)
            covered += share * weights[token]
        for token in place.split():
            for number, worth in spelt.get(token, ()):
                answered[number] = max(answered[number], IN_PLACE * worth)
        if rank >= Entry.COMPUTED and len(words) > 1:  # “IIT Bombay”: some of the name as it is
            for token in tokens(form):
                for number, worth in spelt.get(token, ()):
                    answered[number] = max(answered[number], worth)
        of_name = min(1.0, covered / (name_weight or 1))
        of_query = sum(share * word.weight for share, word in zip(answered, words, strict=True)) / total_weight
        says_nothing = in_pairs and not UNSPACED.search(form)  # the letters of another script
        whole = of_query if rank >= Entry.COMPUTED else of_name if says_nothing else _alike(query, said)
        score = OF_QUERY * of_query + OF_NAME * of_name + ALIKE * whole - (0.01 if rank == 2 else 0)
        forms[key] = forms.get(key, 0) + 1
        if key not in best or score > best[key][0]:
            unanswered = max((1 - share) * word.weight for share, word in zip(answered, words, strict=True)) / rarest
            best[key] = (score, form, score - UNANSWERED * unanswered)
    least = max([FLOOR, *(BESIDE * score for score, _form, _order in best.values())])
    ranked = sorted(best.items(), key=lambda item: (-(item[1][2] + MANY_NAMED * min(forms[item[0]], 5)), item[0]))
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


def _marks(form: str, spelt: dict[str, Any] | Iterable[str]) -> tuple[tuple[int, int], ...]:
    """Return where in a name form the words stand that answered the query."""
    return tuple(match.span() for match in re.finditer(r"[^\W\d_]+(?:[ʻʼ‘’'`][^\W\d_]+)*|\d+", form) if fold(match[0]) in spelt)
