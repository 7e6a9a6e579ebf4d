"""What a search typed as a question asks for: “medical university in kazakhstan” is a country, a kind and a text.

`understand` only proposes. A country may be part of a name (“University of Nottingham Malaysia Campus”), so the
whole text is kept and the caller decides: where it finds something strong as a whole, the proposal is void.

Nothing here asks the database. Countries are known by CLDR's names and everyday ones in English, Russian and
Uzbek, in the cases and with the suffixes that questions put them in; words are compared as `fold` spells them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from smsu_intl.base.countries import names_of_countries
from smsu_intl.base.searching import spell, stem

LONGEST_QUESTION = 300  # characters; what is longer is no question
LONGEST_PHRASE = 7  # words in the longest name of a country that is looked for

Offers = tuple[tuple[str, str], ...]  # (value, a phrase that means it)


@cache
def _phrases(texts: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(spell(text).split()) for text in texts.split(","))


@cache
def _spelt(words: str) -> frozenset[str]:
    return frozenset(spell(word) for word in words.split())


@dataclass(frozen=True)
class Understood:
    """A question taken apart: `text` as it was typed, the filters it names, and the `rest` that is still to be searched."""

    text: str
    rest: str
    countries: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether anything was understood beyond a plain text."""
        return bool(self.countries or self.kinds or self.offers)


def understand(text: str, offers: Offers = (), *, nations: bool = False) -> Understood:
    """Return what `text` may ask for; `offers` are the phrases for what partners offer, see `phrases_of`.

    With `nations` an adjective means its country also where no institutions are asked for: “Russian visits”.
    """
    plain = Understood(text, text.strip())
    if len(text) > LONGEST_QUESTION:
        return plain
    return _of_a_nation(text, offers) or _of_countries(text, offers, nations=nations) or plain


def _of_a_nation(text: str, offers: Offers) -> Understood | None:
    """Return what “Russian universities” asks for; None where the adjective may be part of a name."""
    question = _Question(text)
    countries = question.take(_adjective_forms())
    found = question.answer(countries, question.take(_offer_forms(offers), stemmed=True)) if len(countries) == 1 else None
    if found is None or not (found.kinds or found.offers):
        return None
    is_general = question.names_several and all(stem(word) in _generic_stems() for word in spell(found.rest).split())
    return found if is_general or not found.rest else None


def _of_countries(text: str, offers: Offers, *, nations: bool) -> Understood | None:
    """Return what names a country or an offer, or nothing but a kind of institutions; None of what does not."""
    question = _Question(text)
    countries = question.take(
        _country_forms(), before=_phrases(_BEFORE_COUNTRY), after=_phrases(_AFTER_COUNTRY), never_alone=_ALSO_ORDINARY_WORDS
    )
    if nations and not countries:
        countries = question.take_nation()
    found = question.answer(countries, question.take(_offer_forms(offers), stemmed=True))
    return found if found.countries or found.offers or (found.kinds and not found.rest) else None


def phrases_of(forms: Sequence[Any], kinds: Iterable[tuple[str, str]] = ()) -> Offers:
    """Return the phrases for what partners offer; one phrase may mean several things.

    Forms of cooperation go by their names in every language and by what else they are called, kinds of
    programme, given as (value, kind), by what they are called here.
    """
    named = [(form.slug, phrase) for form in forms for phrase in (form.name_en, form.name_ru, form.name_uz) if phrase]
    keys = [*((form.slug, form.slug) for form in forms), *kinds]
    return (*named, *((value, phrase) for value, key in keys for phrase in ALSO_CALLED.get(key, ())))


# What people call the forms of cooperation and the kinds of programme, besides their names in the records.
ALSO_CALLED: dict[str, tuple[str, ...]] = {
    "mobility": ("student mobility", "staff mobility", "mobility", "мобильность", "mobillik"),
    "dual-degrees": (
        "dual degree", "double degree", "joint degree", "dual diploma", "double diploma", "двойной диплом", "двойная степень",
        "совместный диплом", "два диплома", "qoʻsh diplom", "ikkita diplom", "qoʻshma diplom",
    ),
    "joint-programmes": ("joint programme", "joint program", "совместная программа", "qoʻshma dastur", "qoʻshma taʼlim"),
    "joint-research": (
        "research collaboration", "joint project", "совместное исследование", "совместный проект", "qoʻshma tadqiqot", "qoʻshma loyiha"
    ),
    "internships": (
        "internship", "traineeship", "practical training", "стажировка", "практика", "stajirovka", "amaliyot", "malaka oshirish"
    ),
    "clinical-training": (
        "clinical placement", "clinical rotation", "clinical practice", "клиническая практика", "клиническая стажировка",
        "клиническая ординатура", "klinik amaliyot", "klinik ordinatura",
    ),
    "clinical_placement": (
        "clinical placement", "clinical rotation", "clinical elective", "clinical practice", "клиническая практика",
        "клиническая стажировка", "klinik amaliyot",
    ),
    "exchange": (
        "exchange", "обмен", "almashinuv", "almashinuvi", "student exchange", "exchange programme", "exchange program",
        "exchange semester", "semester abroad", "академический обмен", "обмен студентами", "семестр за рубежом", "talabalar almashinuvi",
    ),
    "joint_degree": (
        "dual degree", "double degree", "joint degree", "двойной диплом", "совместный диплом", "qoʻsh diplom", "qoʻshma diplom"
    ),
    "internship": ("internship", "traineeship", "стажировка", "stajirovka", "amaliyot"),
    "residency": ("residency", "ординатура", "резидентура", "ordinatura", "rezidentura"),
    "summer_school": ("summer school", "летняя школа", "yozgi maktab"),
    "research_stay": ("research stay", "research visit", "научная стажировка", "ilmiy stajirovka"),
}  # fmt: skip

# Everyday names that CLDR does not give.
_EVERYDAY: dict[str, tuple[str, ...]] = {
    "AE": ("UAE", "Emirates", "ОАЭ", "Объединённые Арабские Эмираты", "Эмираты", "Арабские Эмираты", "BAA", "Amirliklar"),
    "BA": ("Bosnia", "Босния", "Bosniya"),
    "BY": ("Byelorussia", "Белоруссия", "Belorussiya"),
    "CD": ("DR Congo", "Congo", "Конго", "Kongo"),
    "CI": ("Ivory Coast",),
    "CN": ("PRC", "КНР", "XXR", "Хитой"),
    "CZ": ("Czech Republic", "Чешская Республика", "Chexiya"),
    "DE": ("ФРГ", "GFR"),
    "GB": (
        "UK", "Great Britain", "Britain", "England", "Scotland", "Wales", "Англия", "Британия", "Шотландия", "Angliya", "Britaniya",
        "Shotlandiya"
    ),
    "HK": ("Hong Kong", "Гонконг", "Gonkong"),
    "KG": ("Kyrgyz Republic", "Kirghizia", "Киргизстан", "Кыргызстан"),
    "KR": ("Korea", "Republic of Korea", "Корея", "Южная Корея", "Koreya", "Koreya Respublikasi"),
    "MD": ("Moldavia", "Молдавия", "Молдова", "Moldaviya"),
    "MK": ("Macedonia", "Македония", "Makedoniya"),
    "MM": ("Burma", "Бирма", "Birma"),
    "MO": ("Macau", "Macao", "Макао", "Makao"),
    "NL": ("Holland", "The Netherlands", "Голландия", "Gollandiya"),
    "PH": ("The Philippines",),
    "PS": ("Palestine", "Палестина", "Falastin"),
    "RU": ("Russian Federation", "Российская Федерация", "РФ", "Rossiya Federatsiyasi"),
    "SA": ("KSA",),
    "SY": ("Сирия", "Suriya"),
    "TJ": ("Tojikiston",),
    "TM": ("Туркмения", "Turkmaniston"),
    "TR": ("Turkey", "Turkiye", "Турция", "Turkiya"),
    "TW": ("Taiwan", "Тайвань", "Tayvan"),
    "US": (
        "USA", "U.S.", "U.S.A.", "America", "United States of America", "США", "Америка", "Соединённые Штаты Америки", "AQSH",
        "AQSh", "Amerika"
    ),
    "UZ": ("РУз",),
    "ZA": ("RSA", "ЮАР", "Южная Африка", "JAR", "Janubiy Afrika"),
    "VN": ("Viet Nam", "Вьетнам", "Vyetnam"),
}  # fmt: skip

# What is from there is called in English and Russian; Uzbek says the country’s name, and “rossiyalik” of people.
_ADJECTIVES: dict[str, str] = {
    "AE": "emirati", "AF": "afghan афганские", "AM": "armenian армянские", "AT": "austrian австрийские",
    "AU": "australian австралийские", "AZ": "azerbaijani азербайджанские", "BD": "bangladeshi бангладешские",
    "BE": "belgian бельгийские", "BG": "bulgarian болгарские", "BR": "brazilian бразильские", "BY": "belarusian белорусские",
    "CA": "canadian канадские", "CH": "swiss швейцарские", "CN": "chinese китайские", "CY": "cypriot кипрские", "CZ": "czech чешские",
    "DE": "german немецкие германские", "DK": "danish датские", "EE": "estonian эстонские", "EG": "egyptian египетские",
    "ES": "spanish испанские", "FI": "finnish финские", "FR": "french французские", "GB": "british english британские английские",
    "GE": "georgian грузинские", "GR": "greek греческие", "HR": "croatian хорватские", "HU": "hungarian венгерские",
    "ID": "indonesian индонезийские", "IE": "irish ирландские", "IL": "israeli израильские", "IN": "indian индийские",
    "IQ": "iraqi иракские", "IR": "iranian иранские", "IT": "italian итальянские", "JO": "jordanian иорданские", "JP": "japanese японские",
    "KG": "kyrgyz киргизские кыргызские", "KR": "korean корейские", "KZ": "kazakh kazakhstani казахстанские казахские",
    "LB": "lebanese ливанские", "LT": "lithuanian литовские", "LV": "latvian латвийские латышские", "MD": "moldovan молдавские",
    "MN": "mongolian монгольские", "MT": "maltese мальтийские", "MX": "mexican мексиканские", "MY": "malaysian малайзийские",
    "NL": "dutch голландские нидерландские", "NO": "norwegian норвежские", "PK": "pakistani пакистанские", "PL": "polish польские",
    "PT": "portuguese португальские", "RO": "romanian румынские", "RS": "serbian сербские", "RU": "russian российские русские",
    "SA": "saudi саудовские", "SE": "swedish шведские", "SG": "singaporean сингапурские", "SI": "slovenian словенские",
    "SK": "slovak словацкие", "TH": "thai таиландские", "TJ": "tajik таджикские таджикистанские", "TM": "turkmen туркменские",
    "TR": "turkish турецкие", "UA": "ukrainian украинские", "US": "american американские", "UZ": "uzbek узбекские узбекистанские",
    "VN": "vietnamese вьетнамские",
}  # fmt: skip

_UZBEK_NATIONALS = ("lik", "liklar")
_ADJECTIVE_ENDINGS = ("ие", "ий", "ая", "ое", "их", "им", "ими", "ой", "ую", "ого", "ому", "ом")

# An adjective that tells a language: of itself, after such a word, or beside another.
_LANGUAGE = frozenset({"english"})
_BEFORE_LANGUAGE = "in на"
_BESIDE_LANGUAGE = "language languages язык языка языку языком языке языки языков til tili tilida tillar"

# Names of countries that are words or names of another language, once folded: only “in …” makes them countries.
_ALSO_ORDINARY_WORDS = frozenset({"togo", "chad", "jersey"})

# What stands before and after the name of a country and belongs to it, the longest first.
_BEFORE_COUNTRY = (
    "in the republic of, of the republic of, from the republic of, the republic of, in republic of, republic of, in the, from the, of the, "
    "in, from, of, at, to, the, в республике, республики, республика, во, в, из, на, по"
)
_AFTER_COUNTRY = "respublikasida, respublikasidagi, respublikasidan, respublikasiga, respublikasining, respublikasi"

# Words that ask and bind; they go from the ends of what is left, for no name begins or ends with them.
_BINDING_WORDS = (
    "in from of at to the a an for with and or by on which what where who is are there any find show list all best top good me my i "
    "want can go "
    "do get study studying partner partners partnership scholars scientists "
    "в во из на по для с со и или у где какие какой какая есть ли найти покажи список все лучшие хочу учиться учёба можно пройти получить "
    "поехать партнёр партнёры учёные учёных "
    "va bilan uchun qayerda qaysi bor bormi yaxshi eng barcha roʻyxat hamkor hamkorlar olimlar olimlari oʻqish"
)

# Words so common in names that beside a country they name no institution: the kind before them is a filter.
_GENERIC_STEMS_OF = (
    "medical medicine state national public private international central regional federal republican health science sciences scientific "
    "research научно исследовательский teaching clinical pharmaceutical dental pediatric technical pedagogical медицинский медицина "
    "государственный национальный частный "
    "международный областной республиканский научный клинический фармацевтический стоматологический педиатрический технический "
    "педагогический tibbiyot davlat milliy xususiy xalqaro ilmiy klinik farmatsevtika stomatologiya pediatriya"
)

# Kinds of institutions: words that name one, and words that name several, which no institution is called.
_KINDS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("university",),
        "university universitet университет университета университете univ вуз вуза вузе oliygoh",
        "universities университеты университетов университетах universitetlar вузы вузов вузах oliygohlar",
    ),
    (("academy",), "academy академия академии akademiya", "academies академий академиях akademiyalar"),
    (
        ("hospital",),
        "hospital clinic клиника клинике клиники больница больнице госпиталь shifoxona klinika kasalxona gospital",
        "hospitals clinics клиник клиниках больницы больниц больницах госпитали госпиталей klinikalar shifoxonalar kasalxonalar",
    ),
    (
        ("institute", "university"),
        "institute институт институте института institut",
        "institutes институты институтов институтах institutlar",
    ),
    (("institute",), "research-institute нии ilmiy-tadqiqot-institut", "research-institutes"),
    (("faculty",), "faculty факультет факультете fakultet", "faculties факультеты факультетов fakultetlar"),
    (("school",), "school школа школе maktab", "schools школы школ школах maktablar"),
    (
        ("society",),
        "society association общество ассоциация jamiyat uyushma",
        "societies associations общества ассоциации jamiyatlar uyushmalar",
    ),
    (("company",), "company компания компании kompaniya firma фирма", "companies компаний компаниях kompaniyalar firms фирмы"),
    (("agency",), "agency агентство agentlik", "agencies агентства agentliklar"),
    (("ministry",), "ministry министерство vazirlik", "ministries министерства vazirliklar"),
    (("funder",), "foundation funder фонд jamgʻarma fond", "foundations funders фонды фондов jamgʻarmalar fondlar"),
)
_UZBEK_SUFFIXES = ("da", "dagi", "dan", "ga", "ka", "ning", "ni", "dagilar")
_POSSESSIVE = ("", "i", "si", "lari")
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
        tells_language = any(word in _spelt(_BESIDE_LANGUAGE) for word in words)
        places = [n for n, word in enumerate(words) if word in _adjective_forms()]
        nations = list(dict.fromkeys(_adjective_forms()[words[n]] for n in places))
        if is_name or tells_language or len(nations) != 1:
            return []
        if not self.names_several and any(words[n] in _LANGUAGE or (n and words[n - 1] in _spelt(_BEFORE_LANGUAGE)) for n in places):
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
        if len(named) == 1 and all(word in _spelt(_BINDING_WORDS) or stem(word) in _generic_stems() for word in others):
            self.taken.update(named)
            kinds |= dict.fromkeys(one[self.words[named[0]][0]])
        return list(kinds)

    @property
    def names_several(self) -> bool:
        """Whether it has a word for several institutions at once, which none is called."""
        return any(word in _kind_forms()[1] for word, _start, _end in self.words)

    def answer(self, countries: list[str], offered: list[tuple[str, ...]]) -> Understood:
        """Return what was taken, and the kinds that what is left names."""
        kinds = self.take_kinds()
        named = dict.fromkeys(value for values in offered for value in values)
        return Understood(self.text, self.rest(), tuple(countries), tuple(kinds), tuple(named))

    def rest(self) -> str:
        """Return the text without what was taken, and without words that only bound it."""
        left = [n for n in range(len(self.words)) if n not in self.taken]
        while left and self.words[left[0]][0] in _spelt(_BINDING_WORDS):
            self.taken.add(left.pop(0))
        while left and self.words[left[-1]][0] in _spelt(_BINDING_WORDS):
            self.taken.add(left.pop())
        rest, place = "", 0
        for n, (_word, start, end) in enumerate(self.words):
            if n in self.taken:
                rest, place = f"{rest}{self.text[place:start]} ", end
        rest = " ".join(f"{rest}{self.text[place:]}".split())
        return rest.strip(" ,;:.?!-–—/") if any(char.isalnum() for char in rest) else ""


@cache
def _adjective_forms() -> dict[str, str]:
    """Return the adjectives of countries, in Russian and Uzbek with all endings, each with its code."""
    forms: dict[str, str] = {}
    for code, language, name in _country_names():
        if language == "uz" and name.isalpha():
            several = [f"{name}{ending}" for ending in _UZBEK_NATIONALS]
            forms |= {spell(form): code for one in several for form in (one, *_uzbek_cases(one))}
    for code, words in _ADJECTIVES.items():
        for word in words.split():
            forms |= {spell(form): code for form in ([word] if word.isascii() else [word[:-2] + end for end in _ADJECTIVE_ENDINGS])}
    return forms


@cache
def _country_forms() -> dict[str, str]:
    """Return every folded form of every country's names, with its code; the names themselves win over their inflections."""
    named: dict[str, str] = {}
    inflected: dict[str, str] = {}
    for code, language, name in _country_names():
        named.setdefault(spell(name), code)
        for form in _russian_cases(name) if language == "ru" else _uzbek_cases(name) if language == "uz" else ():
            inflected.setdefault(spell(form), code)
    return {form: code for form, code in (inflected | named).items() if len(form) > 1}


def _country_names() -> Iterator[tuple[str, str, str]]:
    """Yield (code, language, name); everyday names first, which decide what “Korea” is."""
    for code, names in _EVERYDAY.items():
        for name in names:
            is_russian = bool(re.search("[а-яё]", name.lower()))
            yield code, "ru" if is_russian else "uz", name
    for language in ("en", "ru", "uz"):
        for code, name in names_of_countries(language).items():
            for part in {name, re.sub(r" ?\(.*\)", "", name), name.replace("&", "and"), *re.findall(r"\((\w{5,})\)", name)}:
                yield code, language, part


def _uzbek_cases(name: str) -> Iterator[str]:
    return (f"{name}{suffix}" for suffix in _UZBEK_SUFFIXES)


# How the last letters of a Russian word change: genitive, dative, accusative, instrumental, prepositional.
_RUSSIAN_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ские", ("ских", "ским", "ские", "скими", "ских")),
    ("ые", ("ых", "ым", "ые", "ыми", "ых")),
    ("ская", ("ской", "ской", "скую", "ской", "ской")),
    ("ая", ("ой", "ой", "ую", "ой", "ой")),
    ("ский", ("ского", "скому", "ский", "ским", "ском")),
    ("ый", ("ого", "ому", "ый", "ым", "ом")),
    ("ия", ("ии", "ии", "ию", "ией", "ии")),
    ("ея", ("еи", "ее", "ею", "еей", "ее")),
    ("ья", ("ьи", "ье", "ью", "ьей", "ье")),
    ("ка", ("ки", "ке", "ку", "кой", "ке")),
    ("га", ("ги", "ге", "гу", "гой", "ге")),
    ("а", ("ы", "е", "у", "ой", "е")),
    ("й", ("я", "ю", "й", "ем", "е")),
    ("ь", ("я", "ю", "ь", "ем", "е")),
    ("ины", ("ин", "инам", "ины", "инами", "инах")),
    ("ы", ("ов", "ам", "ы", "ами", "ах")),
)


def _russian_cases(name: str) -> list[str]:
    """Return a name in its five oblique cases; words that do not change, and abbreviations, stay."""
    if name.isupper():
        return []
    cases = [[_russian_case(word, case) for word in re.split(r"([\s-]+)", name)] for case in range(5)]
    return ["".join(words) for words in cases]


def _russian_case(word: str, case: int) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    for ending, cases in _RUSSIAN_ENDINGS:
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
    for kinds, singular, plural in _KINDS:
        for words, forms in ((singular, one), (plural, several)):
            for word in words.split():
                folded = spell(word).replace(" ", "-")
                forms[folded] = kinds
                if word.isascii() or "ʻ" in word:
                    forms |= {f"{folded}{own}{suffix}": kinds for own in _POSSESSIVE for suffix in ("", *_UZBEK_SUFFIXES)}
    return one, several


@cache
def _generic_stems() -> frozenset[str]:
    return frozenset(stem(spell(word)) for word in _GENERIC_STEMS_OF.split())
