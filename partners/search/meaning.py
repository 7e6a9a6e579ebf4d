"""What was typed: its words, and the words of the vocabulary that each may stand for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from partners.search import acronyms
from partners.search.indexing import weigh
from partners.search.models import Gram, Token, Translation
from partners.search.readings import Explained
from partners.search.spelling import Spelling, look_up
from partners.search.sql import fetch, table, whole
from partners.search.words import on_other_keyboard, tokens

COMMON = 0.00003  # of the entries: a word in more of them is no misspelling
MISTAKES = 2  # names at most that have a word because it is misspelt there
FEW = 20  # entries: a word that nobody says is taken for one that so many do
LONGEST_SHORTENED = 8  # letters of a word that may be the beginning of another, if it does not go on being typed
CONTINUATIONS = 12  # of the beginning of a word that are followed
NEARLY = 0.88  # of the likeness of the best spelling: of all that are so alike the commonest was meant, and says as little

JOINED, IN_TWO, IF_KNOWN = 0.9, 0.8, 0.8  # written as one, as two, though it is a word itself
PREFIX, ABBREVIATED = 0.8, 0.93  # what a word is worth that was not typed as it stands
ADDRESSED = 0.9  # and one that only the address of a website has

SHORT_ACRONYM = 5  # letters of an acronym beside other words
SHORT_WORD, SWITCHED = 6, 0.75  # letters: nearly any such word is an acronym on the other keyboard; and what that is worth
IN_FULL = {3: 0.5, 4: 0.6, 5: 0.65}  # by its letters, what an acronym is worth for words with these initials: they may be another's
NO_ACRONYM = 0.0005  # of the entries: a word in more of them is not taken for the initials of others, nor for a website
LEAST_NEWS = 0.1  # what a pair of characters weighs that always follows the one before


@dataclass
class Word:
    """A word of the query, with the words of the vocabulary it may stand for: key → (text, worth 0 to 1, frequency)."""

    text: str
    key: int = 0  # in the vocabulary, where it stands there as it was typed
    halves: set[int] = field(default_factory=set)  # the keys of two words that it may be, written as one
    weight: float = 0
    known: bool = False
    is_pair: bool = False  # of characters of a script without spaces
    may_be_acronym: bool = True  # in Arabic and Hebrew letters nobody writes them
    meant: dict[int, tuple[str, float, int]] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)  # of these words the ones that stand for it only where they are the whole name

    def add(self, key: int, text: str, worth: float, frequency: int) -> None:
        if worth > self.meant.get(key, ("", 0))[1]:
            self.meant[key] = (text, worth, frequency)


def said_in_names(words: Collection[str]) -> set[str]:
    """Return those of some words that stand in names, oftener than a mistake would."""
    read_as = {word: tokens(word) for word in words}
    rows = look_up("text", {token for some in read_as.values() for token in some})
    often = {text for _key, text, _sound, number, _placed in rows if number > MISTAKES}
    return {word for word, some in read_as.items() if not often.isdisjoint(some)}


def read(text: str, *, typing: bool) -> tuple[list[Word], int]:
    """Return the words of the query, those of the other keyboard's reading where that knows more of them; and the number of entries."""
    readings = [list(dict.fromkeys(tokens(text)))]
    other = list(dict.fromkeys(tokens(on_other_keyboard(text))))
    if other and other != readings[0]:
        readings.append(other)
    joined = {"".join(run) for reading in readings for run in _runs(reading)}
    said = {word for reading in readings for word in reading}
    shortened = acronyms.initials(text)
    asked = {"", *joined, *(f"={word}" for word in said), *(f"@{word}" for word in joined), *shortened}
    rows = look_up("text", asked)
    known = {word: (key, number) for key, word, _sound, number, _placed in rows}
    entries = known.pop("", (0, 0))[1]
    places = {word for _key, word, _sound, _number, placed in rows if placed}
    common = {word for word, (_key, number) in known.items() if number > max(2, NO_ACRONYM * entries)}
    for run in (run for reading in readings for run in _runs(reading)):
        if places.issuperset(run) or (len(run) == 1 and run[0] in common):  # who has the website of a town is not called so
            known.pop(f"@{''.join(run)}", None)

    def familiar(reading: list[str]) -> float:
        said = (word for word in reading if any(f"{sign}{word}" in known for sign in ("", "=", "@")))
        return sum(map(len, said)) / max(1, sum(map(len, reading)))

    explained = Explained(text)

    def words_of(reading: list[str]) -> list[Word]:
        words = _words(reading, known, entries, explained, typing=typing)
        if reading is readings[0]:
            _shorten(words, {letters: known[letters] for letters in shortened & known.keys()}, entries)
        return words

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


def _runs[W](words: Sequence[W]) -> list[Sequence[W]]:
    """Return what may be written as one word: each word, each two side by side, and all of them."""
    return [*((word,) for word in words), *pairwise(words), words]


def _plausibility(words: list[Word]) -> float:
    best = [max((worth for _text, worth, _frequency in word.meant.values()), default=0) * len(word.text) for word in words]
    return sum(best) / max(1, sum(len(word.text) for word in words))


def _words(reading: list[str], known: dict[str, tuple[int, int]], entries: int, explained: Explained, *, typing: bool) -> list[Word]:
    words = [
        Word(text, is_pair=text in explained.pairs, may_be_acronym=text not in explained.pairs | explained.vowelless) for text in reading
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
        if one.text + two.text in known:
            key, frequency = known[one.text + two.text]
            for word in (one, two):
                word.add(key, one.text + two.text, JOINED * (IF_KNOWN if one.known and two.known else 1), frequency)
    _spell(unsure, entries)
    _expand_acronyms(words, entries)
    shortened = [not (word.known or word.is_pair) and len(word.text) <= LONGEST_SHORTENED for word in words]  # “univ.”, “акад.”
    _go_on([word for word, is_short in zip(words, shortened, strict=True) if is_short or (typing and word is words[-1])], entries)
    _translate(words)
    _find_websites(words, known, entries)
    for word in words:
        if longer := [number for text, worth, number in word.meant.values() if worth >= PREFIX and text.startswith(word.text)]:
            word.weight = min(word.weight, weigh(max(longer), entries))  # “univ.” says no more than “university”, though few write it
        news = word.weight or weigh(FEW, entries)
        meant = explained.meant.get(word.text, ()) if word.is_pair or news >= weigh(FEW, entries) else ()
        for key, text, worth, frequency in meant:  # a common word is no answer to a rare one
            word.add(key, text, worth * min(1, weigh(frequency, entries) / news) ** 0.5, frequency)
        word.weight = word.weight or weigh(FEW, entries) * 0.6  # a word that nothing is like says little
        if word.is_pair:
            word.weight *= max(LEAST_NEWS, explained.news.get(word.text, 1))
    return words


def _spell(words: list[Word], entries: int) -> None:
    """Add the words of the vocabulary that sound or are spelt like those nobody, or hardly anybody, writes."""
    spelling = Spelling([word.text for word in words], in_two=[word.text for word in words if not word.known])
    for word in words:
        alike = spelling.like(word.text)
        for key, text, likeness, frequency in alike:
            word.add(key, text, likeness if not word.known else likeness * IF_KNOWN, frequency)
        if alike and not word.weight:
            _key, _text, best, _frequency = alike[0]
            word.weight = weigh(max(frequency for *_word, likeness, frequency in alike if likeness >= NEARLY * best), entries)
        for key, half, frequency in spelling.halves(word.text):
            word.add(key, half, IN_TWO, frequency)
            word.halves.add(key)


def _go_on(words: list[Word], entries: int) -> None:
    """Add what words go on to that begin as these do, the commonest first."""
    begun = [word for word in words if len(word.text) >= 3]
    if not begun:
        return
    sql = " UNION ALL ".join(
        f"SELECT * FROM (SELECT {number} AS word, token.id, token.text, token.said FROM {table(Gram)} AS gram "  # noqa: S608
        f"JOIN {table(Token)} AS token ON token.id = gram.token_id WHERE gram.text = %s AND token.text LIKE %s AND token.said > 0 "
        f"ORDER BY token.said DESC, token.text LIMIT {CONTINUATIONS}) AS begun{number}"
        for number in range(len(begun))
    )
    rows = fetch(sql, [value for word in begun for value in (f"<{word.text[:3]}", f"{word.text}_%")])
    for number, key, text, frequency in sorted(rows, key=lambda row: (row[0], -row[3], row[2])):
        word = begun[number]
        word.add(key, text, PREFIX, frequency)
        word.weight = word.weight or weigh(frequency, entries)


def as_acronyms(words: list[Word], entries: int) -> dict[str, list[Word]]:
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


def _expand_acronyms(words: list[Word], entries: int) -> None:
    """Add the initials that stand behind what may be an acronym."""
    asked = as_acronyms(words, entries)
    near = {letters: acronyms.near_initials(letters) for letters in asked}
    texts = {f"={text}" for some in near.values() for text in some}
    for key, text, _sound, frequency, _placed in look_up("text", texts):
        for letters, some in near.items():
            for word in asked[letters]:
                word.add(key, text, ABBREVIATED * some.get(text[1:], 0), frequency)


def _find_websites(words: list[Word], known: dict[str, tuple[int, int]], entries: int) -> None:
    """Add the parts of the addresses of websites that are written like a word, two of them or all: uppa, bancaditalia."""
    for run in _runs(words):
        written = "@" + "".join(word.text for word in run)
        if written in known:
            key, frequency = known[written]
            for word in run:
                word.add(key, written, ADDRESSED, frequency)
                word.weight = word.weight or weigh(frequency, entries)


def _shorten(words: list[Word], shortened: dict[str, tuple[int, int]], entries: int) -> None:
    """Add the acronyms that somebody wrote for what was typed in full: GIG for Główny Instytut Górnictwa."""
    for letters, (key, frequency) in shortened.items():
        worth = IN_FULL[min(len(letters), max(IN_FULL))]
        if frequency <= max(2, NO_ACRONYM * entries):
            for word in words:
                if key not in word.meant:
                    word.add(key, letters, worth, frequency)
                    word.alone.add(letters)


def _translate(words: list[Word]) -> None:
    sources: dict[int, list[tuple[Word, float]]] = {}
    for word in words:
        best = sorted(word.meant.items(), key=lambda item: -item[1][1])[:3]
        for key, (_text, worth, _frequency) in best:
            sources.setdefault(key, []).append((word, worth))
    if not sources:
        return
    sql = (
        f"SELECT learned.source_id, token.id, token.text, token.said, learned.worth FROM {table(Translation)} AS learned "  # noqa: S608
        f"JOIN {table(Token)} AS token ON token.id = learned.target_id "
        f"WHERE learned.source_id IN ({whole(sorted(sources))}) AND token.said > 0"
    )
    for source, target, text, frequency, share in fetch(sql, []):
        for word, worth in sources[source]:
            word.add(target, text, worth * share, frequency)
