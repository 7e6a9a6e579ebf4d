"""Tables in and out: what people bring in files, what is refused, and what leaves."""

import csv
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from departments.models import Department, Person, University
from events.models import Event, Visit
from partners.models import Institution, Partnership
from smsu_intl.base.spreadsheets import LARGEST, UnreadableError, as_typed, neutral, read_table
from smsu_intl.base.table_pages import FORMATS, WithTables
from tests import factories
from tests.test_admin import editor, officer, signed_in, text_of

pytestmark = pytest.mark.django_db

IMPORTED = ("events_visit", "events_event", "departments_person", "partners_partnership")
HEADING = ["Direction", "When", "Departments", "Partner institutions", "Title (English)"]
CLINIC = "Heidelberg Lung Clinic"
ROW = ["incoming visit", "8–9 October 2024", "Department of Neurology", CLINIC, "Asthma"]
XLSX = FORMATS["xlsx"]


def uploaded(data: bytes, name: str = "table.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def csv_file(rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",", name: str = "table.csv") -> SimpleUploadedFile:
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return uploaded(text.getvalue().encode(encoding), name)


def xlsx_file(rows: list[list[Any]], name: str = "table.xlsx") -> SimpleUploadedFile:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    data = BytesIO()
    book.save(data)
    return uploaded(data.getvalue(), name)


def bring(client: Client, file: Any, kind: str = "events_visit", language: str = "en") -> Any:
    return client.post(reverse(f"admin:{kind}_import"), {"file": file}, headers={"accept-language": language})


def confirm(client: Client, preview: Any, kind: str = "events_visit") -> Any:
    assert preview.context["rows"], errors(preview) or preview.context["refusal"]
    return client.post(reverse(f"admin:{kind}_import"), {"rows": preview.context["rows"]})


def take(client: Client, file: Any, kind: str = "events_visit") -> Any:
    """Bring a file and confirm what it would do."""
    saved = confirm(client, bring(client, file, kind), kind)
    assert saved.status_code == 302
    return saved


def errors(preview: Any) -> dict[int, list[tuple[str, str]]]:
    return {row.number: row.errors for row in preview.context["bad"]}


def reasons(preview: Any, number: int) -> str:
    return " ".join(reason for _column, reason in errors(preview)[number])


def kinds(preview: Any) -> dict[str, int]:
    return {kind: len(preview.context[kind]) for kind in ("new", "changed", "unchanged", "bad") if preview.context[kind]}


def exported(client: Client, kind: str, query: str = "", language: str = "en") -> list[list[str]]:
    response = client.get(f"{reverse(f'admin:{kind}_export', args=['csv'])}{query}", headers={"accept-language": language})
    assert response.status_code == 200
    data = b"".join(response.streaming_content)
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.fixture
def home() -> Department:
    return Department.objects.get(slug="neurology")


@pytest.fixture
def office(home: Department) -> Client:
    return signed_in(officer("secretary", home.university))


@pytest.fixture
def hers(home: Department) -> Client:
    """The browser of an editor of the department of neurology."""
    return signed_in(editor("editor", home))


@pytest.fixture
def clinic(db: None) -> Institution:
    return factories.institution(name_en=CLINIC, name_ru="Лёгочная клиника Гейдельберга", country="DE", names=["Thoraxklinik"])


# Visits from beginning to end


@pytest.mark.usefixtures("clinic")
def test_visit_comes_in_after_a_preview(office: Client) -> None:
    preview = bring(office, csv_file([HEADING, ROW]))

    assert kinds(preview) == {"new": 1}
    assert ("Partner institutions", "", CLINIC) in preview.context["new"][0].changes
    assert not Visit.objects.filter(title_en="Asthma").exists()

    saved = confirm(office, preview)

    visit = Visit.objects.get(title_en="Asthma")
    assert saved.headers["Location"] == reverse("admin:events_visit_changelist")
    assert (str(visit.period), visit.status, visit.direction) == ("8–9 October 2024", "draft", "incoming")
    assert [str(one) for one in (*visit.institutions.all(), *visit.departments.all())] == [CLINIC, "Department of Neurology"]
    assert visit.university.is_home
    assert visit.slug
    assert visit.history.get().history_user.username == "secretary"
    assert LogEntry.objects.get(object_id=str(visit.pk)).is_addition()


@pytest.mark.usefixtures("clinic")
def test_same_file_twice_changes_nothing(office: Client) -> None:
    other = [*ROW[:4], "Another lecture on that day"]
    undated = ["outgoing visit", "", "", "Thoraxklinik", ""]
    rows = [HEADING, ROW, other, undated]
    take(office, csv_file(rows))
    count, versions = Visit.objects.count(), Visit.history.count()

    preview = bring(office, csv_file(rows))

    assert kinds(preview) == {"unchanged": 3}
    assert preview.context["rows"] == ""
    assert (Visit.objects.count(), Visit.history.count()) == (count, versions)


@pytest.mark.usefixtures("clinic")
def test_three_bad_rows_are_told_with_their_numbers_and_nothing_is_saved(office: Client) -> None:
    rows = [
        HEADING,
        ROW,
        ["sideways", "8 October 2024", "", CLINIC, "one"],
        ["incoming visit", "last spring", "", CLINIC, "two"],
        [],
        ["incoming visit", "2024", "", "Heidelberg Lung Clinik", "three"],
    ]
    before = Visit.objects.count()

    preview = bring(office, csv_file(rows))

    assert preview.status_code == 200
    assert sorted(errors(preview)) == [3, 4, 6]
    assert errors(preview)[3][0][0] == "Direction"
    assert "incoming visit, outgoing visit" in reasons(preview, 3)
    assert "Write for example 21.05.2025" in reasons(preview, 4)
    assert f"Was it meant: {CLINIC}" in reasons(preview, 6)
    assert preview.context["rows"] == ""
    assert Visit.objects.count() == before


@pytest.mark.parametrize(("language", "said"), [("ru", "здесь неизвестно"), ("uz", "nomaʼlum")])
def test_mistakes_are_told_in_the_language_of_the_page(office: Client, language: str, said: str) -> None:
    preview = bring(office, csv_file([HEADING, ["sideways", "2024", "", "", ""]]), language=language)

    assert said in reasons(preview, 2)
    assert "sideways" in reasons(preview, 2)


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize(
    ("heading", "row"),
    [
        (
            ["direction", "PERIOD", "departments", "institutions", "title_en"],
            ["incoming", "2024-10-08/2024-10-09", "neurology", "thoraxklinik", "Asthma"],
        ),
        (
            ["направление", " Дата ", "КАФЕДРЫ", "Организации-партнёры", "Название (английский)"],
            ["входящий визит", "8–9 октября 2024", "Кафедра неврологии", "лёгочная клиника Гейдельберга", "Asthma"],
        ),
    ],
)
def test_headings_and_values_are_understood_in_every_language(office: Client, heading: list[str], row: list[str]) -> None:
    take(office, csv_file([heading, row]))
    preview = bring(office, csv_file([HEADING, ROW]))

    assert kinds(preview) == {"unchanged": 1}


def test_headings_of_every_table_are_unlike_in_every_language(office: Client) -> None:
    request: Any = office.get("/admin/").wsgi_request
    for kind in IMPORTED:
        model_admin: Any = admin.site.get_model_admin(
            next(m for m in admin.site._registry if m._meta.label_lower == kind.replace("_", "."))
        )
        columns = list(model_admin.table(model_admin, request).fields.values())
        for one in columns:
            assert not [other.column_name for other in columns if other is not one and one.headings & other.headings], one


@pytest.mark.usefixtures("clinic")
def test_days_of_a_spreadsheet_are_days(office: Client) -> None:
    take(
        office,
        xlsx_file(
            [HEADING, ["incoming visit", date(2024, 10, 8), None, CLINIC, "Asthma"], ["incoming visit", 2023, None, CLINIC, "A year"]]
        ),
    )

    assert Visit.objects.get(title_en="Asthma").period.code == "2024-10-08"
    assert Visit.objects.get(title_en="A year").period.code == "2023"


@pytest.mark.usefixtures("clinic")
def test_changed_row_is_shown_with_what_was_and_what_would_be(office: Client) -> None:
    take(office, csv_file([HEADING, ROW]))
    visit = Visit.objects.get(title_en="Asthma")
    rows = [["Key", "Title (English)", "Online or on site"], [visit.slug, "Asthma in childhood", "online"]]

    preview = bring(office, csv_file(rows))

    assert kinds(preview) == {"changed": 1}
    assert preview.context["changed"][0].changes == [
        ("Title (English)", "Asthma", "Asthma in childhood"),
        ("Online or on site", "", "online"),
    ]
    confirm(office, preview)
    visit.refresh_from_db()
    assert (visit.title_en, visit.mode) == ("Asthma in childhood", "online")
    assert visit.history.count() == 2
    assert "Title (English)" in LogEntry.objects.filter(object_id=str(visit.pk), action_flag=2).get().get_change_message()


@pytest.mark.usefixtures("clinic")
def test_empty_cell_takes_nothing_away(office: Client) -> None:
    take(office, csv_file([[*HEADING, "Platform"], [*ROW, "Zoom"]]))

    preview = bring(office, csv_file([[*HEADING, "Platform"], [*ROW, ""]]))

    assert kinds(preview) == {"unchanged": 1}


@pytest.mark.usefixtures("clinic")
def test_participants_come_along(office: Client) -> None:
    factories.person(name="Strelkova A. P.")
    rows = [[*HEADING, "Participants"], [*ROW, "strelkova a.p.; 9 students"]]
    take(office, csv_file(rows))

    visit = Visit.objects.get(title_en="Asthma")
    assert [str(one) for one in visit.participants.all()] == ["Strelkova A. P.", "9 students"]
    assert kinds(bring(office, csv_file(rows))) == {"unchanged": 1}
    assert "at most 100" in reasons(bring(office, csv_file([[*HEADING, "Participants"], [*ROW, "1 a; " * 101]])), 2)
    preview = bring(office, csv_file([[*HEADING, "Participants"], [*ROW, "Strelkowa A. P."]]))
    assert "Strelkova A. P." in reasons(preview, 2)


def test_two_rows_about_one_record_are_refused(office: Client) -> None:
    visit = factories.visit()
    preview = bring(office, csv_file([["Key", "Title (English)"], [visit.slug, "one"], [visit.slug, "two"]]))

    assert reasons(preview, 3) == "Row 2 is about the same record."


def test_unknown_key_is_refused(office: Client) -> None:
    preview = bring(office, csv_file([["Key", "Title (English)"], ["no-such-visit", "one"]]))

    assert errors(preview)[2][0][0] == "Key"


# Files of every sort


@pytest.mark.usefixtures("clinic")
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251"])
def test_file_is_read_whatever_program_wrote_it(office: Client, encoding: str, delimiter: str) -> None:
    heading = ["Направление", "Дата", "Название (русский)"]
    preview = bring(office, csv_file([heading, ["входящий визит", "8 октября 2024", "Астма, «бронхиальная»"]], encoding, delimiter))

    assert kinds(preview) == {"new": 1}
    assert ("Title (Russian)", "", "Астма, «бронхиальная»") in preview.context["new"][0].changes


CYRILLIC = st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюя АБВГДЕЁ,;.-№«»\"'\n", min_size=1, max_size=60)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=60)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    texts=st.lists(ANY_TEXT, min_size=1, max_size=5),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from(",;\t"),
)
def test_texts_survive_unicode_files(texts: list[str], encoding: str, delimiter: str) -> None:
    table = read_table(csv_file([["Title", "n"], *([text, "1"] for text in texts)], encoding, delimiter), 100)

    assert [" ".join(line.cells[0].split()) for line in table.lines] == [" ".join(as_typed(text.strip()).split()) for text in texts]


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(text=CYRILLIC, delimiter=st.sampled_from(",;\t"))
def test_russian_survives_windows_1251(text: str, delimiter: str) -> None:
    table = read_table(csv_file([["Название", "Когда"], [text, "2024"]], "cp1251", delimiter), 100)

    assert " ".join(table.lines[0].cells[0].split()) == " ".join(as_typed(text.strip()).split())


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=300), start=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]))
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    with suppress(UnreadableError):
        assert read_table(uploaded(start + data), 100).heading


@given(text=st.text(max_size=20))
def test_neutral_text_is_read_back(text: str) -> None:
    assert as_typed(neutral(text)) in (text, text.removeprefix("'"))


def zipped(**parts: bytes) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return data.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "empty"),
    "only a mark": (lambda: b"\xef\xbb\xbf\r\n", "empty"),
    "old Excel": (lambda: OLE, "Old Excel files"),
    "locked": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "OpenDocument": (lambda: zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument files"),
    "a text of Word": (lambda: zipped(**{"word__document.xml": b"<w/>"}), "not a table"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not a table"),
    "a paper": (lambda: b"%PDF-1.7\n...", "not a table"),
    "a page": (lambda: b"<!DOCTYPE html><table></table>", "not a table"),
    "bytes": (lambda: bytes(range(256)), "not a table"),
    "half a workbook": (lambda: xlsx_file([HEADING, ROW]).read()[:2000], "damaged"),
    "a workbook of nothing": (lambda: zipped(**{"xl__workbook.xml": b"<workbook/>"}), "damaged"),
    "a bomb": (lambda: zipped(**{"xl__workbook.xml": b"<workbook/>", "xl__worksheets__sheet1.xml": bytes(70 * 1024 * 1024)}), "far larger"),
    "entities": (
        lambda: zipped(**{"xl__workbook.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><workbook/>'}),
        "no table needs",
    ),
    "too large": (lambda: b"a,b\n" * ((LARGEST + 1) * 262144), "At most 5 MB"),
    "western letters": (lambda: "Direction,Title (English)\nincoming visit,Universität zu Köln\n".encode("cp1252"), "for certain"),
    "an old Russian encoding": (lambda: "Направление,Когда\nвходящий визит,2024\n".encode("cp866"), "for certain"),
    "only a heading": (lambda: b"Direction,When\n", "no row"),
    "an unknown column": (lambda: b"Direction,When,Colour\nincoming visit,2024,red\n", "“Colour” is not known"),
    "a column twice": (lambda: b"Direction,When,direction\nincoming visit,2024,incoming visit\n", "twice"),
    "a missing column": (lambda: b"When,Title (English)\n2024,Asthma\n", "“Direction” is missing"),
    "too many rows": (lambda: b"Direction,When\n" + b"incoming visit,2024\n" * 700, "more than 500 rows"),
    "too many columns": (lambda: b",".join(b"c%d" % number for number in range(200)) + b"\n1\n", "more than 100 columns"),
    "an endless cell": (lambda: b"Direction,When\nincoming visit," + b"a" * 200_000, "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_in_plain_words(office: Client, name: str) -> None:
    make, said = REFUSED[name]
    for language in ("en", "ru", "uz"):
        response = bring(office, uploaded(make()), language=language)
        assert response.status_code == 200
        assert response.context["refusal"]
        assert (said in str(response.context["refusal"])) == (language == "en"), response.context["refusal"]


def test_no_file_at_all_is_refused(office: Client) -> None:
    response = office.post(reverse("admin:events_visit_import"), {})

    assert response.status_code == 200
    assert response.context["refusal"] == "Choose a file."


def test_ragged_rows_are_told_by_number(office: Client) -> None:
    data = b"Direction,When,Title (English)\nincoming visit,2024,A\nincoming visit,2024\nincoming visit,2024,B,C\n"
    preview = bring(office, uploaded(data))

    assert errors(preview) == {
        3: [("", "This row has fewer cells than the heading.")],
        4: [("", "This row has more cells than the heading.")],
    }


def test_far_row_of_a_sheet_takes_no_time(office: Client) -> None:
    book = Workbook()
    book.active.append(["Direction", "When"])
    book.active.cell(1_000_000, 1, "incoming visit")
    data = BytesIO()
    book.save(data)

    assert "20000 rows" in str(bring(office, uploaded(data.getvalue(), "far.xlsx")).context["refusal"])


# Whose preview it is


def test_preview_of_somebody_else_or_another_session_is_refused(office: Client, hers: Client, home: Department) -> None:
    preview = bring(office, csv_file([["Direction", "When"], ["incoming visit", "2024"]]))
    rows = preview.context["rows"]
    again = signed_in(officer("again", home.university))
    before = Visit.objects.count()

    for client, sent in ((hers, rows), (again, rows), (office, rows[:-3] + "abc"), (office, ""), (office, "\x00")):
        response = client.post(reverse("admin:events_visit_import"), {"rows": sent})
        assert response.status_code == 200
        assert "not valid any more" in response.context["refusal"]
    response = office.post(reverse("admin:events_event_import"), {"rows": rows})
    assert "not valid any more" in response.context["refusal"]
    assert Visit.objects.count() == before


def test_what_changed_after_the_preview_is_shown_anew(office: Client) -> None:
    visit = factories.visit(title_en="Old")
    preview = bring(office, csv_file([["Key", "Title (English)"], [visit.slug, "New"]]))
    visit.title_en = "Meanwhile"
    visit.save()

    response = office.post(reverse("admin:events_visit_import"), {"rows": preview.context["rows"]})

    assert response.context["again"]
    assert response.context["changed"][0].changes == [("Title (English)", "Meanwhile", "New")]
    visit.refresh_from_db()
    assert visit.title_en == "Meanwhile"
    assert confirm(office, response).status_code == 302


# What an editor may


@pytest.mark.usefixtures("clinic")
def test_editor_brings_drafts_of_her_own_department(hers: Client, home: Department) -> None:
    take(hers, csv_file([["Direction", "When", "Partner institutions", "Title (English)"], ["incoming visit", "2024", CLINIC, "Asthma"]]))

    visit = Visit.objects.get(title_en="Asthma")
    assert list(visit.departments.all()) == [home]
    assert visit.status == "draft"


def test_rows_of_another_department_are_refused(hers: Client) -> None:
    other = factories.department(name_en="Department of Pulmonology")
    for kind, heading, row in (
        ("events_visit", ["Direction", "When", "Departments"], ["incoming visit", "2024", str(other)]),
        ("events_event", ["Kind", "Title (English)", "Departments"], ["lecture", "Title", str(other)]),
        ("departments_person", ["name", "Department"], ["Somebody S.", str(other)]),
        ("partners_partnership", ["Name (English)", "Country", "Department"], ["Completely New Clinic", "DE", str(other)]),
    ):
        preview = bring(hers, csv_file([heading, row]), kind)
        assert "is not yours" in reasons(preview, 2), kind


def test_key_of_another_department_is_refused(hers: Client) -> None:
    other = factories.visit(departments=[factories.department()], title_en="Theirs", status="draft")
    preview = bring(hers, csv_file([["Key", "Title (English)"], [other.slug, "Mine"]]))

    assert "no record of yours" in reasons(preview, 2)


def test_editor_changes_nothing_that_is_published(hers: Client, home: Department) -> None:
    visit = factories.visit(departments=[home], title_en="Public")
    preview = bring(hers, csv_file([["Key", "Title (English)"], [visit.slug, "Changed"]]))

    assert "published already" in reasons(preview, 2)
    assert kinds(bring(hers, csv_file([["Key", "Title (English)"], [visit.slug, "Public"]]))) == {"unchanged": 1}


def test_editor_publishes_nothing(hers: Client) -> None:
    rows = [["Direction", "When", "Publication status"], ["incoming visit", "2024", "published"], ["incoming visit", "2023", "in review"]]
    preview = bring(hers, csv_file(rows))

    assert list(errors(preview)) == [2]
    assert "draft, in review" in reasons(preview, 2)


def test_office_may_publish_and_one_letter_tells_of_many_rows(
    office: Client, home: Department, django_capture_on_commit_callbacks: Any
) -> None:
    officer("reviewer", home.university, email="reviewer@example.org")
    rows = [["Direction", "When", "Title (English)", "Publication status"]]
    rows += [["incoming visit", "2024", f"Lecture {number}", "in review"] for number in range(5)]
    rows += [["incoming visit", "2024", "Public", "published"]]
    preview = bring(office, csv_file(rows))
    with django_capture_on_commit_callbacks(execute=True):
        confirm(office, preview)

    assert Visit.objects.get(title_en="Public").status == "published"
    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject.endswith("(+4)")


def test_nobody_without_rights_brings_anything() -> None:
    guest = signed_in(editor("nobody"))
    guest.session.save()
    stranger = Client()
    for kind in IMPORTED:
        assert stranger.get(reverse(f"admin:{kind}_import")).status_code == 302


# People, events, partners


def test_people_come_in_once(hers: Client, home: Department) -> None:
    rows = [["Person’s name", "Department", "Post (English)"], ["Quokkayeva D.R.", "neurology", "Professor"], ["Guest G.", "", ""]]
    take(hers, csv_file(rows), "departments_person")

    assert Person.objects.get(name="Quokkayeva D.R.").department == home
    assert Person.objects.get(name="Guest G.").department is None
    assert kinds(bring(hers, csv_file(rows), "departments_person")) == {"unchanged": 2}


@pytest.mark.usefixtures("clinic")
def test_events_come_in_once(office: Client) -> None:
    heading = ["Kind", "Title (Russian)", "When", "Partner institutions", "Registration link"]
    rows = [heading, ["вебинар", "Об инсульте", "21.05.2025", CLINIC, "https://example.org/"]]
    take(office, csv_file(rows), "events_event")

    event = Event.objects.get(title_ru="Об инсульте")
    assert (event.kind, event.period.code, event.slug) == ("webinar", "2025-05-21", "ob-insulte")
    assert kinds(bring(office, csv_file(rows), "events_event")) == {"unchanged": 1}
    untitled = bring(office, csv_file([heading, ["webinar", "", "2025", "", ""]]), "events_event")
    assert "at least one language" in reasons(untitled, 2)


PARTNER = ["Name (English)", "Country", "City (English)", "Website", "Department", "Fields of cooperation", "Since"]


def test_partner_comes_in_with_a_new_institution_as_a_draft(hers: Client, home: Department) -> None:
    field = factories.cooperation_field(name_en="Fishery", name_ru="Рыболовство")
    row = ["Quokka Polytechnic of Perth", "Австралия", "Perth", "quokka.example.edu.au", "neurology", "рыболовство", "2021"]
    take(hers, csv_file([PARTNER, row]), "partners_partnership")

    institution = Institution.objects.get(name_en="Quokka Polytechnic of Perth")
    partnership = Partnership.objects.get(institution=institution)
    assert (institution.country, institution.website, institution.status) == ("AU", "https://quokka.example.edu.au", "draft")
    assert (partnership.department, str(partnership.since), partnership.status) == (home, "2021", "draft")
    assert list(partnership.fields.all()) == [field]
    assert Institution.objects.search("quokka polytechnic").first() == institution
    assert LogEntry.objects.filter(object_id=str(institution.pk), content_type__model="institution").count() == 1
    assert kinds(bring(hers, csv_file([PARTNER, row]), "partners_partnership")) == {"unchanged": 1}


def test_known_institution_is_named_not_entered_anew(office: Client, clinic: Institution, home: Department) -> None:
    row = ["thoraxklinik", "DE", "Munich", "", "neurology", "", ""]
    preview = bring(office, csv_file([PARTNER, row]), "partners_partnership")

    assert preview.context["new"][0].notes == [
        f"It is in the directory as “{CLINIC}”.", "“City (English)” stays as the directory has it: –.",
    ]  # fmt: skip
    confirm(office, preview, "partners_partnership")
    assert Partnership.objects.get(institution=clinic).department == home
    clinic.refresh_from_db()
    assert clinic.city_en == ""


@pytest.mark.usefixtures("clinic")
def test_probable_duplicate_is_a_mistake_until_it_is_said_to_be_new(office: Client) -> None:
    row = ["Heidelberg Lung Clinik", "DE", "", "", "neurology", "", ""]
    preview = bring(office, csv_file([PARTNER, row]), "partners_partnership")

    assert f"{CLINIC} – Germany" in reasons(preview, 2)
    again = bring(office, csv_file([[*PARTNER, "New institution"], [*row, "yes"]]), "partners_partnership")
    assert kinds(again) == {"new": 1}
    confirm(office, again, "partners_partnership")
    assert Institution.objects.filter(name_en="Heidelberg Lung Clinik").exists()


def test_one_new_institution_of_two_departments_is_entered_once(office: Client) -> None:
    factories.department(name_en="Department of Pulmonology", university=University.objects.home().get())
    rows = [
        ["Quokka Polytechnic of Perth", "AU", "", "", name, "", ""] for name in ("Department of Neurology", "Department of Pulmonology")
    ]
    take(office, csv_file([PARTNER, *rows]), "partners_partnership")

    assert Institution.objects.get(name_en="Quokka Polytechnic of Perth").partnerships.count() == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["", "DE", "", "", "neurology", "", ""], "at least one language"),
        (["Quokka Polytechnic of Perth", "", "", "", "neurology", "", ""], "required"),
        (["Quokka Polytechnic of Perth", "Atlantis", "", "", "neurology", "", ""], "not a country"),
        (["Quokka Polytechnic of Perth", "AU", "", "javascript://alert", "neurology", "", ""], "valid URL"),
        (["Quokka Polytechnic of Perth", "AU", "", "", "nevrology", "", ""], "Department of Neurology"),
        (["Q" * 400, "AU", "", "", "neurology", "", ""], "at most 300 characters"),
    ],
)
def test_what_is_wrong_with_a_partner_is_told(office: Client, row: list[str], said: str) -> None:
    preview = bring(office, csv_file([PARTNER, row]), "partners_partnership")

    assert said in reasons(preview, 2)


# Templates


@pytest.mark.parametrize("kind", IMPORTED)
@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_template_is_read_back_and_its_example_is_ignored(office: Client, kind: str, language: str) -> None:
    for form in FORMATS:
        response = office.get(reverse(f"admin:{kind}_template", args=[form]), headers={"accept-language": language})
        data = response.getvalue()
        preview = bring(office, uploaded(data, f"template.{form}"), kind, language)
        with override(language):
            assert preview.context["refusal"]  # there is no row yet
        assert not preview.context["bad"]
    book = load_workbook(
        BytesIO(office.get(reverse(f"admin:{kind}_template", args=["xlsx"]), headers={"accept-language": language}).getvalue())
    )
    rows, explained = (list(sheet.values) for sheet in book.worksheets)
    assert rows[1][0].startswith("#")
    assert [row[0] for row in explained[1:]] == list(rows[0])


# Out


RECORDS = [
    kind for kind, model_admin in ((m._meta.label_lower, a) for m, a in admin.site._registry.items()) if isinstance(model_admin, WithTables)
]


@pytest.mark.parametrize("kind", RECORDS)
def test_every_list_of_records_is_exported(office: Client, kind: str) -> None:
    label = kind.replace(".", "_")
    count = admin.site.get_model_admin(next(m for m in admin.site._registry if m._meta.label_lower == kind)).model._base_manager.count()
    rows = exported(office, label)

    assert len(rows) == count + 1
    assert len({len(row) for row in rows}) == 1
    book = office.get(reverse(f"admin:{label}_export", args=["xlsx"]))
    assert book.headers["Content-Type"] == XLSX
    assert load_workbook(BytesIO(book.getvalue())).worksheets[0].max_row == count + 1
    listed = text_of(office.get(reverse(f"admin:{label}_changelist")))
    assert reverse(f"admin:{label}_export", args=["xlsx"]) in listed


@pytest.mark.parametrize("kind", IMPORTED)
@pytest.mark.parametrize("language", ["en", "uz"])
def test_what_was_exported_changes_nothing(office: Client, kind: str, language: str) -> None:
    for form in FORMATS:
        response = office.get(reverse(f"admin:{kind}_export", args=[form]), headers={"accept-language": language})
        preview = bring(office, uploaded(response.getvalue(), f"table.{form}"), kind, "ru")
        assert errors(preview) == {}
        assert list(kinds(preview)) == ["unchanged"], preview.context["changed"][:3] or preview.context["new"][:3]


def test_export_is_the_list_as_it_is_filtered(office: Client) -> None:
    factories.visit(title_en="Findable quokka", status="in_review")
    factories.visit(title_en="Other quokka", status="draft")

    assert len(exported(office, "events_visit", "?q=quokka")) == 3
    assert len(exported(office, "events_visit", "?q=quokka&status__exact=draft")) == 2
    assert [row[5] for row in exported(office, "events_visit", "?attention=review&q=quokka")[1:]] == ["Findable quokka"]
    wrong = office.get(f"{reverse('admin:events_visit_export', args=['csv'])}?nothing=1")
    assert wrong.headers["Location"].endswith("?e=1")
    assert office.get("/admin/events/visit/export.pdf").status_code == 404


def test_editor_exports_her_own_and_not_what_she_may_only_read(hers: Client, home: Department) -> None:
    factories.visit(title_en="Hers", departments=[home])
    factories.visit(title_en="Theirs", departments=[factories.department()])
    factories.institution(name_en="Public of others")

    titles = {row[5] for row in exported(hers, "events_visit")}
    assert "Hers" in titles
    assert "Theirs" not in titles
    assert len(exported(hers, "partners_institution")) == 1


def test_formulas_leave_as_texts_and_come_back(office: Client) -> None:
    titles = ["=HYPERLINK(1)", "+7 (366) 1", "-1", "@here", "'quoted"]
    for title in titles:
        factories.visit(title_en=title, title_ru="quokka")
    rows = exported(office, "events_visit", "?q=quokka")

    assert sorted(row[5] for row in rows[1:]) == sorted([*(f"'{title}" for title in titles[:4]), "'quoted"])
    assert kinds(bring(office, csv_file(rows))) == {"unchanged": 5}
