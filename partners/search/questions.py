"""What a search typed as a question asks for: “medical university in kazakhstan” is a country, a kind and a text.

`understand` only proposes. A country may be part of a name (“University of Nottingham Malaysia Campus”), so the
whole text is kept and the caller decides: where it finds something strong as a whole, the proposal is void.

Nothing here asks the database. Countries are known by CLDR's names and everyday ones in English, Russian and
Uzbek, in the cases and with the suffixes that questions put them in; words are compared as `fold` spells them.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, product
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from partners.search.vocabulary import (
    ADJECTIVE_ENDINGS,
    ADJECTIVES,
    AFTER_COUNTRY,
    ALSO_CALLED,
    ALSO_ORDINARY_WORDS,
    BEFORE_COUNTRY,
    BEFORE_LANGUAGE,
    BESIDE_LANGUAGE,
    BINDING_WORDS,
    EVERYDAY,
    GENERIC_STEMS_OF,
    KINDS,
    LANGUAGE,
    NO_TYPING_ERRORS,
    PARTNERS,
    POSSESSIVE,
    RUSSIAN_ENDINGS,
    UZBEK_NATIONALS,
    UZBEK_SUFFIXES,
)
from smsu_intl.base.countries import names_of_countries
from smsu_intl.base.regions import names_of_regions
from smsu_intl.base.searching import spell, stem

LONGEST_QUESTION = 300  # characters; what is longer is no question
LONGEST_PHRASE = 7  # words in the longest name of a country that is looked for
SHORTEST_MISTYPED, LONG = 5, 8  # letters of a word that may be a country with a typing error; and with another letter

Offers = tuple[tuple[str, str], ...]  # (value, a phrase that means it)


@cache
def _phrases(texts: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(spell(text).split()) for text in texts.split(","))


@cache
def _spelt(words: str) -> frozenset[str]:
    return frozenset(spell(word) for word in words.split())


@dataclass(frozen=True)
class Understood:
    """A question taken apart: `text` as it was typed, the filters it names, and the `rest` that is still to be searched.

    `offer_words` are the words, as `spell` gives them, that named the offers.
    """

    text: str
    rest: str
    countries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()  # UN M49 codes
    kinds: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    offer_words: tuple[str, ...] = ()

    @property
    def places(self) -> tuple[str, ...]:
        """The countries and regions."""
        return self.countries + self.regions

    @property
    def is_question(self) -> bool:
        """Whether anything was understood beyond a plain text."""
        return bool(self.places or self.kinds or self.offers)


def understand(text: str, offers: Offers = (), *, nations: bool = False) -> Understood:
    """Return what `text` may ask for; `offers` are the phrases for what partners offer, see `phrases_of`.

    With `nations` an adjective means its country also where no institutions are asked for: “Russian visits”.
    """
    plain = Understood(text, text.strip())
    if len(text) > LONGEST_QUESTION:
        return plain
    return _of_a_nation(text, offers) or _of_countries(text, offers, nations=nations) or plain


def with_places_spelt(text: str, said_in_names: Callable[[Collection[str]], Collection[str]]) -> str:
    """Return `text` with words that are all but the name of one place written as that: “Kazahstan”.

    Not those that are `said_in_names`, which is asked once, and only where there are any.
    """
    if len(text) > LONGEST_QUESTION:
        return text
    meant = [(start, end, place) for word, start, end in _Question(text).words if (place := _nearly_a_place(word))]
    names = said_in_names({text[start:end] for start, end, _place in meant}) if meant else ()
    spelt, reached = "", 0
    for start, end, place in meant:
        if text[start:end] not in names:
            spelt, reached = f"{spelt}{text[reached:start]}{place}", end
    return spelt + text[reached:]


def _nearly_a_place(word: str) -> str:
    """Return a name, or an adjective, of the one country or region that a word has one typing error of; "" if it may be several or none.

    Another letter is forgiven in long words only: Konya and Chita are no Kenya and China.
    """
    forms = _one_word_forms().get(word[:1], {})
    if len(word) < SHORTEST_MISTYPED or word in forms or word in _place_forms() or word in NO_TYPING_ERRORS:
        return ""
    near = [
        form
        for form, _errors, _place in process.extract(word, forms.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
        if len(form) != len(word) or sorted(form) == sorted(word) or len(word) >= LONG
    ]
    return near[0] if len({forms[form] for form in near}) == 1 else ""


@cache
def _one_word_forms() -> dict[str, dict[str, str]]:
    """Return longer names of one word in every form, and adjectives, with their codes, by first letters: those are hardly mistyped."""
    named = {spell(name): code for code, _language, name in _place_names()}
    long = {name for name in named if name.isalpha() and len(name) > SHORTEST_MISTYPED}
    forms: dict[str, dict[str, str]] = {}
    for form, code in (_adjective_forms() | _place_forms()).items():
        if form.isalpha() and any(form.startswith(name[:-3]) for name in long if named[name] == code):
            forms.setdefault(form[0], {})[form] = code
    return forms


def _of_a_nation(text: str, offers: Offers) -> Understood | None:
    """Return what “Russian universities” asks for; None where the adjective may be part of a name."""
    question = _Question(text)
    places = question.take(_adjective_forms())
    found = question.answer(places, offers) if len(places) == 1 else None
    if found is None or not (found.kinds or found.offers or question.names_several):
        return None
    is_general = question.names_several and all(stem(word) in _generic_stems() for word in spell(found.rest).split())
    return found if is_general or not found.rest else None


def _of_countries(text: str, offers: Offers, *, nations: bool) -> Understood | None:
    """Return what names a country, a region or an offer, or nothing but a kind of institutions; None of what does not."""
    question = _Question(text)
    places = question.take(_place_forms(), before=_phrases(BEFORE_COUNTRY), after=_phrases(AFTER_COUNTRY), never_alone=ALSO_ORDINARY_WORDS)
    if nations and not places:
        places = question.take_nation()
    found = question.answer(places, offers)
    return found if found.countries or found.regions or found.offers or (found.kinds and not found.rest) else None


def phrases_of(forms: Sequence[Any], kinds: Iterable[tuple[str, str]] = ()) -> Offers:
    """Return the phrases for what partners offer; one phrase may mean several things.

    Forms of cooperation go by their names in every language and by what else they are called, kinds of
    programme, given as (value, kind), by what they are called here.
    """
    named = [(form.slug, phrase) for form in forms for phrase in (form.name_en, form.name_ru, form.name_uz) if phrase]
    keys = [*((form.slug, form.slug) for form in forms), *kinds]
    return (*named, *((value, phrase) for value, key in keys for phrase in ALSO_CALLED.get(key, ())))


_TOKEN = re.compile(r"[^\W_]+(?:[\u0300-\u036fʻʼ‘’‛'`´ʹ′]+[^\W_]*|\.(?=[^\W_]\b)[^\W_])*")


class _Question:
    """A text as folded words, each with its place, of which phrases are taken."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[tuple[str, int, int]] = []  # folded, from, to
        for match in _TOKEN.finditer(text):
            parts = spell(match[0]).split()
            self.words += [(" ".join(parts), match.start(), match.end())] if parts else []
        self.taken: set[int] = set()

    def take[T](
        self,
        forms: dict[str, T],
        *,
        before: tuple[tuple[str, ...], ...] = (),
        after: tuple[tuple[str, ...], ...] = (),
        never_alone: frozenset[str] = frozenset(),
        stemmed: bool = False,
    ) -> list[T]:
        """Take every phrase of `forms`, the longest first, with the words `before` and `after` it; return what they mean."""
        found: dict[T, None] = {}
        spelt = [stem(word) if stemmed else word for word, _start, _end in self.words]
        start = 0
        while start < len(spelt):
            for length in range(min(LONGEST_PHRASE, len(spelt) - start), 0, -1):
                span = range(start, start + length)
                phrase = " ".join(spelt[start : start + length])
                if phrase in forms and self.taken.isdisjoint(span):
                    bound = self._bound(start, before, backwards=True)
                    if phrase in never_alone and not bound and length < len(spelt):
                        continue
                    self.taken.update(span, bound, self._bound(start + length, after, backwards=False))
                    found[forms[phrase]] = None
                    start += length - 1
                    break
            start += 1
        return list(found)

    def _bound(self, place: int, phrases: tuple[tuple[str, ...], ...], *, backwards: bool) -> range:
        """Return the places of the first of `phrases` that ends before `place`, or begins at it."""
        for phrase in phrases:
            span = range(place - len(phrase), place) if backwards else range(place, place + len(phrase))
            is_free = span.start >= 0 and span.stop <= len(self.words) and self.taken.isdisjoint(span)
            if is_free and tuple(self.words[n][0] for n in span) == phrase:
                return span
        return range(0)

    def take_nation(self) -> list[str]:
        """Take the adjective of one country, and return that; not of a language, nor where an institution is called by its whole name."""
        words = [word for word, _start, _end in self.words]
        is_name = any(word in _kind_forms()[0] for word in words)
        tells_language = any(word in _spelt(BESIDE_LANGUAGE) for word in words)
        places = [n for n, word in enumerate(words) if word in _adjective_forms()]
        nations = list(dict.fromkeys(_adjective_forms()[words[n]] for n in places))
        if is_name or tells_language or len(nations) != 1:
            return []
        if not self.names_several and any(words[n] in LANGUAGE or (n and words[n - 1] in _spelt(BEFORE_LANGUAGE)) for n in places):
            return []
        self.taken.update(places)
        return nations

    def take_kinds(self) -> list[str]:
        """Take the words for kinds: those for several at once always, those for one where only common words are left beside."""
        one, several = _kind_forms()
        kinds: dict[str, None] = {}
        left = [n for n in range(len(self.words)) if n not in self.taken]
        for first, second in [*pairwise(left), *((n, n) for n in left)]:
            phrase = self.words[first][0] if first == second else f"{self.words[first][0]}-{self.words[second][0]}"
            if phrase in several and second - first <= 1 and self.taken.isdisjoint({first, second}):
                self.taken |= {first, second}
                kinds |= dict.fromkeys(several[phrase])
        left = [n for n in left if n not in self.taken]
        named = [n for n in left if self.words[n][0] in one]
        others = (self.words[n][0] for n in left if n not in named)
        if len(named) == 1 and all(word in _spelt(BINDING_WORDS) or stem(word) in _generic_stems() for word in others):
            self.taken.update(named)
            kinds |= dict.fromkeys(one[self.words[named[0]][0]])
        return list(kinds)

    @property
    def names_several(self) -> bool:
        """Whether it has a word for several institutions at once, which none is called."""
        return any(word in _kind_forms()[1] or word in _spelt(PARTNERS) for word, _start, _end in self.words)

    def answer(self, places: list[str], offers: Offers) -> Understood:
        """Return the `places` that were taken, the `offers` and kinds that what is left names, and what is left then."""
        before = set(self.taken)
        named = dict.fromkeys(value for values in self.take(_offer_forms(offers), stemmed=True) for value in values)
        said = [word for n in sorted(self.taken - before) for word in self.words[n][0].split()]
        kinds = self.take_kinds()
        regions = tuple(place for place in places if place.isdigit())
        countries = tuple(place for place in places if place not in regions)
        return Understood(self.text, self.rest(), countries, regions, tuple(kinds), tuple(named), tuple(said))

    def rest(self) -> str:
        """Return the text without what was taken, and without words that only bound it."""
        left = [n for n in range(len(self.words)) if n not in self.taken]
        while left and self.words[left[0]][0] in _spelt(BINDING_WORDS):
            self.taken.add(left.pop(0))
        while left and self.words[left[-1]][0] in _spelt(BINDING_WORDS):
            self.taken.add(left.pop())
        rest, place = "", 0
        for n, (_word, start, end) in enumerate(self.words):
            if n in self.taken:
                rest, place = f"{rest}{self.text[place:start]} ", end
        rest = " ".join(f"{rest}{self.text[place:]}".split())
        return rest.strip(" ,;:.?!-–—/") if any(char.isalnum() for char in rest) else ""


@cache
def _adjective_forms() -> dict[str, str]:
    """Return the adjectives of countries and regions, in Russian and Uzbek with all endings, each with its code."""
    forms: dict[str, str] = {}
    for code, language, name in _place_names():
        if language == "uz" and name.isalpha():
            several = [f"{name}{ending}" for ending in UZBEK_NATIONALS]
            forms |= {spell(form): code for one in several for form in (one, *_uzbek_cases(one))}
    for code, words in ADJECTIVES.items():
        for word in words.split():
            is_russian = word.endswith(ADJECTIVE_ENDINGS)
            forms |= {spell(form): code for form in ([word[:-2] + end for end in ADJECTIVE_ENDINGS] if is_russian else [word])}
    return forms


@cache
def _place_forms() -> dict[str, str]:
    """Return every folded form of the names of countries and regions, with its code; the names themselves win over their inflections."""
    named: dict[str, str] = {}
    inflected: dict[str, str] = {}
    for code, language, name in _place_names():
        named.setdefault(spell(name), code)
        for form in _russian_cases(name) if language == "ru" else _uzbek_cases(name) if language == "uz" else ():
            inflected.setdefault(spell(form), code)
    return {form: code for form, code in (inflected | named).items() if len(form) > 1}


def _place_names() -> Iterator[tuple[str, str, str]]:
    """Yield (code, language, name) of countries, then of regions; everyday names first, which decide what “Korea” is."""
    for code, names in EVERYDAY.items():
        for name in names:
            is_russian = bool(re.search("[а-яё]", name.lower()))
            yield code, "ru" if is_russian else "uz", name
    for names_in, language in product((names_of_countries, names_of_regions), ("en", "ru", "uz")):
        for code, name in names_in(language).items():
            for part in {name, re.sub(r" ?\(.*\)", "", name), name.replace("&", "and"), *re.findall(r"\((\w{5,})\)", name)}:
                yield code, language, part


def _uzbek_cases(name: str) -> Iterator[str]:
    return (f"{name}{suffix}" for suffix in UZBEK_SUFFIXES)


def _russian_cases(name: str) -> list[str]:
    """Return a name in its five oblique cases; words that do not change, and abbreviations, stay."""
    if name.isupper():
        return []
    cases = [[_russian_case(word, case) for word in re.split(r"([\s-]+)", name)] for case in range(5)]
    return ["".join(words) for words in cases]


def _russian_case(word: str, case: int) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    for ending, cases in RUSSIAN_ENDINGS:
        if word.endswith(ending):
            return word.removesuffix(ending) + cases[case]
    return word if word[-1] in "еёиоуэюя" else word + ("а", "у", "", "ом", "е")[case]


@lru_cache(maxsize=8)
def _offer_forms(offers: Offers) -> dict[str, tuple[str, ...]]:
    """Return the stemmed phrases, each with all that it means."""
    forms: dict[str, dict[str, None]] = {}
    for value, phrase in offers:
        stems = " ".join(stem(word) for word in spell(phrase).split())
        if stems:
            forms.setdefault(stems, {})[value] = None
    return {stems: tuple(values) for stems, values in forms.items()}


@cache
def _kind_forms() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the folded words for one institution and for several, each with the kinds it means."""
    one: dict[str, tuple[str, ...]] = {}
    several: dict[str, tuple[str, ...]] = {}
    for kinds, singular, plural in KINDS:
        for words, forms in ((singular, one), (plural, several)):
            for word in words.split():
                folded = spell(word).replace(" ", "-")
                forms[folded] = kinds
                if word.isascii() or "ʻ" in word:
                    forms |= {f"{folded}{own}{suffix}": kinds for own in POSSESSIVE for suffix in ("", *UZBEK_SUFFIXES)}
    return one, several


@cache
def _generic_stems() -> frozenset[str]:
    return frozenset(stem(spell(word)) for word in GENERIC_STEMS_OF.split())
