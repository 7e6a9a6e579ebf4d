"""Every fact that the universities gave us is on its page or one click away, in every language."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import combinations
from urllib.parse import quote

import pytest
from babel import Locale

from tests.facts import ABOUT, DEPARTMENTS, FACTS, FUNDING_BODIES, OLD_ADDRESSES, PARTNERS, SEARCHES, UNDECIDED

LANGUAGES = {"en": "en_GB", "ru": "ru", "uz": "uz_Latn"}
INLINE = {"a", "abbr", "b", "bdi", "em", "i", "small", "span", "strong", "time"}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}

_pages = {}


@dataclass
class Element:
    """An element of a page, with all that is in it: its text, the addresses it links to, its first heading."""

    tag: str
    is_statement: bool = False  # what stands in a box of its own without a heading
    text: str = ""
    links: list[str] = field(default_factory=list)
    heading: str = ""

    def says(self, texts):
        return all(text in self.text for text in texts)


class Page(HTMLParser):
    """The elements of a page. What a visitor reads of it is in the element `main`."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self._open = []
        self.feed(html)
        self.close()
        for element in self.elements:
            element.text, element.heading = _plain(element.text), _plain(element.heading)

    def handle_starttag(self, tag, attrs):
        if tag not in INLINE:
            self._add(" ")
        if tag in VOID:
            return
        element = Element(tag, is_statement="statement" in dict(attrs).get("class", "").split())
        self._open.append(element)
        self.elements.append(element)
        href = dict(attrs).get("href")
        if tag == "a" and href:
            for element in self._open:
                element.links.append(href)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        closed = self._open.pop()
        assert closed.tag == tag, f"</{tag}> closes <{closed.tag}>"
        if re.fullmatch("h[1-6]", tag):
            for element in self._open:
                element.heading = element.heading or closed.text
        if tag not in INLINE:
            self._add(" ")

    def handle_data(self, data):
        self._add(data)

    def _add(self, text):
        for element in self._open:
            element.text += text

    def of(self, tag):
        return [element for element in self.elements if element.tag == tag or (tag == "section" and element.is_statement)]

    @property
    def main(self):
        (main,) = self.of("main")
        return main


def _plain(text):
    """Return a text with every white space, the no-break ones too, as one space."""
    return " ".join(text.split())


def _country(code, language):
    """Return CLDR's name of a country, with the Uzbek apostrophes that CLDR mixes as one."""
    return _one_apostrophe(Locale.parse(LANGUAGES[language]).territories[code])


def _one_apostrophe(text):
    return re.sub("[‘’ʻʼ]", "'", text)


@pytest.fixture
def read(client, db):
    """Return a function that returns a page in a language. Each is asked for once: nothing here writes."""

    def read(path, language):
        address = f"/{language}{path}"
        if address not in _pages:
            response = client.get(address)
            assert response.status_code == 200, f"{address} answers {response.status_code}"
            _pages[address] = Page(response.text)
        return _pages[address]

    return read


def _results(page, language):
    """Return the partners of the directory's page, in their order, without the language."""
    addresses = [re.fullmatch(rf"/{language}(/partners/[\w-]+/)", link) for link in page.main.links]
    return [address[1] for address in addresses if address]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", FACTS, ids=str)
def test_fact_is_on_its_page_or_one_click_away(fact, language, read):
    page = read(fact.page, language)
    if fact.on != "same":
        assert f"/{language}{fact.on}" in page.main.links, (
            f"/{language}{fact.page} does not link to {fact.on}, which should hold: {fact.what}"
        )
        page = read(fact.on, language)
    texts = fact.texts(language)
    missing = [text for text in texts if text not in page.main.text]
    assert not missing, f"{fact.what}: {missing} not said on /{language}{fact.page if fact.on == 'same' else fact.on}"
    assert any(element.says(texts) for element in page.of(fact.within)), f"{fact.what}: no one <{fact.within}> says all of {texts}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", DEPARTMENTS)
def test_department_page_leads_to_what_all_departments_share(page, language, read):
    assert f"/{language}{ABOUT}" in read(page, language).main.links


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("partner", PARTNERS, ids=str)
def test_partner_stands_under_its_country(partner, language, read):
    sections = [section for section in read(partner.page, language).of("section") if f"/{language}{partner.address}" in section.links]
    headings = {_one_apostrophe(section.heading) for section in sections}
    every_country = {_one_apostrophe(name) for name in Locale.parse(LANGUAGES[language]).territories.values()}
    assert headings & every_country == {_country(code, language) for code in partner.countries}


@pytest.mark.parametrize("partner", PARTNERS, ids=str)
def test_partner_is_named_on_the_english_page_as_it_was_written(partner, read):
    entries = [entry for entry in read(partner.page, "en").of("li") if f"/en{partner.address}" in entry.links]
    assert any(partner.names[0] in entry.text for entry in entries)


@pytest.mark.parametrize("language", LANGUAGES)
def test_partner_of_two_departments_is_one_record(language, read):
    pages = {partner.page for partner in PARTNERS if any("Izhevsk" in name for name in partner.names)}
    (address,) = {partner.address for partner in PARTNERS if any("Izhevsk" in name for name in partner.names)}
    assert len(pages) == 2
    for page in pages:
        izhevsk = {link for link in read(page, language).main.links if "izhevsk" in link}
        assert izhevsk == {f"/{language}{address}"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("names", UNDECIDED, ids=lambda names: ", ".join(sorted(names)))
def test_mentions_that_nobody_has_merged_are_separate_records(names, language, read):
    partners = [partner for partner in PARTNERS if partner.names[0] in names]
    assert {partner.names[0] for partner in partners} == names
    for one, other in combinations(partners, 2):
        assert one.address != other.address
        assert read(one.address, language).of("h1")[0].text != read(other.address, language).of("h1")[0].text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("typed", "address"), SEARCHES.items())
def test_search_finds_the_partner_first(typed, address, language, read):
    assert _results(read(f"/partners/?q={quote(typed)}", language), language)[:1] == [address]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "address"), sorted({(name, partner.address) for partner in PARTNERS for name in partner.names} | set(FUNDING_BODIES.items()))
)
def test_search_finds_every_name_as_it_was_written(name, address, language, read):
    assert address in _results(read(f"/partners/?q={quote(name)}", language), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("name", "page"), OLD_ADDRESSES.items())
def test_old_address_leads_to_the_page_in_the_visitors_language(name, page, language, client, db):
    response = client.get(f"/pages/international_partnership_department_{name}", headers={"accept-language": language})
    assert response.status_code == 301
    assert response.url == f"/{language}{page}"
