"""The filtered directory as CSV, JSON, workbook and on paper."""

import csv
import json
import re
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from departments.contacts import Contact
from departments.models import Department, University
from partners.models import Institution
from smsu_intl.base.spreadsheets import neutral
from tests import factories

pytestmark = pytest.mark.django_db

FILES = ("/partners.csv", "/partners.json", "/partners.xlsx", "/en/partners/print/")


def _csv(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def _sheets(response: Any) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(BytesIO(response.content))
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet.iter_rows()] for sheet in book}


def _shown(client: Client, query: str) -> list[str]:
    """Return the partners on all the pages of the directory."""
    first = client.get(f"/en/partners/{query}")
    others = [client.get(f"/en/partners/{query or '?'}&page={n}") for n in range(2, first.context["page"].paginator.num_pages + 1)]
    return [slug for page in (first, *others) for slug in re.findall(r'<h3>\s*<a href="/en/partners/([^/]+)/"', page.content.decode())]


def _partner(**values: Any) -> Institution:
    department = Department.objects.get(slug="neurology")
    partner = factories.institution(**values)
    factories.partnership(institution=partner, department=department)
    return partner


@pytest.mark.parametrize("query", ["", "?q=medical", "?country=RU&kind=university", "?department=biochemistry", "?country=XX"])
def test_files_hold_what_the_directory_finds(client: Client, query: str) -> None:
    shown = _shown(client, query)

    rows = _csv(client.get(f"/partners.csv{query}"))
    answer = client.get(f"/partners.json{query}").json()
    sheets = _sheets(client.get(f"/partners.xlsx{query}"))

    assert [row["Address of its page"] for row in rows] == [f"http://testserver/en/partners/{slug}/" for slug in shown]
    assert [partner["id"] for partner in answer["partners"]] == shown
    assert answer["about"]["count"] == len(shown)
    assert [row[-1] for row in sheets["Partners"][1:]] == [row["Address of its page"] for row in rows]
    assert client.get(f"/en/partners/print/{query}").content.decode().count('class="report-name"') == len(shown)


def test_row_says_who_where_and_when(client: Client) -> None:
    partner = _partner(
        name_en="Test Clinic",
        name_ru="Клиника",
        kind="hospital",
        city_en="Ankara",
        further_countries=["KZ"],
        website="https://clinic.example/",
        ror="012345678",
    )
    home = University.objects.home().get()
    factories.visit(institutions=[partner], period="2021-03", university=home)
    factories.event(institutions=[partner], university=home, period="2023-05-02/2023-05-04")
    factories.event(institutions=[partner], university=home, period="2024-01-01", is_cancelled=True)
    factories.event(institutions=[partner], university=home, period="2998-01-01")

    row = _csv(client.get("/partners.csv?q=test+clinic"))[0]

    assert row == {
        "Name (English)": "Test Clinic",
        "Name (Русский)": "Клиника",
        "Name (Oʻzbekcha)": "",
        "Kind": "hospital or clinic",
        "Country code": "TR; KZ",
        "Country": "Türkiye; Kazakhstan",
        "City": "Ankara",
        "Website": "https://clinic.example/",
        "ROR": "https://ror.org/012345678",
        "Universities that work with it": "Samarkand State Medical University",
        "Departments that work with it": "Department of Neurology",
        "Role": "partner",
        "Agreements": "",
        "Whom to ask": ", ".join(filter(None, Contact(university=home).told.values())),
        "Last joint activity": "2023-05-02/2023-05-04",
        "Address of its page": f"http://testserver/en/partners/{partner.slug}/",
        "Filters": "Search: test clinic",
        "As of": timezone.localdate().isoformat(),
    }


def test_last_joint_activity_of_a_unit_is_one_of_the_whole(client: Client) -> None:
    whole = _partner(name_en="Whole Zyx")
    factories.agreement(institutions=[factories.institution(part_of=whole)], signed="AY2021")
    factories.agreement(institutions=[whole], signed="2024-01-01", state="in_preparation")

    assert _csv(client.get("/partners.csv?q=zyx"))[0]["Last joint activity"] == "2021/2022"


def _told(client: Client) -> tuple[dict[str, str], dict[str, Any]]:
    """Return what the table and the JSON tell of Zyx, after making sure that the workbook and the paper tell no less."""
    (row,), (told,) = _csv(client.get("/partners.csv?q=zyx")), client.get("/partners.json?q=zyx").json()["partners"]
    header, values = _sheets(client.get("/partners.xlsx?q=zyx"))["Partners"]
    paper = client.get("/en/partners/print/?q=zyx").content.decode()
    about = ("Universities that work with it", "Departments that work with it", "Role", "Agreements", "Whom to ask")
    assert [row[name] for name in about] == [dict(zip(header, values, strict=True))[name] or "" for name in about]
    assert all(row[name] in paper for name in about)
    return row, told


def test_partner_of_a_whole_university_has_no_department(client: Client) -> None:
    university = factories.university(name_en="University of Somewhere", website="https://somewhere.example/")
    factories.partnership(institution=factories.institution(name_en="Zyx"), university=university)

    row, told = _told(client)

    assert (row["Universities that work with it"], row["Departments that work with it"]) == ("University of Somewhere", "")
    assert (told["universities"], told["departments"]) == (["University of Somewhere"], [])
    assert row["Whom to ask"] == "University of Somewhere, https://somewhere.example/"


def test_partner_without_a_partnership_has_the_university_that_met_it(client: Client) -> None:
    university = factories.university(name_en="University of Somewhere", office_en="Office", email="office@example.org")
    factories.visit(university=university, institutions=[factories.institution(name_en="Zyx")])

    row, told = _told(client)

    assert (row["Universities that work with it"], row["Role"]) == ("University of Somewhere", "")
    assert told["contacts"] == [{"name": "Office", "email": "office@example.org", "phone": "", "website": ""}]


def test_row_tells_role_and_whom_to_ask_of_what_goes_on(client: Client) -> None:
    fund = factories.institution(name_en="Zyx")
    here, before = (factories.department(name_en=name) for name in ("Department of Here", "Department of Before"))
    person = factories.person(name="Aziza Karimova", email="aziza@example.org")
    factories.partnership(institution=fund, department=here, role="funding_body", contact=person)
    ended = factories.partnership(institution=fund, department=before, state="ended")

    row, told = _told(client)

    assert (row["Departments that work with it"], row["Role"]) == ("Department of Here", "funding body")
    assert row["Whom to ask"] == "Aziza Karimova, aziza@example.org"
    assert (told["roles"], told["has_ended"]) == ([{"id": "funding_body", "name": "funding body"}], False)
    fund.partnerships.exclude(pk=ended.pk).delete()
    row, told = _told(client)
    assert (row["Departments that work with it"], row["Role"], told["has_ended"]) == ("Department of Before", "partner, ended", True)


def test_row_tells_agreements_with_their_last_day(client: Client) -> None:
    partner = factories.institution(name_en="Zyx")
    first, other = (factories.university(name_en=name) for name in ("First University", "Other University"))
    factories.partnership(institution=partner, university=first)
    factories.agreement(institutions=[partner], university=first, number="7", signed="2020-05-21", valid_until="2021-05-20")
    factories.agreement(institutions=[partner], university=first, kind="exchange", signed="2024", renews_itself=True)
    factories.agreement(institutions=[partner], university=first, number="HIDDEN", status="draft")

    row, told = _told(client)

    memorandum = "Memorandum of cooperation 7, signed 2020-05-21, valid until 2021-05-20, expired"
    assert row["Agreements"] == f"Exchange agreement, signed 2024, renews itself; {memorandum}"
    assert [one["valid_until"] for one in told["agreements"]] == ["", "2021-05-20"]
    factories.partnership(institution=partner, university=other)
    assert memorandum.replace("7,", "7, First University,") in _told(client)[0]["Agreements"]


def test_every_file_states_its_filters_and_its_date(client: Client) -> None:
    query = "?q=academy&country=RU&kind=XX"
    today = timezone.localdate().isoformat()

    response = client.get(f"/partners.csv{query}")
    about = client.get(f"/partners.json{query}&lang=en&page=2").json()["about"]
    facts = _sheets(client.get(f"/partners.xlsx{query}"))["About this list"]
    html = client.get(f"/en/partners/print/{query}").content.decode()

    assert response.headers["Content-Disposition"] == f'attachment; filename="partners-academy-ru-{today}.csv"'
    row = _csv(response)[0]
    assert row["Filters"].startswith("Search: academy; Country: Russia; “XX” is not among the choices")
    assert row["As of"] == about["date"] == today
    assert about["filters"] == [{"name": "Search", "values": ["academy"]}, {"name": "Country", "values": ["Russia"]}]
    assert about["address"] == f"http://testserver/en/partners/{query}"
    assert "“XX”" in about["notices"][0]
    assert ("As of", today) in facts
    assert ("Country", "Russia") in facts
    assert any("“XX”" in (text or "") for _label, text in facts)
    assert "Russia" in html
    assert f'<time datetime="{today}">' in html


@pytest.mark.parametrize(
    ("accepted", "query", "language"), [("ru", "", "ru"), ("ru", "?lang=uz", "uz"), ("", "", "en"), ("fr", "?lang=xx", "en")]
)
def test_file_speaks_the_language_asked_for(client: Client, accepted: str, query: str, language: str) -> None:
    response = client.get(f"/partners.csv{query}", headers={"accept-language": accepted})
    countries = {row[5] for row in csv.reader(StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))}

    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]
    assert {"en": "Russia", "ru": "Россия", "uz": "Rossiya"}[language] in countries
    assert not response.cookies


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", '=HYPERLINK("http://evil")']


@pytest.mark.parametrize("text", DANGEROUS)
def test_formula_is_neutralised(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Kazan", "A=1", "’", "2+2"])
def test_plain_text_stays(text: str) -> None:
    assert neutral(text) == text


@pytest.mark.parametrize("name", ['=HYPERLINK("http://evil") zyx', "+7 zyx", "-zyx", "@zyx"])
def test_no_cell_is_a_formula(client: Client, name: str) -> None:
    _partner(name_en=name, name_ru="x\x0by zyx")

    row = _csv(client.get("/partners.csv", {"q": "zyx"}))[0]
    sheet = load_workbook(BytesIO(client.get("/partners.xlsx", {"q": "zyx"}).content))["Partners"]

    assert row["Name (English)"] == f"'{name}"
    assert sheet["A2"].value == f"'{name}"
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}
    assert all(cell.value is None for line in sheet.iter_rows() for cell in line if cell.data_type == "n")


def test_search_for_a_formula_is_stated_as_text(client: Client) -> None:
    _partner(name_en="sum zyx")

    facts = dict(_sheets(client.get("/partners.xlsx", {"q": "=sum"}))["About this list"])

    assert facts["Search"] == "'=sum"


@pytest.mark.parametrize("bad", ["a" * 301, "a\x00b"])
def test_search_that_is_not_understood_is_refused_in_the_files_own_way(client: Client, bad: str) -> None:
    for suffix in ("csv", "xlsx"):
        response = client.get(f"/partners.{suffix}", {"q": bad, "lang": "ru"})
        assert response.status_code == 400
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert response.content.decode().strip()
    answer = client.get("/partners.json", {"q": bad})
    assert answer.status_code == 400
    assert answer.json()["problems"].keys() == {"q"}
    page = client.get("/en/partners/print/", {"q": bad})
    assert page.status_code == 400
    assert 'class="error"' in page.content.decode()


@pytest.mark.parametrize(
    "query", ["?q=%ff%fe", "?q[]=a", "?q=%E2%80%AEabc", "?page=-1", "?q=%25", "?country=%00&kind=nothing", '?q="%0d%0aX:1']
)
def test_odd_parameter_gets_a_file(client: Client, query: str) -> None:
    for suffix in ("csv", "json", "xlsx"):
        response = client.get(f"/partners.{suffix}{query}")
        assert response.status_code == 200
        assert response.getvalue()
        assert response.headers["Content-Disposition"].isascii()
    assert client.get(f"/en/partners/print/{query}").status_code == 200


def test_file_costs_the_same_for_a_long_list(client: Client) -> None:
    addresses = [f"{file}{query}" for file in FILES for query in ("", "?country=TR&kind=university")]
    before = [_cost(client, address) for address in addresses]
    department = Department.objects.get(slug="neurology")
    made = Institution.objects.bulk_create(
        Institution(slug=f"zyx-{n}", name_en=f"Zyx {n}", folded=f"zyx {n}", folded_en=f"zyx {n}", country="TR", status="published")
        for n in range(1100)
    )
    department.partnerships.bulk_create(
        department.partnerships.model(institution=one, department=department, university_id=department.university_id, status="published")
        for one in made
    )

    assert [_cost(client, address) for address in addresses] == before
    assert max(before) < 15
    assert len(_csv(client.get("/partners.csv?country=TR"))) >= 1100


def _cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).getvalue()
    return len(queries)


def test_print_says_where_it_ends(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partners.views.MOST_PRINTED", 3)

    html = client.get("/en/partners/print/").content.decode()

    assert html.count('class="report-name"') == 3
    assert "Only the first 3 partners are printed here" in html


def test_workbook_says_where_it_ends(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partners.exporting.MOST_IN_WORKBOOK", 3)

    sheets = _sheets(client.get("/partners.xlsx"))

    assert len(sheets["Partners"]) == 4
    assert "Only the first 3 partners are in this file" in str(sheets["About this list"])


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_files_hold_nothing_unpublished(client: Client, status: str) -> None:
    partner = _partner(name_en="Shown zyx")
    hidden = factories.department(name_en="HIDDEN department", status=status)
    factories.partnership(institution=partner, department=hidden)
    factories.partnership(institution=partner, department=factories.department(name_en="HIDDEN too"), status=status)
    factories.visit(institutions=[partner], period="2024-01-01", status=status)
    _partner(name_en="HIDDEN zyx", status=status)

    answer = client.get("/partners.json?q=zyx").json()

    assert "HIDDEN" not in json.dumps(answer)
    assert [one["last_joint_activity"] for one in answer["partners"]] == [""]


@pytest.mark.parametrize("address", ["/partners.csv", "/partners.json", "/partners.xlsx"])
def test_files_can_only_be_read(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200


def test_directory_links_to_its_files_with_its_filters(client: Client) -> None:
    html = client.get("/ru/partners/?q=academy&country=RU").content.decode().replace("&amp;", "&")

    for suffix in ("csv", "json", "xlsx"):
        assert f'href="/partners.{suffix}?q=academy&country=RU&lang=ru"' in html
    assert 'href="/ru/partners/print/?q=academy&country=RU"' in html


def test_json_says_which_language_a_text_is_really_in(client: Client) -> None:
    department = factories.department(name_en="Department of Zyx", name_uz="Zyx kafedrasi")
    other = factories.department(name_en="Department of Xyz")
    partner = factories.institution(name_en="Zyxian University", city_en="Zyxburg")
    for owner in (department, other):
        factories.partnership(institution=partner, department=owner)

    (told,) = client.get("/partners.json?q=zyxian&lang=uz").json()["partners"]

    assert told["language"]["city"] == "en"
    assert dict(zip(told["departments"], told["language"]["departments"], strict=True)) == {
        "Zyx kafedrasi": "uz",
        "Department of Xyz": "en",
    }
