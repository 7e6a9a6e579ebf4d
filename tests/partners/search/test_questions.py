"""Questions in three languages, taken apart into countries, kinds, offers and what is left to be searched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.models import CooperationForm, Programme
from partners.search.questions import LONGEST_QUESTION, Understood, phrases_of, understand, with_places_spelt
from smsu_intl.base.countries import country_choices, is_country, names_of_countries
from smsu_intl.base.folding import fold
from smsu_intl.base.searching import spell

FORMS = [
    CooperationForm(slug="mobility", name_en="Academic mobility", name_ru="Академическая мобильность", name_uz="Akademik mobillik"),
    CooperationForm(slug="webinars", name_en="Webinars", name_ru="Вебинары", name_uz="Vebinarlar"),
    CooperationForm(slug="joint-research", name_en="Joint research", name_ru="Совместные исследования", name_uz="Qoʻshma tadqiqotlar"),
    CooperationForm(slug="dual-degrees", name_en="Dual degrees", name_ru="Двойные дипломы", name_uz="Qoʻsh diplomlar"),
    CooperationForm(slug="internships", name_en="Internships", name_ru="Стажировки", name_uz="Stajirovkalar"),
]
OFFERS = phrases_of(FORMS)


def _understood(text: str) -> tuple[str, str, str, str]:
    """Return the rest, countries, kinds and offers, each as one text."""
    found = understand(text, OFFERS)
    return found.rest, " ".join(found.countries), " ".join(found.kinds), " ".join(found.offers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the three of the issue
        ("medical university in kazakhstan", ("medical", "KZ", "university", "")),
        ("dual degree malaysia", ("", "MY", "", "dual-degrees")),
        ("erasmus finland", ("erasmus", "FI", "", "")),
        # English
        ("hospital in south korea", ("", "KR", "hospital", "")),
        ("clinics in the UK", ("", "GB", "hospital", "")),
        ("universities in the united arab emirates", ("", "AE", "university", "")),
        ("U.S. universities", ("", "US", "university", "")),
        ("Which partners are there in Italy?", ("", "IT", "", "")),
        ("joint research with Japan and Germany", ("", "JP DE", "", "joint-research")),
        ("research institutes in china", ("", "CN", "institute", "")),
        ("republic of korea", ("", "KR", "", "")),
        ("in the Republic of Moldova", ("", "MD", "", "")),
        ("Bosnia and Herzegovina", ("", "BA", "", "")),
        ("Côte d’Ivoire", ("", "CI", "", "")),
        ("cote d'ivoire", ("", "CI", "", "")),
        ("cardiology Turkey", ("cardiology", "TR", "", "")),
        ("webinar Türkiye", ("", "TR", "", "webinars")),
        ("KAZAKHSTAN", ("", "KZ", "", "")),
        ("Russian universities", ("", "RU", "university", "")),
        ("turkish university", ("", "TR", "university", "")),
        ("Polish medical academies", ("medical", "PL", "academy", "")),
        ("hospitals", ("", "", "hospital", "")),
        # Russian, in its cases
        ("российские вузы", ("", "RU", "university", "")),
        ("стажировка в немецкой клинике", ("", "DE", "hospital", "internships")),
        ("клиники", ("", "", "hospital", "")),
        ("больница", ("", "", "hospital", "")),
        ("university", ("", "", "university", "")),
        ("университет в Казахстане", ("", "KZ", "university", "")),
        ("клиники в Турции", ("", "TR", "hospital", "")),
        ("медицинские университеты Узбекистана", ("медицинские", "UZ", "university", "")),
        ("двойной диплом в Малайзии", ("", "MY", "", "dual-degrees")),
        ("двойные дипломы, Малайзия", ("", "MY", "", "dual-degrees")),
        ("где пройти стажировку в Саудовской Аравии", ("", "SA", "", "internships")),
        ("академическая мобильность Польша", ("", "PL", "", "mobility")),
        ("в Объединённых Арабских Эмиратах", ("", "AE", "", "")),
        ("обмен опытом с Кореей", ("обмен опытом", "KR", "", "")),
        ("больницы Республики Беларусь", ("", "BY", "hospital", "")),
        ("институты на Кипре", ("", "CY", "institute university", "")),
        ("партнёры из Нидерландов", ("", "NL", "", "")),
        ("университеты США", ("", "US", "university", "")),
        ("немецкие партнёры", ("", "DE", "", "")),
        ("Turkish partners", ("", "TR", "", "")),
        # Uzbek, in both its alphabets, with its suffixes
        ("Қозоғистон", ("", "KZ", "", "")),
        ("qozogʻistonda tibbiyot universiteti", ("tibbiyot", "KZ", "university", "")),
        ("Qozog'istondagi klinikalar", ("", "KZ", "hospital", "")),
        ("Ўзбекистондаги шифохоналар", ("", "UZ", "hospital", "")),
        ("Turkiyadagi universitetlar", ("", "TR", "university", "")),
        ("Oʻzbekiston Respublikasida", ("", "UZ", "", "")),
        ("Yaponiyada stajirovka", ("", "JP", "", "internships")),
        ("qoʻsh diplom Malayziya", ("", "MY", "", "dual-degrees")),
        ("akademik mobillik Polsha", ("", "PL", "", "mobility")),
        ("Germaniya bilan qoʻshma tadqiqotlar", ("", "DE", "", "joint-research")),
        ("Rus universitetlari", ("", "RU", "university", "")),
        ("Германиядаги хамкорлар", ("", "DE", "", "")),
        # an offer alone
        ("internships", ("", "", "", "internships")),
        ("стажировки для студентов", ("студентов", "", "", "internships")),
    ],
)
def test_question_is_taken_apart(text: str, expected: tuple[str, str, str, str]) -> None:
    assert _understood(text) == expected


@pytest.mark.parametrize(
    ("text", "rest", "region"),
    [
        ("Europe", "", "150"), ("universities in Asia", "", "142"), ("Central Asia", "", "143"), ("Osiyodagi universitetlar", "", "142"),
        ("Ўрта Осиё", "", "143"), ("Yevropa", "", "150"), ("вузы Европы", "", "150"), ("клиники в Юго-Восточной Азии", "", "035"),
        ("европейские вузы", "", "150"), ("Asian partners", "", "142"), ("Ближний Восток", "", "145"),
        ("cardiology Europe", "cardiology", "150"),
    ],
)  # fmt: skip
def test_parts_of_the_world_are_understood(text: str, rest: str, region: str) -> None:
    found = understand(text, OFFERS)

    assert (found.rest, found.regions, found.countries) == (rest, (region,), ())


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "?", "state medical university", "Izhevsk State Medical Academy", "Charité",
        "American Austrian Foundation", "для того чтобы", "Chad Jones", "in", "Indiana University", "Polytechnic of Turin",
        "Russian State Medical University", "Kazakh-Turkish university", "Turkish language school", "English",
        "用户", "a" * 5000,
    ],
)  # fmt: skip
def test_plain_text_stays_as_it_was_typed(text: str) -> None:
    assert understand(text, OFFERS) == Understood(text, text.strip())


@pytest.mark.parametrize(
    ("text", "rest", "country"),
    [
        ("Kazakhstan Medical University Astana", "Medical University Astana", "KZ"),
        ("University of Nottingham Malaysia Campus", "University of Nottingham Campus", "MY"),
        ("Korea Electrotechnology Research Institute", "Electrotechnology Research Institute", "KR"),
        ("Jordan University Hospital", "University Hospital", "JO"),
        ("Университет имени Назарбаева, Казахстан", "Университет имени Назарбаева", "KZ"),
    ],
)
def test_name_with_a_country_in_it_keeps_its_kind_and_its_whole_text(text: str, rest: str, country: str) -> None:
    found = understand(text, OFFERS)

    assert found == Understood(text, rest, countries=(country,))
    assert found.is_question


@pytest.mark.parametrize(
    ("text", "rest", "country"),
    [
        ("Russian visits 2023", "visits 2023", "RU"),
        ("российских учёных", "", "RU"),
        ("rossiyaliklarning tashriflari", "tashriflari", "RU"),
        ("English hospitals visits", "visits", "GB"),
    ],
)
def test_nation_alone_is_a_country_where_that_is_wanted(text: str, rest: str, country: str) -> None:
    found = understand(text, nations=True)

    assert (found.rest, found.countries) == (rest, (country,))
    assert understand(text).countries == ()


@pytest.mark.parametrize(
    "text", ["Russian State Medical University", "American Austrian Foundation", "English", "in Russian", "узбекский язык", "rossiya"]
)
def test_what_may_be_a_name_or_a_language_is_no_nation(text: str) -> None:
    assert understand(text, nations=True) == understand(text)


def test_kind_beside_a_specific_word_is_a_filter_only_in_the_plural() -> None:
    assert understand("erasmus university finland").kinds == ()
    assert understand("erasmus universities finland").kinds == ("university",)


def test_name_that_is_also_a_word_is_a_country_only_where_it_must_be() -> None:
    assert understand("chad").countries == ("TD",)
    assert understand("universities in chad").countries == ("TD",)
    assert understand("chad smith").countries == ()


def test_phrase_may_mean_a_form_of_cooperation_and_a_kind_of_programme() -> None:
    offers = phrases_of(FORMS, [(f"open.{kind}", kind) for kind in Programme.Kind.values])

    assert understand("dual degree malaysia", offers).offers == ("dual-degrees", "open.joint_degree")
    placements = {"internships", "open.clinical_placement", "open.internship", "open.research_stay"}
    assert set(understand("стажировка в Турции", offers).offers) == placements
    assert understand("стажировка в Турции", offers).offer_words == (spell("стажировка"),)
    assert understand("yozgi maktab Germaniyada", offers).offers == ("open.summer_school",)


@pytest.mark.parametrize("kind", Programme.Kind.values)
def test_every_kind_of_programme_can_be_asked_for(kind: str) -> None:
    phrases = phrases_of([], [(kind, kind)])

    assert phrases
    assert all(understand(f"{phrase} in Malaysia", phrases).offers == (kind,) for _value, phrase in phrases)


def test_offers_are_only_those_that_are_given() -> None:
    assert understand("internship in Germany").offers == ()
    assert understand("internship in Germany", (("x", "Internship"),)).offers == ("x",)


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_every_country_is_understood_by_its_name(language: str) -> None:
    for code, name in names_of_countries(language).items():
        assert code in understand(name).countries, name
        assert understand(name).rest in ("", "САР"), name


@pytest.mark.parametrize(
    "text",
    [
        "Казахстана", "Казахстану", "Казахстаном", "Казахстане", "из Казахстана", "Қозоғистонда", "Qozogʻistondan", "Qozogʻistonning",
        "Qozog‘iston", "qozogiston", "Kazakhstan", "КАЗАХСТАН",
    ],
)  # fmt: skip
def test_country_is_understood_in_every_form(text: str) -> None:
    assert _understood(text) == ("", "KZ", "", "")


@given(text=st.text(max_size=LONGEST_QUESTION + 20))
def test_any_text_is_understood_somehow(text: str) -> None:
    found = understand(text, OFFERS)

    assert found.text == text
    assert all(map(is_country, found.countries))
    assert understand(text, OFFERS) == found


QUESTION_WORDS = [
    "in",
    "в",
    "the",
    "republic",
    "of",
    "Kazakhstan",
    "Турции",
    "Xitoyda",
    "university",
    "клиники",
    "dual",
    "degree",
    "erasmus",
    "U.S.",
    ",",
    "–",
    "d’",
]


@given(words=st.lists(st.sampled_from(QUESTION_WORDS) | st.text(max_size=5), max_size=12))
def test_rest_holds_no_word_that_was_not_typed(words: list[str]) -> None:
    text = " ".join(words)

    assert set(fold(understand(text, OFFERS).rest).split()) <= set(fold(text).split())


@given(offers=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=30)), max_size=5), text=st.text(max_size=40))
def test_any_offers_are_understood_somehow(offers: list[tuple[str, str]], text: str) -> None:
    assert set(understand(text, tuple(offers)).offers) <= {value for value, _phrase in offers}


def test_every_country_of_the_site_has_a_name_to_be_asked_by() -> None:
    assert {code for code, _name in country_choices()} == names_of_countries("en").keys()


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("hospitals, in Malasia!", "MY"),
        ("в Казахстане", "KZ"),
        ("в Казхстане", "KZ"),
        ("росийские вузы", "RU"),
        ("Gremany", "DE"),
        ("Turkmenstan", "TM"),
        ("Uzbekiztan", "UZ"),
        ("Konya", ""),  # and no Kenya
        ("Chita", ""),
        ("Granada", ""),
        ("Siberian", ""),
        ("Columbia", ""),
        ("Jordan medical", "JO"),
    ],
)
def test_country_with_a_typing_error_is_told(text: str, country: str) -> None:
    spelt = with_places_spelt(text, lambda _words: ())

    assert understand(spelt, nations=True).countries == ((country,) if country else ())
    assert with_places_spelt(text, lambda words: words) == text
