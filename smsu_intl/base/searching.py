"""Searching records by their words, forgiving of endings, typing errors and initials, and alike on every database.

Few records are compared word by word: `Query.best`. Of many, the database is asked for what their texts must contain:
`Query.forms_of`. Both go by the words that are known from what was read so far: `Query.learn`.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import override
from rapidfuzz import process
from rapidfuzz.distance import OSA, Prefix

from smsu_intl.base.folding import fold
from smsu_intl.base.sounds import sound

MOST_WORDS = 24  # of a query that are looked at
MOST_FORMS = 6  # of one of them
STEM = 4  # letters that a word without its ending has at least
SHORTEST_SHORTENED = 3  # letters of a word that may be the beginning of another
SHORTEST_FORGIVEN_AT_END = 7  # letters of a word that may have another last letter by mistake
SHORTEST_HEARD = 4  # sounds of one that may be another that sounds alike

INFLECTED, CONTINUED, RELATED, SOUNDING, MISTYPED, INITIAL = 0.95, 0.85, 0.8, 0.8, 0.7, 0.4  # what a word is worth that is not the same
BESIDE = 0.8  # of the best that a word of the query may mean: what is worth less was not meant
OF_ONE_ROOT = 0.65  # of the longer of two words is what both begin with
LIGHT = 0.1  # what a word weighs that says hardly anything

# Words that bind and ask: nothing needs to contain them.
BINDING_WORDS = (
    "the a an of in at on by for with and or to from about year years not except outside without is are was can could may do does did "
    "me my we our where who whom when how what which many there want go going "
    "в во на по за из с со и или для о об у при от до год годы года году годов годах не кроме вне где кто кому куда когда как что какие "
    "сколько есть ли можно могу может хочу поехать "
    "va bilan uchun da boʻyicha haqida yil yilda yili yilgi emas tashqari qayerda qayerga kimlar kimga qachon qanday qanaqa qaysi qancha "
    "nechta bor bormi mumkin bormoqchiman oʻqimoqchiman kerak"
)

# Endings of English, Russian and Uzbek words.
_ENDINGS = (
    "ing es s "
    "ами ями ого его ому ему ыми ими ая яя ое ее ые ие ый ий ой ей ою ею ую юю ых их ым им ом ем ов ев ах ях ам ям ия ии ию ией а я о е "
    "ы и у ю ь "
    "lardagi larda lari lar si i dagi dan da ga ning ni"
)
_INITIALS = frozenset({"ch", "sh", "ts", "ya", "yu", "ye", "yo"})  # of Cyrillic letters, besides single ones
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def spell(text: str) -> str:
    """Return `text` folded, with х and ж alike in Uzbek's two alphabets."""
    return _respell(fold(text))


def _respell(folded: str) -> str:
    return folded.replace("kh", "x").replace("zh", "j")


def words_in(folded: str) -> frozenset[str]:
    """Return the words of a folded text as they are compared."""
    return frozenset(_respell(folded).split())


@cache
def _endings() -> tuple[str, ...]:
    spelt = {spelling(ending) for ending in _ENDINGS.split() for spelling in (fold, spell)} - {""}
    return tuple(sorted(spelt, key=lambda ending: (-len(ending), ending)))


@lru_cache(maxsize=2048)
def stem(word: str) -> str:
    """Return a folded word without its ending; rough, and the same for both sides of a comparison."""
    for ending in _endings():
        if word.endswith(ending) and len(word) - len(ending) >= STEM:
            return word[: -len(ending)]
    return word


@cache
def stems_of(words: str) -> frozenset[str]:
    """Return the stems of some words, written in one line."""
    return frozenset(stem(fold(word)) for word in words.split())


def is_year(word: str) -> bool:
    return bool(_YEAR.fullmatch(word))


def begins_with_any(column: str, forms: Iterable[str]) -> Q:
    """Return the condition that any word of a folded column begins with any of some forms, or is one that is too short to go on."""
    found = Q(pk__in=[])
    for form in forms:
        is_short = len(form) < SHORTEST_SHORTENED
        begun = f"{form} " if is_short else form
        found |= Q(**{f"{column}__startswith": begun}) | Q(**{f"{column}__contains": f" {begun}"})
        if is_short:
            found |= Q(**{column: form}) | Q(**{f"{column}__endswith": f" {form}"})
    return found


@cache
def _labels(choices: models.Field) -> dict[str, set[str]]:
    labels: dict[str, set[str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for value, label in choices.flatchoices:
                labels.setdefault(value, set()).update(spell(str(label)).split())
    return labels


def values_called(choices: models.Field, word: str) -> list[str]:
    """Return the values of a field with choices whose labels, in any language, have a folded word."""
    return [value for value, words in _labels(choices).items() if any(_worth(spell(word), said) >= INFLECTED for said in words)]


def _errors(word: str) -> int:
    """Return how many typing errors a word is forgiven."""
    return 0 if len(word) < 5 or not word.isalpha() else 1 if len(word) < 11 else 2


def _is_mistyped(word: str, said: str, errors: int) -> bool:
    """Whether a word may be `said` with so many errors: with two it begins alike, and a short one ends alike, for Kazan is not Kazakh."""
    return said[:1] == word[:1] if errors > 1 else len(word) >= SHORTEST_FORGIVEN_AT_END or said[:-1] != word[:-1]


def _worth(word: str, said: str) -> float:
    """Return what `said` is worth as the very word, in another form of it or as what it goes on to; 0 where it is another word."""
    if word == said:
        return 1
    shorter, longer = sorted((word, said), key=len)
    if len(word) >= STEM and stem(word) == stem(said):
        return INFLECTED
    if longer.startswith(shorter) and len(shorter) >= (SHORTEST_SHORTENED if shorter is word else STEM + 1):
        return CONTINUED
    shared = Prefix.similarity(word, said)
    is_related = shared > STEM and (shared >= OF_ONE_ROOT * len(longer) or shared >= len(stem(word)))
    return RELATED if is_related else 0


@dataclass
class Query:
    """What was typed, as words; and the words that are known, which those may mean."""

    text: str
    _known: dict[str, set[str]] = field(default_factory=dict)  # as they are compared → as they are folded
    _by_start: dict[str, list[str]] = field(default_factory=dict)
    _by_sound: dict[str, list[str]] = field(default_factory=dict)
    _meant: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def light_words(self) -> str:
        """The words that nothing needs to contain."""
        return BINDING_WORDS

    @cached_property
    def words(self) -> list[str]:
        """Its first words as they are folded, each once."""
        return list(dict.fromkeys(fold(self.text).split()))[:MOST_WORDS]

    @cached_property
    def telling(self) -> list[str]:
        """The words that whatever is found must answer: all where none of them says much."""
        return [word for word in self.words if not self.is_light(word)] or self.words

    @cached_property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year that it names."""
        named = [int(year) for year in _YEAR.findall(fold(self.text))]
        return (min(named), max(named)) if named else None

    def is_light(self, word: str) -> bool:
        """Whether a word of it says hardly anything, as single letters do."""
        return len(word) == 1 or stem(word) in stems_of(self.light_words)

    def also_called(self, word: str) -> Collection[str]:
        """Return the folded words that say what a word of it says, however little they look like it."""
        return ()

    def learn(self, texts: Iterable[str]) -> None:
        """Make known the words of folded texts."""
        for word in {*" ".join(texts).split()}:
            spelt = _respell(word)
            if spelt not in self._known:
                self._known[spelt] = set()
                self._by_start.setdefault(spelt[:2], []).append(spelt)
                self._by_sound.setdefault(sound(stem(spelt)), []).append(spelt)
            self._known[spelt].add(word)
        self._meant.clear()

    def answers(self, word: str, said: Collection[str]) -> bool:
        """Whether a word of it may mean any of some words, as `words_in` gives them."""
        return not self._worths(word).keys().isdisjoint(said)

    def is_answered_by(self, text: str) -> bool:
        """Whether a folded text answers every telling word."""
        return bool(self._score(words_in(text), frozenset()))

    def is_known(self, word: str) -> bool:
        """Whether a word of it is like any that is known."""
        return bool(self._worths(word))

    def forms_of(self, word: str) -> list[str]:
        """Return what a folded text contains that answers a word, any of it: its stem, and those of the known words that it may mean."""
        forms = [stem(word)]
        if len(word) < SHORTEST_SHORTENED:
            return forms
        for spelt in sorted(self._worths(word), key=lambda spelt: (-self._worths(word)[spelt], spelt)):
            forms += [stem(said) for said in sorted(self._known[spelt]) if not said.startswith(tuple(forms))]
        return [*forms, *(stem(other) for other in sorted(self.also_called(word)) if stem(other) not in forms)][:MOST_FORMS]

    def best[K](self, rows: Iterable[tuple[K, frozenset[str], frozenset[str]]]) -> list[K]:
        """Return the keys of the rows (key, words, words beside that answer too) that answer every telling word, best first."""
        scores: dict[K, float] = {}
        meant = {said for word in self.telling for said in self._worths(word)}
        for key, said, beside in rows:
            if not meant.isdisjoint(said) and (score := self._score(said, beside)) > scores.get(key, 0):
                scores[key] = score
        return sorted(scores, key=lambda key: -scores[key])

    def _worths(self, word: str) -> dict[str, float]:
        """Return the known words that a word may mean, as they are compared, with what each is worth."""
        if word not in self._meant:
            spelt = _respell(word)
            found = self._like(spelt)
            if max(found.values(), default=0) < CONTINUED:
                heard = sound(stem(spelt))
                alike = self._by_sound.get(heard, ()) if len(heard) >= SHORTEST_HEARD else ()
                found |= {said: max(SOUNDING, found.get(said, 0)) for said in alike}
                found |= {said: max(worth, found.get(said, 0)) for said, worth in self._mistyped(spelt)}
            for other in self.also_called(word):
                found = {said: worth * RELATED for said, worth in self._like(_respell(other)).items()} | found
            least = BESIDE * max(found.values(), default=0)
            self._meant[word] = {said: worth for said, worth in found.items() if worth >= least}
        return self._meant[word]

    def _like(self, spelt: str) -> dict[str, float]:
        """Return the known words that are a word, another form of it, or what it goes on to, with what each is worth."""
        return {said: worth for said in self._by_start.get(spelt[:2], ()) if (worth := _worth(spelt, said))}

    def _mistyped(self, spelt: str) -> Iterator[tuple[str, float]]:
        most = _errors(spelt)
        near = process.extract(spelt, list(self._known), scorer=OSA.distance, score_cutoff=most, limit=None) if most else ()
        for said, errors, _place in near:
            if _is_mistyped(spelt, said, errors):
                yield said, MISTYPED * (1 - errors / len(spelt))

    def _score(self, said: frozenset[str], beside: frozenset[str]) -> float:
        answers = {}
        initials = {one for one in said if len(one) == 1 or one in _INITIALS}
        for word in self.telling:
            answers[word] = self._answer(word, said) or self._answer(word, beside) or _take_initial(_respell(word), initials)
            if not answers[word]:
                return 0
        if not any(self._answer(word, said) for word in self.telling):
            return 0
        answers |= {word: self._answer(word, said) for word in self.words if word not in answers}
        weights = {word: 1 if word in self.telling else LIGHT for word in self.words}
        fits = sum(answers[word] * weight for word, weight in weights.items()) / sum(weights.values())
        return fits + LIGHT * min(1, sum(answers.values()) / len(said))  # of two alike the shorter

    def _answer(self, word: str, said: frozenset[str]) -> float:
        worths = self._worths(word)
        return max((worths[one] for one in worths.keys() & said), default=0.0)


def _take_initial(word: str, initials: set[str]) -> float:
    """Return what an initial is worth as the answer to a name, and take it: it stands for one."""
    for initial in sorted(initials, key=len, reverse=True):
        if word.startswith(initial):
            initials.remove(initial)
            return INITIAL
    return 0.0
