"""Where a translation is missing, a page shows the original, marks its language, and says so."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from departments.models import Department, HonoraryTitle, Person, University
from events.models import Count, Event, Participant, Photo, Session, Visit
from partners.models import Agreement, Institution, Programme, ProgrammeSubject, Project
from smsu_intl.base.listing import Filter
from smsu_intl.base.models import Source
from smsu_intl.base.texts import LocalText
from smsu_intl.base.translations import translated_names
from tests import factories

pytestmark = pytest.mark.django_db

WORD = "Enword"  # begins every text of the records below, which are written in English only
VOID = {"meta", "link", "img", "input", "br", "source", "hr", "image", "circle", "path", "use"}
UNMARKABLE = {"title", "script"}  # no element may stand in their text
SPOKEN = ("alt", "aria-label", "title", "placeholder")


def english(model: Any) -> dict[str, str]:
    return {f"{name}_en": f"{WORD} {model._meta.model_name} {name}" for name in translated_names(model)}


class Unmarked(HTMLParser):
    """Collects the texts that hold the word and stand in no element of their own language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = [("", "uz")]
        self.found: list[str] = []
        self.marked = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = dict(attributes)
        lang = named.get("lang") or self.stack[-1][1]
        if tag not in VOID:
            self.stack.append((tag, lang))
        for name in SPOKEN:
            self._see(str(named.get(name) or ""), lang, f"{tag} {name}")

    def handle_endtag(self, tag: str) -> None:
        while len(self.stack) > 1 and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, lang = self.stack[-1]
        if tag not in UNMARKABLE:
            self._see(data, lang, tag)

    def _see(self, text: str, lang: str, where: str) -> None:
        if WORD in text:
            self.marked += lang == "en"
            if lang != "en":
                self.found.append(f"{where}: {text.strip()}")


@pytest.fixture
def written() -> dict[str, Any]:
    """Records of every kind, in English only, each in relation to the others."""
    university = University.objects.home().get()
    for name in translated_names(University):
        for language in ("ru", "uz"):
            setattr(university, f"{name}_{language}", "")
        setattr(university, f"{name}_en", f"{WORD} university {name}")
    university.save()
    field = factories.cooperation_field(name_en=f"{WORD} field")
    university.fields.set([field])
    source = factories.source(**english(Source), address="https://example.org/")
    department = factories.department(university=university, **english(Department))
    person = factories.person(department=department, **english(Person))
    department.head = person
    department.save()
    factories.claim(department=department, label_en=f"{WORD} claim")
    factories.claim(department=None, university=university, label_en=f"{WORD} claim")
    factories.honorary_title(person=person, university=university, **english(HonoraryTitle))
    partner = factories.institution(**english(Institution))
    tag = factories.tag(label_en=f"{WORD} tag")
    partner.tags.add(tag)
    unit = factories.institution(part_of=partner, **english(Institution))
    form = factories.cooperation_form(name_en=f"{WORD} form")
    for institution in (partner, unit):
        factories.partnership(institution=institution, department=department, fields=[field], forms=[form])
    factories.partnership(institution=partner, university=university, role="funder")
    both = {"departments": [department], "institutions": [partner], "university": university}
    agreement = factories.agreement(signed="2024", state="signed", **both, **english(Agreement))
    factories.project(leader=person, funder=unit, **both, **english(Project))
    programme = factories.programme(
        state="open",
        levels=[factories.study_level(name_en="student", name_uz="talaba")],
        subjects=[factories.programme_subject(**english(ProgrammeSubject))],
        contact=person,
        **both,
        **english(Programme),
    )
    visit = factories.visit(period="2024-10-08", agreement=agreement, **both, **english(Visit))
    event = factories.event(period="2999-10-08", host=partner, **both, **english(Event))
    recurring = factories.event(recurrence="yearly", **both, **english(Event))
    for owner in ({"visit": visit}, {"event": event}):
        factories.session(**owner, **english(Session))
        factories.participant(**owner, **english(Participant))
        factories.participant(person=person, institution=unit, **owner, post_en=f"{WORD} post", role_en=f"{WORD} role")
        factories.reported_count(**owner, **english(Count))
    photo = factories.photo(visit=visit, **english(Photo))
    factories.photo(department=department, **english(Photo))
    hosted = factories.university(**english(University))
    for record in (visit, event, programme):
        record.sources.add(source)
    return {
        "home": "/uz/",
        "about": "/uz/about/",
        "search": f"/uz/search/?q={WORD}",
        "departments": "/uz/departments/",
        "department": f"/uz/departments/{department.slug}/",
        "university": f"/uz/universities/{hosted.slug}/",
        "partners": "/uz/partners/?q=institution",
        "chosen": f"/uz/partners/?department={department.key}&field={field.slug}&tag={tag.slug}",
        "map": "/uz/partners/?view=map",
        "nothing": f"/uz/partners/?q=institution&department={department.key}&kind=company",
        "print": f"/uz/partners/print/?department={department.key}",
        "partner": f"/uz/partners/{partner.slug}/",
        "unit": f"/uz/partners/{unit.slug}/",
        "country": f"/uz/countries/{partner.country.lower()}/",
        "programmes": "/uz/programmes/",
        "programme": f"/uz/programmes/{programme.slug}/",
        "visits": "/uz/visits/",
        "visit": f"/uz/visits/{visit.slug}/",
        "events": "/uz/events/",
        "event": f"/uz/events/{event.slug}/",
        "recurring": f"/uz/events/{recurring.slug}/",
        "photos": photo.get_list_url().replace("/en/", "/uz/"),
        "photo": photo.get_absolute_url().replace("/en/", "/uz/"),
        "department photos": f"/uz/departments/{department.slug}/photos/",
    }


def test_original_is_marked_with_its_language_on_every_page(client: Client, written: dict[str, str]) -> None:
    unmarked = {}
    for page, address in written.items():
        response = client.get(address)
        assert response.status_code == 200, page
        seen = Unmarked(response.content.decode())
        assert seen.marked, page
        if seen.found:
            unmarked[page] = seen.found

        assert not re.search(r"<option[^>]*>[^<]*<(?!/option>)", response.content.decode()), page

    assert unmarked == {}


def test_page_says_that_it_shows_originals(client: Client, written: dict[str, str]) -> None:
    for page, address in written.items():
        html = client.get(address).content.decode()
        assert html.count('class="originals"') == 1, page
        assert html.index('<main id="content"') < html.index('class="originals"'), page


def test_translated_page_has_no_notice(client: Client) -> None:
    for page in ("", "about/", "departments/", "visits/", "events/"):
        assert 'class="originals"' not in client.get(f"/uz/{page}").content.decode(), page


def test_feed_marks_the_language_of_a_title(client: Client) -> None:
    factories.visit(title_en="Only English", summary_en="", university=University.objects.home().get())

    feed = client.get("/uz/feeds/visits.atom").content.decode()

    assert '<title xml:lang="en">Only English</title>' in feed
    assert feed.count("xml:lang") == 2  # the feed's own


def test_calendar_marks_the_language_of_its_texts(client: Client) -> None:
    event = factories.event(title_en="Only English", period="2999-10-08", place_en="Hall", place_uz="Zal")

    calendar = client.get(reverse("event_ics", args=[event.slug]), {"lang": "uz"}).content.decode()

    assert "SUMMARY;LANGUAGE=en:Only English" in calendar
    assert "LOCATION:Zal" in calendar


def test_text_in_a_list_of_choices_is_marked() -> None:
    field = Filter(choices=[("a", LocalText("Neurology", "en")), ("b", LocalText("Nevrologiya", "uz"))])
    with override("uz"):
        html = field.widget.render("department", "a")

    assert '<option value="a" selected lang="en">Neurology</option>' in html
    assert '<option value="b">Nevrologiya</option>' in html
