"""What names in scripts without spaces or without vowels mean in Latin letters, learned from the names themselves.

Pairs of characters, as the index holds them, only find a name in the same script. Beside it most institutions have one
in Latin letters: from the two are learned how each character is read within a word (大 “da” or “dai”), and for which
words its sequences stand (大学 “university”). Where a script leaves the vowels out, or writes a foreign word as it
sounds, the consonants lead to the word.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from django.db.models import QuerySet
from rapidfuzz.distance import OSA

from partners.search.models import Entry, Reading, Token
from partners.search.translating import ROUNDS, expect
from partners.search.words import LONGEST_TOKEN, MOST_TOKENS, UNSPACED, VOWELLESS, bones, pairs, tokens
from smsu_intl.base.folding import fold
from smsu_intl.base.sounds import sound

BATCH = 2000  # institutions, words or rows at a time: what bounds the memory
MOST_FORMS = 10  # of one institution that are read as a parallel text
LONGEST_SEQUENCE, LEAST_FREQUENCY = 4, 2  # characters that are learned as one; and the names they, or a word, stand in at least

# How characters are read
LONGEST_SOUND, LONGEST_WORD = 6, 16  # letters of one character; of a word that is taken apart
LIFT, FIRST_SOUNDS, OWN_SOUND = 3, 40, 0.2  # what is tried at first: letters beside it so much oftener than elsewhere
RARE_SOUND = 0.03  # what is dropped
DOUBT = 0.5  # is added to how often a character was read: rare ones are surer of nothing

# For which words sequences stand
LEAST_PROBABILITY, LEAST_SHARE, MOST_MEANINGS = 0.03, 0.03, 12
LEAST_MEANING = 0.06  # the shares of all sequences of a query, together
LIKE_THE_BEST = 0.5  # a sequence that explains so much of what the best one does is meant as well

MOST_SOUNDS, LEAST_LIKELY = 150, 0.004  # readings of a query that are looked up
SHORTEST_HEARD = 4  # letters of a word that is meant because it sounds so
LEAST_BONES, MOST_BONES = 3, 24  # consonants; and words with the same ones
WITHOUT_VOWELS = 0.75

# A syllable of Kana is one with the small letters after it; some letters only lengthen what is before them.
_UNIT = re.compile("[\u3040-\u30ff][ぁぃぅぇぉゃゅょァィゥェォャュョ]*|.", re.DOTALL)
_KANA = re.compile("[\u3040-\u30ff]{3,}")
_LENGTHENS = "ーッっウう"
_NEVER_FIRST = frozenset("ーンんッっぁぃぅぇぉゃゅょァィゥェォャュョ")
_LATIN_WORD = re.compile("[a-z]{2,}")

type Run = tuple[str, ...]
type Sounds = dict[str, dict[str, float]]
type Meaning = tuple[int, str, float, int]  # key, text, worth and frequency of a word


# Learning


def learn(vocabulary: Container[str]) -> list[Reading]:
    """Return how characters are read and for which words of the `vocabulary` they stand, as the names tell now."""
    parallel = list(_parallel())
    rows = [
        Reading(text=unit, sort=Reading.SOUND, latin=heard, worth=round(worth, 5))
        for unit, sounds in sorted(_sounds(parallel).items())
        for heard, worth in sorted(sounds.items())
    ]
    rows += [Reading(text=text, sort=Reading.MEANING, latin=word, worth=worth) for text, word, worth in _meanings(parallel, vocabulary)]
    rows += [Reading(text=text, sort=Reading.FOLLOWS, latin="", worth=worth) for text, worth in _following(parallel)]
    return [row for row in rows if len(row.text) <= Reading.LONGEST]


def _parallel() -> Iterator[tuple[list[Run], list[str]]]:
    """Yield what each institution is called: the runs of characters, each in units, and the words in letters."""
    written = Entry.objects.filter(rank__lt=Entry.COMPUTED).order_by("institution", "pk").values_list("institution", "text")
    for _key, forms in groupby(written.iterator(BATCH), key=itemgetter(0)):
        runs: set[Run] = set()
        words: set[str] = set()
        for _same, text in list(forms)[:MOST_FORMS]:
            for number, part in enumerate(UNSPACED.split(text)):
                if number % 2:
                    runs.add(_units(part[: 2 * MOST_TOKENS]))
                else:
                    words.update(_LATIN_WORD.findall(fold(part)))
        if runs and words:
            yield sorted(runs), sorted(words)


def _units(run: str) -> Run:
    return tuple(_UNIT.findall(run))


def _own_sound(unit: str) -> str:
    return sound(fold(unit).replace(" ", ""))


def _sounds(parallel: Sequence[tuple[list[Run], list[str]]]) -> Sounds:
    """Return how likely each character is read in each way: words are taken apart so that characters side by side make them whole.

    What looked like a reading once is one only where the others of the word are known for theirs, lest “university”
    be shared out among the characters it translates.
    """
    texts = [(runs, sorted({heard for word in words if 2 < len(heard := sound(word)) <= LONGEST_WORD})) for runs, words in parallel]
    table = _first_sounds(texts)
    trusted = {unit: {_own_sound(unit), ""} for unit in table}
    for number in range(ROUNDS):
        seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for runs, words in texts:
            for word in words:
                parts = _taken_apart(word, runs, table)
                if not number or sum(heard not in trusted[unit] for unit, heard in parts) <= 1:
                    for unit, heard in parts:
                        seen[unit][heard].add(word)
        for unit in table:
            counts = {heard: float(len(words)) for heard, words in seen[unit].items()}
            trusted[unit] |= {heard for heard, count in counts.items() if count > 1}
            if own := _own_sound(unit):
                counts[own] = counts.get(own, 0) + 1
            whole = sum(counts.values()) + DOUBT
            table[unit] = {heard: count / whole for heard, count in counts.items() if count / whole >= RARE_SOUND}
    return table


def _first_sounds(texts: Sequence[tuple[list[Run], list[str]]]) -> Sounds:
    """Return what each character may sound like: letters that stand beside it much oftener than elsewhere."""
    with_unit: Counter[str] = Counter()
    with_letters: Counter[str] = Counter()
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    for runs, words in texts:
        letters = {
            word[start:end]
            for word in words
            for start in range(len(word))
            for end in range(start + 2, min(len(word), start + LONGEST_SOUND) + 1)
        }
        with_letters.update(letters)
        for unit in {unit for run in runs for unit in run}:
            with_unit[unit] += 1
            beside[unit].update(letters)
    table: Sounds = {}
    for unit, row in beside.items():
        often = with_unit[unit] / max(1, len(texts))
        tried = {
            letters: number * math.log(lift)
            for letters, number in row.items()
            if number > LEAST_FREQUENCY and (lift := number / (often * with_letters[letters])) >= LIFT
        }
        best = dict(sorted(tried.items(), key=lambda item: (-item[1], item[0]))[:FIRST_SOUNDS])
        whole = sum(best.values())
        table[unit] = {letters: (1 - OWN_SOUND) * worth / whole for letters, worth in best.items()}
        if own := _own_sound(unit):
            table[unit][own] = table[unit].get(own, 0) + OWN_SOUND
        if unit in _LENGTHENS:
            table[unit][""] = OWN_SOUND
    return table


def _taken_apart(word: str, runs: Iterable[Run], table: Sounds) -> tuple[tuple[str, str], ...]:
    """Return the likeliest way in which neighbouring characters read as `word`: each with its part; nothing if there is none."""
    best: tuple[float, tuple[tuple[str, str], ...]] = (-math.inf, ())

    def go_on(run: Run, place: int, start: int, likely: float, parts: tuple[tuple[str, str], ...]) -> None:
        nonlocal best
        if start == len(word):
            if len(parts) > 1:
                best = max(best, (likely, parts))
        elif place < len(run):
            for heard, p in table[run[place]].items():
                if word.startswith(heard, start):
                    go_on(run, place + 1, start + len(heard), likely + math.log(p), (*parts, (run[place], heard)))

    for run in runs:
        for place in range(len(run)):
            go_on(run, place, 0, 0.0, ())
    return best[1]


def _sequences(run: Run) -> Iterator[tuple[int, int]]:
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + LONGEST_SEQUENCE) + 1):
            yield start, end


def _meanings(parallel: Sequence[tuple[list[Run], list[str]]], vocabulary: Container[str]) -> Iterator[tuple[str, str, float]]:
    """Yield how much of each word a sequence of characters explains where both stand: sequences that overlap share it."""
    found = [sorted({"".join(run[start:end]) for run in runs for start, end in _sequences(run)}) for runs, _words in parallel]
    often = Counter(text for texts in found for text in texts)
    several = [
        (tuple(text for text in texts if often[text] >= LEAST_FREQUENCY), tuple(word for word in words if word in vocabulary))
        for texts, (_runs, words) in zip(found, parallel, strict=True)
    ]
    several = [(texts, words) for texts, words in several if texts and words]
    table: dict[str, dict[str, float]] = {}
    for _round in range(ROUNDS):
        table = expect(several, table)
    explained: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    beside: dict[str, Counter[str]] = defaultdict(Counter)
    for texts, words in several:
        rows = [(text, table[text]) for text in texts if text in table]
        for word in words:
            likely = [(text, p) for text, row in rows if (p := row.get(word))]
            whole = sum(p for _text, p in likely)
            for text, p in likely:
                if p >= LEAST_PROBABILITY:
                    explained[text][word] += p / whole
                    beside[text][word] += 1
    for text, row in sorted(explained.items()):
        shares = sorted((-round(number / (beside[text][word] + 1), 5), word) for word, number in row.items())
        yield from ((text, word, -share) for share, word in shares[:MOST_MEANINGS] if -share >= LEAST_SHARE)


def _following(parallel: Sequence[tuple[list[Run], list[str]]]) -> Iterator[tuple[str, float]]:
    """Yield three characters, and how surely the third follows the others."""
    often: Counter[str] = Counter()
    for runs, _words in parallel:
        often.update(
            {
                text[start : start + length]
                for run in runs
                for text in ["".join(run)]
                for length in (2, 3)
                for start in range(len(text) - length + 1)
            }
        )
    for text, number in sorted(often.items()):
        if len(text) == 3 and number > LEAST_FREQUENCY:
            yield text, round(number / (often[text[:2]] + 2), 5)


# Reading a query


class Explained:
    """A query in such scripts: for its tokens, the words they may stand for, and what part of their weight is news."""

    def __init__(self, text: str) -> None:
        self.meant: dict[str, list[Meaning]] = defaultdict(list)
        self.news: dict[str, float] = {}
        parts = UNSPACED.split(text)
        runs = [run[: MOST_TOKENS + 1] for run in parts[1::2]][:MOST_TOKENS]
        self.pairs: set[str] = {pair for run in runs for pair in pairs(run)} - {word for part in parts[::2] for word in tokens(part)}
        if self.pairs:
            self._read(runs)
        self.vowelless = {word for part in VOWELLESS.findall(text) for word in tokens(part)}
        self._read_without_vowels()

    def _read(self, runs: list[str]) -> None:
        asked = {"".join(units[start:end]) for run in runs for units in [_units(run)] for start, end in _sequences(units)}
        asked |= {run[start : start + 3] for run in runs for start in range(len(run) - 2)}
        learned: dict[int, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
        for text, sort, latin, worth in Reading.objects.filter(text__in=asked).values_list("text", "sort", "latin", "worth"):
            learned[sort][text][latin] = worth
        words: dict[str, list[tuple[str, float]]] = defaultdict(list)
        heard: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for run in runs:
            said = pairs(run)
            for place, token in enumerate(said):
                known = learned[Reading.FOLLOWS].get(run[place - 1 : place + 2], {}).get("", 0) if place else 0
                self.news[token] = max(self.news.get(token, 0), 1 - known)
            for token, word, worth in _told(run, said, learned[Reading.MEANING]):
                words[word].append((token, worth))
            for token, word, worth in _heard(run, said, learned[Reading.SOUND]):
                heard[word].append((token, worth))
        for text, _sound, key, frequency in _words_with(text__in=words):
            for token, worth in words[text]:
                self.meant[token].append((key, text, worth, frequency))
        for text, spelt, key, frequency in _words_with(sound__in=heard):
            if text.isalpha() and len(text) >= SHORTEST_HEARD:
                for token, worth in heard[spelt]:
                    self.meant[token].append((key, text, worth, frequency))
        self._read_loanwords(runs)

    def _read_loanwords(self, runs: list[str]) -> None:
        """Read Kana as the foreign word it may be: “tenisu” has the consonants of “tennis”."""
        said = {match[0]: sound(fold(match[0]).replace(" ", "")) for run in runs for match in _KANA.finditer(run)}
        for kana, meanings in _with_bones(said).items():
            for token in pairs(kana):
                self.meant[token] += meanings

    def _read_without_vowels(self) -> None:
        for word, meanings in _with_bones(dict.fromkeys(self.vowelless, "")).items():
            self.meant[word] += meanings


def _words_with(**condition: Iterable[str]) -> QuerySet[Token, tuple[str, str, int, int]]:
    return Token.objects.filter(**condition, said__gt=0).values_list("text", "sound", "pk", "said")


def _with_bones(said: dict[str, str]) -> dict[str, list[Meaning]]:
    """Return words with the same consonants as each of some texts, of which the sound is given where it has vowels."""
    asked = {text: found for text, heard in said.items() if len(found := bones(heard or text)) >= LEAST_BONES}
    if not asked:
        return {}
    same: dict[str, list[tuple[str, str, int, int]]] = defaultdict(list)
    for row in _words_with(bones__in=set(asked.values())):
        same[bones(row[0])].append(row)
    meant: dict[str, list[Meaning]] = {}
    for text, consonants in asked.items():
        heard = said[text]
        scored = [
            (0.55 + 0.4 * OSA.normalized_similarity(heard, spelt) if heard else WITHOUT_VOWELS, frequency, word, key)
            for word, spelt, key, frequency in same[consonants]
            if word != text
        ]
        scored.sort(key=lambda row: (-row[0], -row[1], row[2]))
        meant[text] = [(key, word, worth, frequency) for worth, frequency, word, key in scored[: 6 if heard else MOST_BONES]]
    return meant


def _within(units: Run, start: int, end: int, said: list[str]) -> set[str]:
    """Return the pairs that some of the units make, or that share a letter with them where they make none."""
    first, last = sum(map(len, units[:start])), sum(map(len, units[:end]))
    whole = said[first : max(first, last - 1)]
    return set(whole or said[max(0, first - 1) : last])


def _told(run: str, said: list[str], learned: dict[str, dict[str, float]]) -> Iterator[tuple[str, str, float]]:
    """Yield pair, word and worth, for the words that sequences of characters stand for."""
    units = _units(run)
    told: dict[str, list[tuple[float, int, int]]] = defaultdict(list)
    for start, end in _sequences(units):
        for word, share in learned.get("".join(units[start:end]), {}).items():
            told[word].append((share, start, end))
    for word, shares in told.items():
        whole = min(1.0, sum(share for share, _start, _end in shares))
        if whole >= LEAST_MEANING:
            least = LIKE_THE_BEST * max(shares)[0]
            meant = [_within(units, start, end, said) for share, start, end in shares if share >= least]
            yield from ((token, word, math.sqrt(whole)) for token in sorted(set().union(*meant)))


def _heard(run: str, said: list[str], learned: dict[str, dict[str, float]]) -> Iterator[tuple[str, str, float]]:
    """Yield pair, sound and worth, for what characters side by side may sound like as one word."""
    units = _units(run)
    found: list[tuple[float, str, int, int]] = []

    def go_on(start: int, place: int, heard: str, likely: float) -> None:
        length = place - start
        whole = place == len(units) or units[place] not in "ーンん"
        if whole and len(heard) > 2 and (length > 1 or len(heard) > 4):
            found.append((likely ** (1 / length), heard, start, place))
        if place < len(units) and length < 2 * LONGEST_SEQUENCE and len(heard) <= LONGEST_WORD:
            for letters, p in learned.get(units[place], {}).items():
                if likely * p >= LEAST_LIKELY:
                    go_on(start, place + 1, heard + letters, likely * p)

    for start, unit in enumerate(units):
        if unit[0] not in _NEVER_FIRST:
            go_on(start, start, "", 1.0)
    found.sort(reverse=True)
    for likely, heard, start, end in found[:MOST_SOUNDS]:
        for token in sorted(_within(units, start, end, said)):
            yield token, sound(heard)[:LONGEST_TOKEN], min(0.95, 0.6 + 0.35 * likely)
