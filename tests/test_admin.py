"""The staff's admin: who may open what, what its forms refuse and fill in, and what they tell."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.forms.boundfield import BoundField
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from departments.models import Department, Membership, Person, University
from events.models import Visit
from partners.models import Institution, Partnership
from smsu_intl.roles import EDITOR, OFFICE, role
from tests import factories

pytestmark = pytest.mark.django_db

MODELS = {model._meta.label_lower: model for model in admin.site._registry}
# What a secretary of the international office may do with each registered model; a new one must be entered here.
ALL = "add change delete"
SECRETARY = {
    "auth.user": "",
    "departments.department": "add change",
    "departments.university": "change",
    **dict.fromkeys(
        (
            "base.source", "departments.claim", "departments.cooperationfield", "departments.honorarytitle", "departments.person",
            "events.event", "events.photo", "events.visit", "partners.agreement", "partners.cooperationform", "partners.institution",
            "partners.institutionname", "partners.partnership", "partners.programme", "partners.programmesubject", "partners.project",
            "partners.studylevel", "partners.suspectedduplicate", "partners.tag",
        ),
        ALL,
    ),
}  # fmt: skip
PAGES = ("changelist", "add", "change", "history", "delete")
NUL = "\x00"
LONG_KEY = "9" * 25


def user(name: str, **values: Any) -> User:
    return User.objects.create_user(name, password="p", is_staff=True, **values)


def signed_in(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


@pytest.fixture
def office(db: None) -> Client:
    """A browser in which the international office, which may do everything, is signed in."""
    return signed_in(user("office", is_superuser=True))


@pytest.fixture
def secretary(db: None) -> Client:
    """A browser in which a secretary of the international office is signed in."""
    return signed_in(officer("secretary", University.objects.home().get()))


def officer(name: str, university: University, **values: Any) -> User:
    """An account of a university's international office."""
    account = user(name, **values)
    account.groups.add(role(OFFICE))
    Membership.objects.create(user=account).universities.add(university)
    return account


def editor(name: str, *departments: Department, **values: Any) -> User:
    """An account of an editor of departments."""
    account = user(name, **values)
    account.groups.add(role(EDITOR))
    Membership.objects.create(user=account).departments.set(departments)
    return account


def address(model: str, page: str, key: Any = None) -> str:
    label = model.replace(".", "_")
    return reverse(f"admin:{label}_{page}", args=[] if page in ("changelist", "add") else [key])


def some_record(model: str) -> Any:
    User.objects.get_or_create(username="somebody")
    if model in ("partners.programme", "events.photo"):  # the site's content has none
        return factories.programme() if model == "partners.programme" else factories.photo()
    return MODELS[model]._base_manager.first() or factories.tag()  # the content has a record of all the others


def fields_of(response: HttpResponse) -> Iterator[BoundField]:
    """Yield every field of a form that the admin shows, those of its rows too."""
    yield from response.context["adminform"].form
    for rows in response.context.get("inline_admin_formsets", ()):
        for form in (rows.formset.management_form, *rows.formset.initial_forms):
            yield from form


def values_of(response: HttpResponse) -> dict[str, Any]:
    """Return what a browser would send if the form were saved as it is shown."""
    shown = {field.html_name: field.value() for field in fields_of(response)}
    return {name: value for name, value in shown.items() if value not in (None, "", [None, None]) and value is not False}


def fill_in(client: Client, where: str, **typed: Any) -> HttpResponse:
    """Open a form, type into it, and save it."""
    return client.post(where, values_of(client.get(where)) | typed)


def errors_of(response: HttpResponse) -> dict[str, list[str]]:
    return response.context["adminform"].form.errors


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


# Who may open what


def test_every_registered_model_says_what_the_secretary_may_do() -> None:
    assert set(SECRETARY) == set(MODELS)


@pytest.mark.parametrize("model", MODELS)
def test_office_opens_every_page(office: Client, model: str) -> None:
    key = some_record(model).pk
    for page in PAGES:
        assert office.get(address(model, page, key)).status_code == 200, page


@pytest.mark.parametrize("model", MODELS)
def test_form_stands_in_every_language(office: Client, model: str) -> None:
    where = address(model, "change", some_record(model).pk)
    for language in ("ru", "uz"):
        response = office.get(where, headers={"accept-language": language})
        assert response.status_code == 200
        assert f'<html lang="{language}"' in text_of(response)


@pytest.mark.parametrize(("language", "order"), [("uz", ["uz", "en", "ru"]), ("ru", ["ru", "en", "uz"]), ("en", ["en", "ru", "uz"])])
@pytest.mark.parametrize("query", ["", "?_popup=1"])
def test_texts_are_asked_for_in_the_readers_language_first(secretary: Client, language: str, order: list[str], query: str) -> None:
    html = text_of(secretary.get(f"/admin/partners/institution/add/{query}", headers={"accept-language": language}))

    assert re.findall(r'name="name_(\w\w)"', html) == order


def test_texts_that_can_only_be_read_name_their_language_too(office: Client) -> None:
    merged = factories.institution(merged_into=factories.institution(name_en="Kept"))

    html = text_of(office.get(f"/admin/partners/institution/{merged.pk}/change/"))

    assert 'name="name_uz"' not in html
    assert "Name (Uzbek)" in html


@pytest.mark.parametrize("model", MODELS)
def test_secretary_opens_what_she_may(secretary: Client, model: str) -> None:
    key = some_record(model).pk
    needed = {"changelist": "change", "add": "add", "change": "change", "history": "change", "delete": "delete"}
    for page, right in needed.items():
        expected = 200 if right in SECRETARY[model].split() else 403
        assert secretary.get(address(model, page, key)).status_code == expected, page


@pytest.mark.parametrize("model", MODELS)
def test_visitor_is_led_to_sign_in(client: Client, model: str) -> None:
    key = some_record(model).pk
    for page in PAGES:
        where = address(model, page, key)
        for response in (client.get(where), client.post(where, {"name_en": "x", "post": "yes"})):
            assert response.status_code == 302
            assert response.headers["Location"].startswith("/admin/login/?next=")


def test_account_without_rights_sees_no_record() -> None:
    client = signed_in(user("guest"))

    assert [model for model in MODELS if client.get(address(model, "changelist")).status_code != 403] == []


def test_menu_hides_what_the_secretary_may_not_open(secretary: Client) -> None:
    html = text_of(secretary.get("/admin/"))

    assert 'href="/admin/events/visit/add/"' in html
    assert 'href="/admin/departments/university/add/"' not in html
    assert "/admin/auth/" not in html


# Finding


def choices(client: Client, term: str, *, model: str = "partnership", field: str = "institution", app: str = "partners") -> list[str]:
    response = client.get("/admin/autocomplete/", {"app_label": app, "model_name": model, "field_name": field, "term": term})
    return [found["text"] for found in response.json()["results"]]


@pytest.mark.parametrize("term", ["ижевск", "ИЖЕВСК", "Izhevsk", "ижгму", "ijevsk davlat", "academy izhevsk"])
def test_secretary_finds_a_partner_by_any_spelling(secretary: Client, term: str) -> None:
    assert choices(secretary, term) == ["Izhevsk State Medical Academy – Russia"]


@pytest.mark.parametrize("term", ["oltin o'rda", "OLTIN OʻRDA", "Oltin o‘rda", "oltin o`rda", "Олтин ўрда", "золотая орда"])
def test_uzbek_apostrophes_and_scripts_make_no_difference(secretary: Client, term: str) -> None:
    factories.institution(name_en="", name_uz="Oltin Oʻrda universiteti", country="UZ", names=["Университет «Золотая Орда»"])

    assert choices(secretary, term) == ["Oltin Oʻrda universiteti – Uzbekistan"]


def test_offered_partner_says_that_it_is_a_draft(secretary: Client) -> None:
    factories.institution(name_en="Zedelghem clinic", country="BE", status="draft")

    assert choices(secretary, "zedelghem") == ["Zedelghem clinic (draft) – Belgium"]


@pytest.mark.parametrize("term", ["%", "_", "\\", "'", "!?"])
def test_signs_alone_find_nothing(secretary: Client, term: str) -> None:
    assert choices(secretary, term) == []


@pytest.mark.parametrize(
    ("model", "term"),
    [
        ("partners.institution", "ИЖЕВСК"),
        ("partners.institutionname", "igma"),
        ("partners.partnership", "ижгму"),
        ("departments.department", "неврологии"),
        ("departments.department", "NEVROLOGIYA"),
        ("events.visit", "рязанский"),
        ("departments.cooperationfield", "ОБРАЗОВАНИЕ"),
    ],
)
def test_lists_are_searched_in_any_script(secretary: Client, model: str, term: str) -> None:
    found = secretary.get(address(model, "changelist"), {"q": term}).context["cl"].result_count

    assert 0 < found < MODELS[model].objects.count()


# What forms fill in and refuse


def test_department_gets_its_address_by_itself_and_a_free_one(secretary: Client) -> None:
    for _time in range(2):
        assert fill_in(secretary, "/admin/departments/department/add/", name_uz="Oʻpka kasalliklari").status_code == 302

    departments = Department.objects.filter(name_uz="Oʻpka kasalliklari")
    assert sorted(department.slug for department in departments) == ["opka-kasalliklari", "opka-kasalliklari-2"]
    assert all(department.university.is_home for department in departments)


def test_visit_without_a_title_is_addressed_by_partner_and_year(secretary: Client) -> None:
    partner = Institution.objects.get(slug="izhevsk-state-medical-academy")
    fill_in(secretary, "/admin/events/visit/add/", direction="incoming", institutions=[partner.pk], period="март 2021")

    assert Visit.objects.latest("pk").slug == "incoming-izhevsk-state-medical-academy-2021"


def test_address_typed_twice_is_refused(secretary: Client) -> None:
    response = fill_in(secretary, "/admin/events/event/add/", title_en="Again", kind="lecture", slug=factories.event().slug)

    assert "slug" in errors_of(response)


@pytest.mark.parametrize("query", ["", "?_popup=1"])
def test_institution_gets_no_address_of_the_directorys_own_pages(secretary: Client, query: str) -> None:
    where = f"/admin/partners/institution/add/{query}"
    popup = {"_popup": "1"} if query else {}
    assert fill_in(secretary, where, name_en="Print", country="TR", **popup).status_code != 400

    assert Institution.objects.get(name_en="Print").slug == "print-2"
    assert errors_of(fill_in(secretary, "/admin/partners/institution/add/", name_en="Suggest", country="TR", slug="suggest")) == {
        "slug": ["Another page of the directory has this address. Choose another one."]
    }


@pytest.mark.parametrize(
    ("model", "field", "values"),
    [
        ("departments.department", "name_en", {}),
        ("departments.claim", "label_en", {"number": 5}),
        ("departments.honorarytitle", "title_en", {}),
        ("departments.cooperationfield", "name_en", {"slug": "new"}),
        ("partners.cooperationform", "name_en", {"slug": "new"}),
        ("partners.institution", "name_en", {"country": "TR"}),
        ("partners.programme", "name_en", {}),
        ("partners.project", "title_en", {}),
        ("events.event", "title_en", {"kind": "lecture"}),
    ],
)
def test_name_in_at_least_one_language_is_demanded(secretary: Client, model: str, field: str, values: dict[str, Any]) -> None:
    response = fill_in(secretary, address(model, "add"), **values)

    assert response.status_code == 200
    assert re.fullmatch("Fill in “.+” in at least one language.", errors_of(response)[field][0])


def test_source_without_title_and_address_is_refused(secretary: Client) -> None:
    assert errors_of(fill_in(secretary, "/admin/base/source/add/"))["title_en"] == ["Give the title of the source, or its web address."]


@pytest.mark.parametrize(
    ("model", "field", "typed", "kept"),
    [
        ("events.visit", "period", "last spring", "title_en"),
        ("events.event", "period", "31.02.2024", "title_ru"),
        ("partners.project", "period", "9–8 October 2024", "title_uz"),
        ("partners.agreement", "signed", "2024-2021", "description_en"),
        ("partners.partnership", "since", "21.05.20256", "funding"),
        ("departments.claim", "as_of", "0000", "label_en"),
        ("departments.honorarytitle", "period", "<b>May</b>", "title_en"),
    ],
)
def test_date_not_understood_is_told_and_nothing_typed_is_lost(secretary: Client, model: str, field: str, typed: str, kept: str) -> None:
    response = fill_in(secretary, address(model, "add"), **{field: typed, kept: "target"})

    assert response.status_code == 200
    assert "Write for example 21.05.2025, 8–9 October 2024" in errors_of(response)[field][0]
    assert f'value="{escape(typed)}"' in text_of(response)
    assert re.search('value="target"[^>]*(maxlength|selected)', text_of(response))


@pytest.mark.parametrize(
    ("model", "field", "typed"),
    [
        ("partners.institution", "website", "javascript:alert(1)"),
        ("partners.institution", "website", "//example.org"),
        ("departments.university", "website", "JavaScript://example.org/%0aalert(1)"),
        ("events.event", "registration_link", "data:text/html,x"),
        ("base.source", "address", "ftp://example.org"),
    ],
)
def test_address_that_is_no_web_address_is_refused(office: Client, model: str, field: str, typed: str) -> None:
    assert errors_of(fill_in(office, address(model, "add"), **{field: typed}))[field] == ["Enter a valid URL."]


def test_fields_that_the_form_does_not_have_are_ignored(secretary: Client) -> None:
    other = factories.institution()
    response = fill_in(
        secretary, "/admin/partners/institution/add/", name_en="Forged", country="TR", is_superuser="1", is_staff="1", merged_into=other.pk,
        folded="forged", updated_at="1999-01-01", id=other.pk, history_user="1",
    )  # fmt: skip
    forged = Institution.objects.get(name_en="Forged")

    assert response.status_code == 302
    assert forged.pk != other.pk
    assert forged.merged_into is None
    assert forged.updated_at.year > 1999
    assert forged.history.get().history_user.username == "secretary"
    assert not User.objects.filter(is_superuser=True).exists()


def test_fields_left_out_of_the_popup_are_ignored_in_it(secretary: Client) -> None:
    where = "/admin/departments/person/add/"
    secretary.post(where, {"_popup": "1", "name": "Popup P.", "status": "draft", "email": "a@example.org", "other_forms": "x"})
    person = Person.objects.get(name="Popup P.")

    assert (person.email, person.other_forms, person.status) == ("", "", "draft")


def test_unknown_status_is_refused(secretary: Client) -> None:
    assert "status" in errors_of(fill_in(secretary, "/admin/departments/person/add/", name="P.", status="deleted"))


def test_partner_of_a_department_gets_its_university(secretary: Client) -> None:
    owner = University.objects.get(slug="first-pavlov")
    partner = factories.institution()
    rows = {"partnerships-TOTAL_FORMS": 1, "partnerships-0-institution": partner.pk, "partnerships-0-role": "partner"}
    rows |= {"partnerships-0-state": "active", "partnerships-0-status": "", "partnerships-0-university": "1"}
    response = fill_in(secretary, "/admin/departments/department/add/", name_en="Urology", university=owner.pk, status="published", **rows)
    partnership = Partnership.objects.get(institution=partner)

    assert response.status_code == 302
    assert partnership.university == owner
    assert partnership.status == "published"  # that of the form above it


def test_same_partner_twice_is_refused(secretary: Client) -> None:
    department, partner = factories.department(), factories.institution()
    rows = {"partnerships-TOTAL_FORMS": 2}
    for number in range(2):
        rows |= {f"partnerships-{number}-institution": partner.pk, f"partnerships-{number}-role": "partner"}
        rows |= {f"partnerships-{number}-state": "active"}
    response = fill_in(secretary, address("departments.department", "change", department.pk), **rows)

    assert response.status_code == 200
    assert not department.partnerships.exists()


def test_suspected_twin_is_shown_until_somebody_decides(secretary: Client) -> None:
    pair = factories.suspected_duplicate(
        first=factories.institution(name_en="One"), second=factories.institution(name_en="Other", country="DE"), reason_en="Same street"
    )
    where = address("partners.institution", "change", pair.second_id)
    decide = address("partners.suspectedduplicate", "change", pair.pk)

    html = text_of(secretary.get(where))
    assert "Is it entered twice?" in html
    assert "One – Türkiye" in html
    assert f'href="{decide}"' in html

    fill_in(secretary, decide, decision="different")
    assert "Is it entered twice?" not in text_of(secretary.get(where))


def test_programme_is_opened_once_its_facts_were_checked(secretary: Client, client: Client) -> None:
    typed = {"name_en": "Semester abroad", "kind": "exchange", "state": "open", "status": "published", "deadline": "2999-05-01"}
    typed |= {"languages-TOTAL_FORMS": 1, "languages-0-language": "ru", "languages-0-level": "B2"}
    refused = fill_in(secretary, "/admin/partners/programme/add/", **typed)
    assert errors_of(refused) == {"checked_on": ["Say when the facts were checked before you open the programme."]}

    assert fill_in(secretary, "/admin/partners/programme/add/", **typed, checked_on="2026-11-20").status_code == 302
    html = text_of(client.get("/en/programmes/semester-abroad/"))
    assert "Russian B2" in html
    assert "1 May 2999" in html


def test_second_of_two_editors_is_told_before_overwriting(office: Client, secretary: Client) -> None:
    person = factories.person(name="Before B.")
    where = address("departments.person", "change", person.pk)
    opened_at = secretary.get(where).context["adminform"].form["opened_at"].value()
    fill_in(office, where, name="Office O.")

    refused = fill_in(secretary, where, name="Secretary S.", opened_at=opened_at)
    person.refresh_from_db()
    assert "Somebody else saved this record" in errors_of(refused)["__all__"][0]
    assert 'value="Secretary S."' in text_of(refused)
    assert person.name == "Office O."

    assert secretary.post(where, values_of(refused)).status_code == 302
    person.refresh_from_db()
    assert person.name == "Secretary S."


# Publishing


def published_page(client: Client, record: Any) -> bool:
    return "View on site" in text_of(client.get(address(record._meta.label_lower, "change", record.pk)))


@pytest.mark.parametrize("make", [factories.department, factories.institution, factories.visit, factories.event, factories.university])
def test_only_what_is_published_can_be_viewed_on_the_site(secretary: Client, make: Any) -> None:
    assert published_page(secretary, make())
    assert not published_page(secretary, make(status="draft"))
    assert not published_page(secretary, make(publish_from=datetime(2999, 1, 1, tzinfo=UTC)))


def test_link_to_the_site_leads_to_the_page(secretary: Client) -> None:
    event = factories.event()
    link = re.search(r'href="([^"]+)" class="viewsitelink"', text_of(secretary.get(address("events.event", "change", event.pk))))

    assert link
    assert secretary.get(link[1], follow=True).context["event"] == event


@pytest.mark.parametrize(("action", "before", "after"), [("publish", "draft", "published"), ("back_to_draft", "published", "draft")])
def test_actions_change_the_status_and_write_history(secretary: Client, action: str, before: str, after: str) -> None:
    visits = [factories.visit(status=before) for _number in range(2)]
    untouched = factories.visit(status=before)
    chosen = {"action": action, "_selected_action": [visit.pk for visit in visits]}
    response = secretary.post(address("events.visit", "changelist"), chosen, follow=True)

    assert "2 records" in text_of(response)
    for visit in visits:
        visit.refresh_from_db()
        assert visit.status == after
        assert visit.history.latest().history_user.username == "secretary"
        assert visit.history.latest().status == after
        assert LogEntry.objects.get(object_id=str(visit.pk)).user.username == "secretary"
    untouched.refresh_from_db()
    assert untouched.status == before


def test_repeated_action_writes_no_second_history(secretary: Client) -> None:
    visit = factories.visit()
    secretary.post(address("events.visit", "changelist"), {"action": "publish", "_selected_action": [visit.pk]})

    assert visit.history.count() == 1


def test_publishing_a_department_publishes_its_partners(secretary: Client) -> None:
    department = factories.department(status="draft")
    partnership = factories.partnership(department=department, status="draft")
    archived = factories.partnership(department=department, status="archived")
    secretary.post(address("departments.department", "changelist"), {"action": "publish", "_selected_action": [department.pk]})

    for record in (partnership, archived):
        record.refresh_from_db()
    assert (partnership.status, archived.status) == ("published", "archived")


def from_list(**values: Any) -> Institution:
    """Return an institution as the import of the reference list leaves it."""
    return factories.institution(**{"name_en": "Zedelghem clinic", "reference": "ror:0zedel", "status": "draft", **values})


def status_of(record: Any) -> str:
    record.refresh_from_db()
    return str(record.status)


def test_partner_picked_from_the_list_is_published_with_its_partnership(secretary: Client, client: Client) -> None:
    picked = from_list()
    where = "/admin/partners/partnership/add/"
    secretary.post(where, values_of(secretary.get(where)) | {"institution": picked.pk, "status": "draft"})
    assert status_of(picked) == "draft"

    change = address("partners.partnership", "change", picked.partnerships.get().pk)
    response = secretary.post(change, values_of(secretary.get(change)) | {"status": "published"}, follow=True)

    assert status_of(picked) == "published"
    assert "Published together with it: Zedelghem clinic." in text_of(response)
    assert "is not published yet" not in text_of(response)
    assert [(record.status, str(record.history_user)) for record in picked.history.all()[:1]] == [("published", "secretary")]
    assert "Publication status" in text_of(secretary.get(f"/admin/partners/institution/{picked.pk}/history/"))
    assert client.get(picked.get_absolute_url()).status_code == 200


def test_partners_picked_from_the_list_are_published_in_bulk(secretary: Client) -> None:
    picked, typed = from_list(), factories.institution(name_en="Typed by staff", status="draft")
    partnerships = [factories.partnership(institution=one, status="draft") for one in (picked, picked, typed)]
    action = {"action": "publish", "_selected_action": [record.pk for record in partnerships]}
    versions = picked.history.count()

    response = secretary.post(address("partners.partnership", "changelist"), action, follow=True)

    assert (status_of(picked), status_of(typed)) == ("published", "draft")
    assert picked.history.count() == versions + 1
    assert "Published together with it: Zedelghem clinic." in text_of(response)
    assert "Zedelghem clinic</a>” is not published yet" not in text_of(response)
    assert "Typed by staff</a>” is not published yet" in text_of(response)


def test_partners_picked_from_the_list_are_published_with_their_department(secretary: Client) -> None:
    early, late = from_list(), from_list(reference="ror:0late", name_en="Late clinic")
    department = factories.department(status="draft")
    factories.partnership(institution=early, department=department, status="draft")
    secretary.post(address("departments.department", "changelist"), {"action": "publish", "_selected_action": [department.pk]})
    assert status_of(early) == "published"

    where = address("departments.department", "change", department.pk)
    shown = secretary.get(where)
    row = {"partnerships-TOTAL_FORMS": 2, "partnerships-1-institution": late.pk, "partnerships-1-role": "partner"}
    response = secretary.post(where, values_of(shown) | row | {"partnerships-1-state": "active", "partnerships-1-status": ""}, follow=True)

    assert status_of(late) == "published"
    assert "Published together with it: Late clinic." in text_of(response)


def test_partner_taken_back_stays_a_draft_while_its_partnership_is_edited(secretary: Client) -> None:
    picked = from_list()
    partnership = factories.partnership(institution=picked)
    where = address("partners.partnership", "change", partnership.pk)

    secretary.post(where, values_of(secretary.get(where)) | {"since": "2020"})

    assert status_of(picked) == "draft"
    assert str(type(partnership).objects.get(pk=partnership.pk).since) == "2020"


def test_status_of_the_partner_that_is_edited_is_its_editors_choice(secretary: Client) -> None:
    picked = from_list()
    factories.partnership(institution=picked, status="draft")
    where = address("partners.institution", "change", picked.pk)

    secretary.post(where, values_of(secretary.get(where)) | {"partnerships-0-status": "published"})

    assert status_of(picked) == "draft"
    assert picked.partnerships.get().status == "published"


def test_publisher_is_told_what_is_still_hidden(secretary: Client) -> None:
    visit = factories.visit(status="draft", institutions=[factories.institution(name_en="Hidden <b>clinic</b>", status="draft")])
    response = secretary.post(address("events.visit", "changelist"), {"action": "publish", "_selected_action": [visit.pk]}, follow=True)

    assert "Hidden &lt;b&gt;clinic&lt;/b&gt;</a>” is not published yet" in text_of(response)


def test_history_names_what_changed_and_brings_it_back(secretary: Client) -> None:
    person = factories.person(name="Before B.")
    fill_in(secretary, address("departments.person", "change", person.pk), name="After A.")
    html = text_of(secretary.get(address("departments.person", "history", person.pk)))
    assert re.search("Before B.</?[^>]*> → |Before B. → After A.", html)

    earlier = reverse("admin:departments_person_simple_history", args=[person.pk, person.history.earliest().pk])
    assert fill_in(secretary, earlier).status_code == 302
    person.refresh_from_db()
    assert person.name == "Before B."


# Bad input


@pytest.mark.parametrize(
    "query",
    [
        f"?q={LONG_KEY}", "?q=" + "a" * 3000, "?q=%ff%fe", "?p=-1", f"?p={LONG_KEY}", "?p=x", "?o=99.-99.x", "?all=", "?e=1",
        f"?departments__id__exact={LONG_KEY}", "?departments__id__exact=x", "?status__exact='", "?nothing=1", "?password__startswith=a",
        "?university__people__email=a", f"?_to_field={LONG_KEY}", "?_popup=1",
    ],
)  # fmt: skip
def test_list_survives_any_query(secretary: Client, query: str) -> None:
    assert secretary.get(f"/admin/events/visit/{query}", follow=True).status_code in (200, 400, 404)


@pytest.mark.parametrize(
    "where", ["events/visit/?q=a%00", "events/visit/?%00=a", "events/visit/a%00b/change/", "%00/", "autocomplete/?term=%00", "?x=%00"]
)
def test_nul_in_an_address_is_refused(secretary: Client, where: str) -> None:
    assert secretary.get(f"/admin/{where}").status_code in (400, 404)


def test_nul_in_a_form_is_told(secretary: Client) -> None:
    response = fill_in(secretary, "/admin/departments/person/add/", name=f"a{NUL}b")

    assert errors_of(response)["name"] == ["Null characters are not allowed."]


@pytest.mark.parametrize("key", [LONG_KEY, "0", "-1", "x", "٢", "1 OR 1=1"])
@pytest.mark.parametrize("page", ["change", "history", "delete"])
@pytest.mark.parametrize("model", ["events.visit", "partners.institutionname"])
def test_key_of_no_record_is_not_found(office: Client, model: str, page: str, key: str) -> None:
    response = office.get(address(model, page, "K").replace("K", key))

    assert response.status_code == 404 or response.headers["Location"] == "/admin/"  # where it says so


@pytest.mark.parametrize("key", [LONG_KEY, "x", "", NUL, "-1", "1.5", "٢"])
def test_forged_key_in_an_action_is_refused(secretary: Client, key: str) -> None:
    response = secretary.post("/admin/events/visit/", {"action": "publish", "_selected_action": [key]})

    assert response.status_code == 400


@pytest.mark.parametrize("key", [LONG_KEY, "x", NUL, "-1", "1.5", "0"])
def test_forged_keys_in_a_form_are_refused(secretary: Client, key: str) -> None:
    fields = ("institutions", "departments", "agreement", "university", "sources")
    response = fill_in(secretary, "/admin/events/visit/add/", direction="incoming", **dict.fromkeys(fields, key))

    assert response.status_code == 200
    assert errors_of(response).keys() >= set(fields)


@pytest.mark.parametrize("key", [LONG_KEY, "x", NUL, "-1"])
@pytest.mark.parametrize("fields", [("id",), ("visit",), ("person", "institution")])
def test_forged_keys_in_a_row_are_refused(secretary: Client, fields: tuple[str, ...], key: str) -> None:
    participant = factories.participant()
    rows = {f"participants-0-{field}": key for field in fields}
    response = fill_in(secretary, address("events.visit", "change", participant.visit_id), **rows, **{"participants-0-role_en": "changed"})

    assert response.status_code in (200, 400, 404)
    participant.refresh_from_db()
    assert participant.role_en == ""


@pytest.mark.parametrize("number", [LONG_KEY, "x", NUL, ""])
def test_forged_number_of_rows_is_refused(secretary: Client, number: str) -> None:
    response = fill_in(secretary, "/admin/events/visit/add/", direction="incoming", **{"participants-TOTAL_FORMS": number})

    assert response.status_code == 200
    assert "participants" not in errors_of(response)
    assert response.context["errors"]
    assert len(response.context["inline_admin_formsets"][0].forms) <= 150


@pytest.mark.parametrize(
    "query",
    [
        "",
        "app_label=x&model_name=y&field_name=z",
        "app_label=auth&model_name=user&field_name=groups",
        "app_label=partners&model_name=partnership&field_name=status",
        "app_label=partners&model_name=partnership&field_name=nothing",
        f"app_label=partners&model_name=partnership&field_name=institution&page={LONG_KEY}",
        "app_label=partners&model_name=partnership&field_name=institution&page=x",
    ],
)
def test_autocomplete_offers_nothing_else(secretary: Client, query: str) -> None:
    assert secretary.get(f"/admin/autocomplete/?{query}").status_code in (403, 404)


@pytest.mark.parametrize(
    "query",
    [
        f"institutions={LONG_KEY}&agreement={LONG_KEY}&status=zzz",
        "departments=x,y&period=x&university=%27",
        "sources=&publish_from=x&id=1&_changelist_filters=%26%3D",
    ],
)
def test_form_survives_any_prefilled_value(secretary: Client, query: str) -> None:
    assert secretary.get(f"/admin/events/visit/add/?{query}").status_code == 200


def test_form_of_a_thousand_fields_is_refused(secretary: Client) -> None:
    assert secretary.post("/admin/events/visit/add/", {f"f{number}": "" for number in range(1001)}).status_code == 400


def test_markup_in_a_name_is_printed_as_text(secretary: Client) -> None:
    institution = factories.institution(name_en="<script>alert(1)</script>")

    for page in PAGES[:4]:
        assert "<script>alert" not in text_of(secretary.get(address("partners.institution", page, institution.pk)))


def test_form_from_another_site_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user("office", is_superuser=True))

    assert client.post("/admin/departments/person/add/", {"name": "Forged"}).status_code == 403


# Languages and cookies


def test_language_of_the_admin_changes_for_the_admin_alone(secretary: Client) -> None:
    assert "What would you like to edit?" in text_of(secretary.get("/admin/"))
    response = secretary.post("/admin/language/", {"language": "ru", "next": "/admin/"})
    html = text_of(secretary.get("/admin/"))

    assert {cookie["path"] for cookie in response.cookies.values()} == {"/admin/"}
    assert '<html lang="ru"' in html
    assert "Что вы хотите" in html or "What would you like to edit?" not in html


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_language_switch_leads_nowhere_else(secretary: Client, next_page: str) -> None:
    assert secretary.post("/admin/language/", {"language": "ru", "next": next_page}).headers["Location"] == "/"


def test_all_cookies_of_the_admin_stay_under_it(client: Client) -> None:
    user("office", is_superuser=True)
    client.get("/admin/account/login/")
    response = client.post("/admin/account/login/", {"login": "office", "password": "p", "next": "/admin/"})

    assert response.headers["Location"] == "/admin/"
    assert set(client.cookies) == {"csrftoken", "sessionid"}
    assert {cookie["path"] for cookie in client.cookies.values()} == {"/admin/"}
    assert client.cookies["sessionid"]["httponly"]


@pytest.mark.parametrize("path", ["/en/", "/en/departments/neurology/", "/en/partners/?q=medical", "/en/nothing/"])
def test_public_pages_set_no_cookie_for_staff_either(secretary: Client, path: str) -> None:
    response = secretary.get(path)

    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()


def test_pages_of_the_admin_are_kept_nowhere(secretary: Client, client: Client) -> None:
    for response in (secretary.get("/admin/events/visit/"), client.get("/admin/login/")):
        assert "no-store" in response.headers["Cache-Control"]
        assert "'unsafe" not in response.headers["Content-Security-Policy"]


def test_tag_is_entered_once_in_any_case_and_alphabet(office: Client) -> None:
    factories.tag(name="физика")

    response = fill_in(office, "/admin/partners/tag/add/", name="Fizika")

    assert list(errors_of(response)) == ["name"]
    assert fill_in(office, "/admin/partners/tag/add/", name="Хирургия").status_code == 302


def test_institutions_form_gives_it_a_tag(office: Client) -> None:
    institution, tag = factories.institution(), factories.tag()
    where = address("partners.institution", "change", institution.pk)
    row = {"tagged-TOTAL_FORMS": "1", "tagged-0-tag": str(tag.pk), "tagged-0-content_object": str(institution.pk)}

    assert fill_in(office, where, **row).status_code == 302
    assert list(institution.tags.all()) == [tag]
