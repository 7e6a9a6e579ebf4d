"""What a search of the site or of one of its lists asks for: words, countries, years, and the partners that it names."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from typing import Any, NamedTuple, Self

from django.db.models import BigIntegerField, F, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from departments.models import Department, Person, University
from partners.models import Institution, InstitutionName, directory
from partners.search.finding import Match, find
from partners.search.meaning import said_in_names
from partners.search.questions import Understood, phrases_of, understand, with_places_spelt
from partners.search.vocabulary import ALSO_CALLED, BRANCHES_OF_MEDICINE, CITIES, COMING, DESTINATIONS, GOING, NEGATIONS, ORIGINS
from smsu_intl.base.countries import countries_named
from smsu_intl.base.folding import fold
from smsu_intl.base.periods import PartialPeriod, month_names
from smsu_intl.base.regions import countries_in
from smsu_intl.base.searching import BINDING_WORDS, Query, is_year, spell, stem, stems_of, words_in

MOST_ASKED_FOR = 5  # words that a database is asked for, the longest: each costs a few subqueries
NAMED_WELL = 0.8  # a match that fits so well answers all that was typed
LEARNT_FROM = 20  # of the matches: what is misspelt may be of their names

# What kinds of record are called: a search that says so asks for them first, and nothing needs to contain the word.
KIND_WORDS = {
    "universities": "university universities университет университеты universitet universitetlar",
    "departments": (
        "department departments dept dep division кафедра кафедры каф завкафедрой отделение отдел kafedra kafedrasi boʻlim boʻlimi"
    ),
    "partners": "partner partners partnership партнёр партнёры hamkor hamkorlar",
    "programmes": (
        "programme programmes program programs study studies abroad программа программы учёба рубежом границей dastur dasturlar oʻqish "
        "chet el elda elga deadline deadlines application applications apply заявка заявку подать срок подачи ariza muddat"
    ),
    "agreements": (
        "agreement agreements memorandum memorandums mou contract contracts соглашение соглашения меморандум договор договоры shartnoma "
        "shartnomalar bitim kelishuv memorandumlar"
    ),
    "contacts": (
        "contact contacts phone telephone email head write контакт контакты телефон почта писать написать обратиться адрес зав заведующий "
        "заведующая завкафедрой yozish murojaat manzil aloqa aloqalar telefon pochta mudir mudiri"
    ),
    "projects": "project projects research проект проекты исследование исследования loyiha loyihalar loyihalari tadqiqot tadqiqotlar",
    "titles": "honorary honoris почётный почётные faxriy",
    "people": "person people staff professor prof dr assoc человек люди сотрудник сотрудники профессор проф доцент dotsent xodim xodimlar",
    "visits": f"visit visits visited trip trips визит визиты поездка поездки tashrif tashriflar safar safarlar {COMING} {GOING}",
    "events": "event events meeting meetings событие события мероприятие мероприятия tadbir tadbirlar",
}
OFFICE = "international office | международный отдел | xalqaro boʻlim"  # whatever a university calls it
SHORTEST_MONTH = 4  # letters that tell a month without its year: “Jan” and “May” are names too
ALSO_NO_MONTHS = {"march"}  # unless they stand alone
OTHER_RECORDS = frozenset(KIND_WORDS) - {"departments", "partners", "people"}  # in a list of one kind the names of others tell
OWNERS = {"department": "university", "unit": "university", "person": "department"}


class Name(NamedTuple):
    """What something that the public may see is called, folded; and the key of the university or department it belongs to, if to any."""

    kind: str
    key: int
    owner: int
    text: str
    words: frozenset[str]


@dataclass(frozen=True)
class Question:
    """What is asked of records of one kind: places, sorts, and the words that are left.

    Where nothing but kinds of institutions is named, the words are those, and `names_only_kinds`. Where a country is only
    told by an adjective, a partner's name may be meant as well.
    """

    words: list[str]
    place_words: list[str]  # that named the countries and regions
    sort_words: list[str]
    countries: tuple[str, ...]
    regions: tuple[str, ...]  # UN M49 codes
    sorts: tuple[str, ...]
    kinds: tuple[str, ...]  # of institutions
    by_adjective: bool = False
    names_only_kinds: bool = False
    is_elsewhere: bool = False  # than in the places that are named: “not in Russia”
    is_origin: bool = False  # whether the places tell whence somebody comes: “for students from Uzbekistan”
    way: str = ""  # "to" or "from" the places, where the text says it: “visits to Germany”

    @property
    def places(self) -> list[str]:
        """The codes of all countries that are named, or in a region that is."""
        return [*self.countries, *countries_in(self.regions)]

    @property
    def is_of_kinds_somewhere(self) -> bool:
        """Whether kinds of institutions in a place are asked for: “universities in Italy”."""
        return bool(self.places and self.kinds) and not (self.is_elsewhere or self.by_adjective)


@dataclass
class Sought(Query):
    """A text that is searched for in records of several kinds."""

    kind: str = ""  # of the records that alone are searched; "" where all are
    _learnt: bool = field(default=False)
    _asked_for: set[str] = field(default_factory=set)
    _questions: dict[tuple[str, ...], Question] = field(default_factory=dict)

    @classmethod
    def of(cls, text: "str | Sought", kind: str) -> "Sought":
        """Return what a text asks for; of records of one `kind` of `KIND_WORDS` where it is no search of all."""
        return text if isinstance(text, Sought) else Sought(text, kind=kind)

    @property
    def light_words(self) -> str:
        """What need not be answered: what binds, and what names the kind of record, or tells who somebody is."""
        others = OTHER_RECORDS - {self.kind} if self.kind else {"universities"}
        return " ".join([BINDING_WORDS, *(words for kind, words in KIND_WORDS.items() if kind not in others)])

    def also_called(self, word: str) -> Collection[str]:
        """Return what else a branch of medicine is called for which a word of it is an everyday one: “ENT”, «ЛОР»."""
        return _branches_called().get(stem(word), ())

    @cached_property
    def day(self) -> tuple[date, date] | None:
        """The first and the last day of the time that is all it says: “21 мая 2025”, “08.10.2024”."""
        try:
            period = PartialPeriod.typed(self.text.strip())
        except ValueError:
            return None
        return (period.start, period.end) if period.start and period.end and period.is_dated else None

    @cached_property
    def month(self) -> tuple[int, int, str] | None:
        """The year and the month that it names beside each other, and the word for the latter; 0 for the year if it names none."""
        words = fold(self.text).split()
        for place, word in enumerate(words):
            beside = [one for one in words[max(0, place - 2) : place + 3] if is_year(one)]
            if beside and stem(word) in _months():
                return int(beside[0]), _months()[stem(word)], word
        is_sure = {word for word in words if len(words) == 1 or (len(word) >= SHORTEST_MONTH and word not in ALSO_NO_MONTHS)}
        named = [word for word in words if stem(word) in _months() and word in is_sure]
        return (0, _months()[stem(named[0])], named[0]) if named and not self.years else None

    @property
    def time(self) -> tuple[date, date] | None:
        """The first and the last day of the time that it names: a day, a month of a year, or years."""
        if self.day:
            return self.day
        if self.month and self.month[0]:
            year, month, _word = self.month
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return (date(self.years[0], 1, 1), date(self.years[1], 12, 31)) if self.years else None

    def month_called(self, word: str) -> int:
        """Return the month, of whatever year, that a word of it means; 0 if it means none."""
        return self.month[1] if self.month and not self.month[0] and word == self.month[2] else 0

    @property
    def titled_so(self) -> list[str]:
        """The years that titles may say instead: none where it names a month or a day."""
        is_short = self.month or (self.day and self.day[1] - self.day[0] < timedelta(days=31))
        return [] if is_short or not self.years else [str(year) for year in self.years]

    @cached_property
    def names(self) -> list[Name]:
        """All names that few enough things bear to be read at once: of universities, departments, people, programmes, cities."""
        return _public_names()

    @cached_property
    def matches(self) -> list[Match]:
        """The partners that it may name, best first; none where it only names kinds of record and countries."""
        return [] if self.kinds and not self.question().words else self._found

    @cached_property
    def _found(self) -> list[Match]:
        return find(without_binding(self.text), among=directory())

    @cached_property
    def sure_matches(self) -> list[Match]:
        """Those of them that are no guess: what fits well or is there, and what answers every telling word."""
        return [match for match in self.matches if not match.is_weak or match.is_of_place or self.is_answered_by(fold(match.form))]

    @cached_property
    def people(self) -> list[int]:
        """The keys of the people that it names, best first."""
        return [key for _kind, key in self.best_of(["person"])]

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds of record that it names, of `KIND_WORDS`."""
        said = {stem(word) for word in self.words}
        return [kind for kind, words in KIND_WORDS.items() if said & stems_of(words)]

    @property
    def says_only_kinds(self) -> bool:
        return bool(self.kinds) and all(map(self.is_light, self.words))

    @property
    def partners(self) -> list[int]:
        """The keys of the partners that it names well."""
        return [match.institution_id for match in self.matches if match.score >= NAMED_WELL]

    def prepare(self) -> Self:
        """Make known the words of all names."""
        if not self._learnt:
            self.learn(name.text for name in self.names)
            self.learn(fold(match.form) for match in self.matches[:LEARNT_FROM])
            self._learnt = True
        return self

    def unfamiliar(self, words: Iterable[str]) -> list[str]:
        """Return those of some words that are like none that is known, the first time they are asked for."""
        found = [word for word in words if word not in self._asked_for and not self.is_known(word)]
        self._asked_for |= {*words}
        return found

    def question(self, kinds: Iterable[str] = ()) -> Question:
        """Return what it asks of records of some `kinds`, which go by what else they are called."""
        kinds = tuple(kinds)
        if kinds not in self._questions:
            self._questions[kinds] = self._taken_apart(kinds)
        return self._questions[kinds]

    @cached_property
    def _with_places_spelt(self) -> str:
        return with_places_spelt(self.text, said_in_names)

    def _taken_apart(self, kinds: tuple[str, ...]) -> Question:
        offers = phrases_of((), [(kind, kind) for kind in kinds if kind in ALSO_CALLED])
        plain, understood = understand(self.text, offers), understand(self.text, offers, nations=True)
        by_adjective = understood.places != plain.places
        if by_adjective and self._telling_of(understood) and self._is_name():
            understood, by_adjective = plain, False
        elif not understood.places and self._with_places_spelt != self.text and not self._is_name():
            understood = understand(self._with_places_spelt, offers, nations=True)
        rest, left = Sought(understood.rest).words, self._telling_of(understood)
        taken = [word for word in self.words if word not in rest and not self.is_light(word)]
        says_more = bool(understood.places or understood.offers or self.years)
        names_only_kinds = bool(understood.kinds) and not left and not says_more
        if self.words and not left and not says_more and not self.says_only_kinds:
            left = [max(self.words, key=len)]
        of_sorts = [word for word in taken if spell(word) in understood.offer_words]
        of_places = [word for word in taken if word not in of_sorts]
        longest = sorted(left, key=lambda word: (-len(word), word))
        words, place_words, sort_words = (some[:MOST_ASKED_FOR] for some in (longest, of_places, of_sorts))
        said = {*fold(self.text).split()}
        is_elsewhere = bool(said & folds_of(NEGATIONS))
        way = self._way(place_words)
        is_whither = bool(said & folds_of(DESTINATIONS)) or way == "to" or _ends_in(place_words, "da", "ga", "dagi")
        return Question(
            words,
            place_words,
            sort_words,
            countries=understood.countries,
            regions=understood.regions,
            sorts=understood.offers,
            kinds=understood.kinds,
            by_adjective=by_adjective,
            names_only_kinds=names_only_kinds,
            is_elsewhere=is_elsewhere,
            is_origin=bool(said & folds_of(ORIGINS)) and not is_whither,
            way="" if is_elsewhere else way,
        )

    def _way(self, place_words: Iterable[str]) -> str:
        """Return "to" or "from" where a word for going or coming says so, or what stands before a place or at its end in Uzbek; else ""."""
        said = [word for word in fold(self.text).split() if word != "the"]
        before = {said[place - 1] for place, word in enumerate(said) if place and word in place_words}
        is_to = bool(before & folds_of(DESTINATIONS)) or _ends_in(place_words, "da", "ga", "dagi")
        is_from = bool(before & folds_of(ORIGINS)) or _ends_in(place_words, "dan")
        is_to, is_from = is_to or not folds_of(GOING).isdisjoint(said), is_from or not folds_of(COMING).isdisjoint(said)
        return "" if is_to == is_from else "to" if is_to else "from"

    def _telling_of(self, understood: Understood) -> list[str]:
        """Return the words that are left of a text that was taken apart, but for years and those that say hardly anything."""
        of_time = {word for word in self.words if is_year(word)} | ({self.month[2]} if self.month and self.month[0] else set())
        if self.day:
            return []
        return [word for word in Sought(understood.rest).words if not self.is_light(word) and word not in of_time]

    def _is_name(self) -> bool:
        """Whether a partner surely has the name, or all its words are in one."""
        said = {stem(word) for word in self.telling}
        named = ({stem(word) for word in fold(match.form).split()} for match in self._found[:LEARNT_FROM])
        return any(match.score >= NAMED_WELL for match in self._found) or any(said <= words for words in named)

    def best_of(self, kinds: Collection[str]) -> list[tuple[str, int]]:
        """Return kind and key of what bears a name of some kinds that answers it, best first; names of what it belongs to answer too."""
        return self._best_of(kinds, self.names)

    def _best_of(self, kinds: Collection[str], names: Sequence[Name]) -> list[tuple[str, int]]:
        owners: dict[tuple[str, int], frozenset[str]] = {}
        for name in names:
            if name.kind in OWNERS.values():
                owners[name.kind, name.key] = owners.get((name.kind, name.key), frozenset()) | name.words
        named = [name for name in names if name.kind in kinds]
        none = frozenset[str]()
        return self.best(((name.kind, name.key), name.words, owners.get((OWNERS.get(name.kind, ""), name.owner), none)) for name in named)

    def called(self, kinds: Collection[str]) -> list[tuple[str, int]]:
        """Return what `best_of` does where nothing else is searched: no other names are read, and no partners looked for."""
        names = _public_names(kinds)
        self.learn(name.text for name in names)
        return self._best_of(kinds, names)

    def in_cities(self, word: str) -> Any:
        """Return the institutions with whom something was done or is offered, in the cities that a word may name."""
        return Institution.objects.published().filter(pk__in=self.keys_of("city", word))

    def keys_of(self, kind: str, word: str) -> list[int]:
        """Return the keys of what is called so among the names of a kind."""
        return [name.key for name in self.names if name.kind == kind and self.answers(word, name.words)]


def without_binding(text: str) -> str:
    """Return a text without the words that bind, which alone would answer to many names; as it is where it has no other."""
    return " ".join(word for word in text.split() if fold(word) not in folds_of(BINDING_WORDS)) or text


def _public_names(kinds: Collection[str] = ()) -> list[Name]:
    """Return the names of what the public may see, in order; all of them, or those of some kinds."""
    universities, institutions = University.objects.published(), Institution.objects.published()
    programmes: Any = University._meta.get_field("programmes").related_model
    lists = {name: programmes._meta.get_field(f"{name}s").related_model.objects for name in ("level", "subject")}
    other_names = InstitutionName.objects.filter(institution__in=institutions.filter(hosted_as__in=universities))
    sources: list[tuple[str, Any, dict[str, Any]]] = [
        ("department", Department.objects.published(), {"owner": "university_id"}),
        ("university", universities, {}),
        ("university", institutions.filter(hosted_as__in=universities), {"key": "hosted_as_id"}),
        ("university", other_names, {"key": "institution__hosted_as_id"}),
        ("unit", institutions.filter(part_of__hosted_as__in=universities), {"owner": "part_of__hosted_as_id"}),
        ("person", Person.objects.published(), {"owner": "department_id"}),
        ("programme", programmes.objects.published(), {}),
        ("office", universities, {"text": Concat(_all_of("office"), Value(f" | {OFFICE}"))}),
        ("city", institutions.filter(_with_records()), {"text": _all_of("city")}),
        *((kind, records, {"text": _all_of("name")}) for kind, records in lists.items()),
    ]
    first, *rest = (_rows(kind, records, **columns) for kind, records, columns in sources if not kinds or kind in kinds)
    rows = first.union(*rest, all=True)
    read = {"office": fold, "city": _city, **dict.fromkeys(lists, fold)}
    folded = ((kind, key, owner, read.get(kind, str)(text)) for kind, key, owner, text in rows.order_by())
    return sorted((Name(*row, _said_by(row[0], row[-1])) for row in folded), key=lambda name: (name.kind, name.text, name.key))


def _said_by(kind: str, folded: str) -> frozenset[str]:
    """Return the words of a name; only those of people have initials that stand for one."""
    words = words_in(folded)
    return words if kind == "person" else frozenset(word for word in words if len(word) > 1 or word.isdigit())


def _city(names: str) -> str:
    """Return the names of a city in each language, folded, with what else it is called."""
    return fold(" ".join([names, *CITIES.get(fold(names.partition(" | ")[0]), ())]))


@cache
def folds_of(words: str) -> frozenset[str]:
    """Return some words, written in one line, as they are folded."""
    return frozenset(fold(word) for word in words.split())


def _ends_in(place_words: Iterable[str], *endings: str) -> bool:
    """Whether a word for a place has an ending of Uzbek; Canada is not where, nor Sudan whence."""
    return any(word.endswith(endings) and not countries_named(word) for word in place_words)


@cache
def _branches_called() -> dict[str, frozenset[str]]:
    """Return, by the stem of each word that stands for branches of medicine, the words of their names."""
    found: dict[str, frozenset[str]] = {}
    for names, words in BRANCHES_OF_MEDICINE:
        for word in folds_of(f"{names} {words}"):
            found[stem(word)] = found.get(stem(word), frozenset()) | (folds_of(names) - {word})
    return found


@cache
def _months() -> dict[str, int]:
    """Return the number of each month by the stem of its name in any language of the site."""
    return {stem(fold(name)): number for name, number in month_names()} | {fold("мае"): 5}


def _all_of(field: str) -> Concat:
    """Return what a translated field says in every language."""
    return Concat(f"{field}_en", Value(" | "), f"{field}_ru", Value(" | "), f"{field}_uz")


def _with_records() -> Q:
    """Return the condition that something was done or is offered with an institution."""
    found = Q()
    for name in ("visits", "events", "programmes"):
        related: Any = Institution._meta.get_field(name)
        found |= Q(pk__in=related.through.objects.values("institution"))
    return found


def _rows(kind: str, records: Any, *, key: str = "pk", owner: str = "", text: Any = "folded") -> Any:
    owned = Coalesce(Cast(owner, BigIntegerField()), 0) if owner else Value(0, output_field=BigIntegerField())
    named = Cast(F(text) if isinstance(text, str) else text, TextField())
    columns = {"kind_": Value(kind, output_field=TextField()), "key_": F(key), "owner_": owned, "text_": named}
    return records.order_by().annotate(**columns).values_list(*columns)
