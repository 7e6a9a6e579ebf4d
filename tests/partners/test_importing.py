"""A reference list is taken over once, however often it is read; nothing of it is public by itself."""

import gzip
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from partners.merging import merge
from partners.models import Institution, InstitutionName
from partners.search.finding import find
from tests import factories

LINE = {
    "id": "ror:0test0001",
    "ror": "https://ror.org/0test0001",
    "name": "Qwyzal Universität",
    "aliases": ["Old Qwyzal", "Qwyzal Universität"],
    "acronyms": ["QWU"],
    "labels": {"en": "Qwyzal University", "ru": "Квызальский университет", "tr": "Qwyzal Üniversitesi"},
    "country": "DE",
    "city": "Bremen",
    "region": "Bremen",
    "lat": 53.07516,
    "lng": 8.80777,
    "types": ["education", "funder"],
    "website": "https://qwyzal.example",
    "status": "active",
}


def _import(path, *lines):
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), encoding="utf-8")
    out, err = StringIO(), StringIO()
    call_command("import_institutions", path, stdout=out, stderr=err, verbosity=0)
    return out.getvalue().strip(), err.getvalue()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "list.jsonl"


def test_institution_is_taken_over_with_all_its_names(db, path):
    told, _refused = _import(path, LINE)

    record = Institution.objects.get(reference="ror:0test0001")
    assert told == "1 added, 0 changed, 0 unchanged, 0 refused."
    assert (record.name_en, record.name_ru, record.name_uz) == ("Qwyzal University", "Квызальский университет", "")
    assert (record.kind, record.country, record.city_en, record.ror, record.slug) == (
        "university", "DE", "Bremen", "0test0001", "qwyzal-university",
    )  # fmt: skip
    names = {(name.text, name.language, name.sort) for name in record.names.all()}
    assert names == {
        ("Qwyzal Universität", "", "other"),
        ("Old Qwyzal", "", "other"),
        ("QWU", "", "acronym"),
        ("Qwyzal Üniversitesi", "tr", "native"),
    }
    for typed in ("квызальский университет", "qwyzal universitesi", "QWU"):
        assert find(typed)[0].institution_id == record.pk, typed


def test_same_list_again_changes_nothing(db, path):
    _import(path, LINE)
    names = set(InstitutionName.objects.values_list("pk", "text"))

    told, _refused = _import(path, LINE)

    assert told == "0 added, 0 changed, 1 unchanged, 0 refused."
    assert set(InstitutionName.objects.values_list("pk", "text")) == names


def test_line_with_the_identifier_of_another_is_refused_each_time(db, path):
    other = LINE | {"id": "other", "name": "Zfjord Academy", "ror": "https://ror.org/0test0001"}
    told, refused = _import(path, LINE, other, LINE | {"name": "Again"})
    assert told == "1 added, 0 changed, 0 unchanged, 2 refused."
    assert "line 2: another line has its ROR identifier 0test0001" in refused

    told, _refused = _import(path, LINE, other, LINE | {"name": "Again"})

    assert told == "0 added, 0 changed, 1 unchanged, 2 refused."
    assert Institution.objects.get(reference=LINE["id"]).name_en == "Qwyzal University"


def test_identifiers_that_changed_places_are_refused_and_the_rest_taken(db, path):
    one, two = LINE | {"id": "one", "ror": "0test0001"}, LINE | {"id": "two", "name": "Zfjord Academy", "labels": {}, "ror": "0test0002"}
    _import(path, one, two)

    told, refused = _import(path, one | {"ror": "0test0002"}, two | {"ror": "0test0001"}, LINE | {"id": "three", "ror": "0test0003"})

    assert told == "1 added, 0 changed, 0 unchanged, 2 refused."
    assert "“Zfjord Academy” has its ROR identifier 0test0002" in refused


def test_changed_line_changes_what_came_from_it(db, path):
    _import(path, LINE)

    told, _refused = _import(path, LINE | {"city": "Hamburg", "aliases": ["Newer Qwyzal"]})

    record = Institution.objects.get(reference="ror:0test0001")
    assert told.startswith("0 added, 1 changed")
    assert record.city_en == "Hamburg"
    assert find("newer qwyzal")[0].institution_id == record.pk


def test_partner_in_our_hands_is_completed_never_overwritten(db, path):
    ours = factories.institution(name_en="Our own name", country="AT", ror="0test0001")

    _import(path, LINE)

    ours.refresh_from_db()
    assert (ours.name_en, ours.country, ours.name_ru, ours.website) == ("Our own name", "AT", "Квызальский университет", LINE["website"])
    assert Institution.objects.filter(ror="0test0001").count() == 1
    assert ours.names.filter(text="Qwyzal Universität").exists()


def test_institution_that_was_merged_is_left_alone(db, path):
    _import(path, LINE)
    merge(kept=factories.institution(reference="own"), merged=Institution.objects.get(reference=LINE["id"]), by=None)

    told, _refused = _import(path, LINE | {"aliases": ["Newer Qwyzal"]})

    assert told == "0 added, 0 changed, 1 unchanged, 0 refused."


def test_imported_institution_is_not_public_but_offered_to_staff(db, path, client, admin_client):
    _import(path, LINE)

    assert client.get("/en/partners/qwyzal-university/").status_code == 404
    assert "Qwyzal" not in client.get("/en/partners/?country=DE").content.decode()
    query = {"term": "qwizal", "app_label": "partners", "model_name": "partnership", "field_name": "institution"}
    offered = admin_client.get("/admin/autocomplete/", query).json()["results"]
    assert offered[0]["text"] == "Qwyzal University (draft) – Germany"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "Expecting property name"),
        ("[1]", "not an object"),
        (LINE | {"id": ""}, "no id"),
        (LINE | {"name": None}, "no id or no name"),
        (LINE | {"country": "ZZ"}, "'ZZ' is not the code of a country"),
        (LINE | {"name": ["x"]}, "name is not a text"),
        (LINE | {"aliases": "x"}, "aliases are not a list"),
        (LINE | {"labels": []}, ""),
        (LINE | {"labels": [1]}, "labels are not an object"),
        (LINE | {"lat": 91}, "lat is not on earth"),
        (LINE | {"lat": "north"}, ""),
    ],
)
def test_bad_line_is_refused_by_number_and_the_rest_taken(db, path, line, reason):
    told, refused = _import(path, LINE | {"id": "x:1", "ror": None}, line, LINE | {"id": "x:3", "ror": None})

    if line == LINE | {"labels": []}:  # an empty list is nothing, as some lists write it
        assert told.startswith("3 added")
        return
    assert told == "2 added, 0 changed, 0 unchanged, 1 refused."
    assert refused.startswith("line 2: ")
    assert reason in refused


def test_two_of_one_name_have_two_addresses(db, path):
    _import(path, LINE | {"id": "x:1", "ror": None}, LINE | {"id": "x:2", "ror": None})

    assert Institution.objects.filter(slug__startswith="qwyzal-university").count() == 2


def test_imported_institution_takes_no_address_of_the_directorys_own_pages(db, path):
    _import(path, LINE | {"name": "Print!", "labels": {}, "ror": "https://ror.org/0test0009"})

    assert Institution.objects.get(reference=LINE["id"]).slug == "print-0test0009"


def test_compressed_list_is_read(db, path):
    path.write_bytes(gzip.compress(json.dumps(LINE).encode()))

    call_command("import_institutions", path, verbosity=0, stdout=StringIO())

    assert Institution.objects.filter(reference="ror:0test0001").exists()


def test_file_that_cannot_be_read_is_told(db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_institutions", tmp_path / "nothing.jsonl", verbosity=0)
