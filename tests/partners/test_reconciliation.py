"""The reconciliation service, asked as OpenRefine asks it (W3C Reconciliation Service API 0.2)."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from departments.models import Department
from partners.models import Institution
from partners.search.finding import Match
from tests import factories

pytestmark = pytest.mark.django_db

ADDRESS = "/reconcile/"


def _partner(**values: Any) -> Institution:
    partner = factories.institution(**values)
    factories.partnership(institution=partner, department=Department.objects.get(slug="neurology"))
    return partner


def _ask(client: Client, **asked: Any) -> list[dict[str, Any]]:
    response = client.post(ADDRESS, {"queries": json.dumps({"q0": asked})})
    assert response.status_code == 200
    return response.json()["q0"]["result"]


def test_manifest_says_what_the_protocol_requires(client: Client) -> None:
    response = client.get(ADDRESS)
    manifest = response.json()

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert manifest["versions"] == ["0.2"]
    assert manifest["name"] == "Partners"
    assert manifest["identifierSpace"] == "http://testserver/en/partners/"
    assert manifest["schemaSpace"].startswith("https://")
    assert {"id": "hospital", "name": "hospital or clinic"} in manifest["defaultTypes"]
    assert manifest["view"]["url"] == "http://testserver/en/partners/{{id}}/"


def test_manifest_speaks_other_languages_and_keeps_its_identifiers(client: Client) -> None:
    manifest = client.get(ADDRESS, {"lang": "ru"}).json()

    assert manifest["name"] == "Партнёры"
    assert manifest["identifierSpace"] == "http://testserver/en/partners/"
    assert manifest["view"]["url"] == "http://testserver/ru/partners/{{id}}/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_batch_is_answered_question_by_question(client: Client, method: str) -> None:
    """As the protocol's example: keys of the asker's choosing, a type, a limit, properties."""
    asked = {"query": "Izhevsk State Medical Academy", "type": "academy", "limit": 5, "type_strict": "should"}
    queries = {"q0": asked | {"properties": [{"pid": "country", "v": "RU"}]}, "q1": {"query": "qqqqq"}}

    answer = getattr(client, method)(ADDRESS, {"queries": json.dumps(queries)}).json()

    assert answer.keys() == {"q0", "q1"}
    assert answer["q1"] == {"result": []}
    best, *_others = answer["q0"]["result"]
    assert best == {
        "id": "izhevsk-state-medical-academy",
        "name": "Izhevsk State Medical Academy",
        "description": "academy · Izhevsk, Russia",
        "score": 100.0,
        "match": True,
        "type": [{"id": "academy", "name": "academy"}, {"id": "institution", "name": "Institution"}],
    }


@pytest.mark.parametrize(
    "name", ["ижевская государственная медицинская академия", "IZHEVSK state medical academy", "Izhevsk  State-Medical Academy"]
)
def test_a_name_in_any_language_is_certain(client: Client, name: str) -> None:
    assert [one["id"] for one in _ask(client, query=name) if one["match"]] == ["izhevsk-state-medical-academy"]


def test_any_name_form_is_certain(client: Client) -> None:
    partner = _partner(name_en="Present name", names=["Zyx Polytechnic"])

    assert [one["id"] for one in _ask(client, query="zyx polytechnic") if one["match"]] == [partner.slug]


def test_a_part_of_a_name_is_not_certain(client: Client) -> None:
    assert {one["match"] for one in _ask(client, query="Izhevsk")} == {False}


def test_a_name_that_two_own_is_not_certain(client: Client) -> None:
    for country in ("TR", "KZ"):
        _partner(name_en=f"Institution of {country}", names=["ZYX"], country=country)

    assert [(one["score"], one["match"]) for one in _ask(client, query="ZYX")[:2]] == [(100.0, False), (100.0, False)]


@pytest.mark.parametrize(
    "country", ["KZ", "kz", "Kazakhstan", "Казахстан", "Qozogʻiston", {"id": "KZ", "name": "Kazakhstan"}, ["KZ", "TR"]]
)
def test_country_tells_two_owners_of_a_name_apart(client: Client, country: Any) -> None:
    _partner(name_en="One", names=["ZYX"], country="RU")
    wanted = _partner(name_en="Two", names=["ZYX"], country="KZ")

    first, second, *_others = _ask(client, query="ZYX", properties=[{"pid": "country", "v": country}])

    assert (first["id"], first["match"]) == (wanted.slug, True)
    assert (second["score"], second["match"]) == (50.0, False)


def test_ror_identifier_is_certain_whatever_the_name(client: Client) -> None:
    wanted = _partner(name_en="Zyx", ror="012345678")
    for ror in ("012345678", "https://ror.org/012345678"):
        best, *_others = _ask(client, query="another name", properties=[{"pid": "ror", "v": ror}])
        assert (best["id"], best["score"], best["match"]) == (wanted.slug, 100.0, True)


def test_other_city_and_website_speak_against(client: Client) -> None:
    _partner(name_en="Zyx", city_en="Ankara", website="https://www.zyx.example/en")
    same = [{"pid": "city", "v": "ankara"}, {"pid": "website", "v": "zyx.example"}, {"pid": "unknown", "v": 1}]

    best, *_others = _ask(client, query="Zyx", properties=same)
    worse, *_others = _ask(client, query="Zyx", properties=[{"pid": "city", "v": "Izmir"}, {"pid": "website", "v": "http://other.example"}])

    assert (best["score"], best["match"]) == (100.0, True)
    assert worse["score"] < 80
    assert not worse["match"]


@pytest.mark.parametrize(("scores", "is_certain"), [((0.95, 0.6), True), ((0.95, 0.9), False), ((0.8, 0.1), False), ((0.95,), True)])
def test_misspelt_name_is_certain_only_far_ahead(
    client: Client, monkeypatch: pytest.MonkeyPatch, scores: tuple[float, ...], is_certain: bool
) -> None:
    partners = [_partner(name_en=f"Zyxian Polytechnic {n}") for n in range(len(scores))]
    matches = [Match(one.pk, score, one.name_en) for one, score in zip(partners, scores, strict=True)]
    monkeypatch.setattr("partners.reconciliation.find", lambda *arguments: matches)

    result = _ask(client, query="Zyxan Polytechnic")

    assert [one["match"] for one in result] == [is_certain] + [False] * (len(scores) - 1)


def test_kinds_and_limit_narrow(client: Client) -> None:
    for n in range(4):
        _partner(name_en=f"Zyx {n}", kind="hospital" if n else "society")

    assert len(_ask(client, query="zyx", type=["hospital"])) == 3
    assert len(_ask(client, query="zyx", type="institution")) == 4
    assert len(_ask(client, query="zyx", type="nothing")) == 0
    assert len(_ask(client, query="zyx", limit=2)) == 2
    assert len(_ask(client, query="zyx", limit=1e9)) == 4


def test_nothing_unpublished_is_matched(client: Client) -> None:
    _partner(name_en="Zyx hidden", status="draft", ror="012345678")
    factories.institution(name_en="Zyx without a partnership")

    assert _ask(client, query="Zyx hidden", properties=[{"pid": "ror", "v": "012345678"}]) == []
    assert _ask(client, query="Zyx without a partnership") == []


@pytest.mark.parametrize(
    "queries",
    [
        "", "{", "[]", "1", "null", '"q0"', "NaN", '{"q0": NaN}', '{"q0": []}', '{"q0": "text"}', '{"q0": {}}', '{"q0": {"query": 1}}',
        '{"q0": {"query": null}}', '{"q0": {"properties": []}}', '{"q0": {"query": "a", "type": 1}}', '{"q0": {"query": "a", "type": [1]}}',
        '{"q0": {"query": "a", "limit": "5"}}', '{"q0": {"query": "a", "limit": 0}}', '{"q0": {"query": "a", "limit": true}}',
        '{"q0": {"query": "a", "limit": 1e999}}', '{"q0": {"query": "a", "properties": {}}}', '{"q0": {"query": "a", "properties": [1]}}',
        '{"q0": {"query": "a", "properties": [{"pid": "country"}]}}', '{"q0": {"query": "a", "properties": [{"pid": 1, "v": "a"}]}}',
        "[" * 100_000, "1" * 5_000,
        json.dumps({f"q{n}": {"query": "a"} for n in range(51)}),
    ],
)  # fmt: skip
def test_batch_that_is_none_is_refused_with_a_reason(client: Client, queries: str) -> None:
    response = client.post(ADDRESS, {"queries": queries})

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.json()["error"]


def test_post_without_a_batch_is_refused(client: Client) -> None:
    assert client.post(ADDRESS, {}).status_code == 400
    assert client.post(ADDRESS, "{}", content_type="application/json").status_code == 400
    assert client.put(ADDRESS).status_code == 405


def test_reasons_speak_the_askers_language(client: Client) -> None:
    assert client.post(f"{ADDRESS}?lang=ru", {"queries": "{"}, headers={"accept-language": "ru"}).json() == {
        "error": "Это не корректный JSON."
    }


def test_batch_of_another_site_needs_no_token() -> None:
    assert Client(enforce_csrf_checks=True).post(ADDRESS, {"queries": "{}"}).json() == {}


@pytest.mark.parametrize("text", ["", "   ", "%", "\0", "a\0b", "\ud800", "x" * 100_000, "'; DROP TABLE", "\u202eabc", "學"])
def test_any_text_is_answered(client: Client, text: str) -> None:
    assert isinstance(
        _ask(client, query=text, properties=[{"pid": name, "v": text} for name in ("country", "city", "ror", "website")]), list
    )


def test_batch_reads_once_whatever_it_asks(client: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    partners = [_partner(name_en=f"Zyx {n}") for n in range(20)]
    monkeypatch.setattr("partners.reconciliation.find", lambda *arguments: [Match(one.pk, 0.5, one.name_en) for one in partners])

    for count in (1, 50):
        queries = json.dumps({f"q{n}": {"query": f"Zyx {n}"} for n in range(count)})
        with django_assert_num_queries(3):
            client.post(ADDRESS, {"queries": queries})


def test_properties_of_partners_are_told(client: Client) -> None:
    partner = _partner(name_en="Zyx", country="TR", further_countries=["KZ"], city_en="Ankara", ror="012345678")
    asked = {
        "ids": [partner.slug, "nothing", "\ud800"],
        "properties": [{"id": "country"}, {"id": "ror"}, {"id": "website"}, {"id": "unknown"}],
    }

    answer = client.post(ADDRESS, {"extend": json.dumps(asked)}).json()

    assert answer["meta"][0] == {"id": "country", "name": "Country"}
    assert answer["rows"][partner.slug] == {
        "country": [{"str": "Türkiye"}, {"str": "Kazakhstan"}],
        "ror": [{"str": "https://ror.org/012345678"}],
        "website": [],
        "unknown": [],
    }
    assert answer["rows"]["nothing"] == {"country": [], "ror": [], "website": [], "unknown": []}


@pytest.mark.parametrize(
    "asked",
    [
        "{",
        "[]",
        "{}",
        '{"ids": [1], "properties": []}',
        '{"ids": [], "properties": [1]}',
        json.dumps({"ids": ["a"] * 201, "properties": []}),
    ],
)
def test_extension_that_is_none_is_refused(client: Client, asked: str) -> None:
    assert client.get(ADDRESS, {"extend": asked}).status_code == 400


def test_properties_are_proposed(client: Client) -> None:
    extend = client.get(ADDRESS).json()["extend"]["propose_properties"]
    assert extend["service_url"] == "http://testserver"

    answer = client.get(extend["service_path"], {"type": "hospital"}).json()

    assert answer["type"] == "hospital"
    assert {"id": "ror", "name": "ROR"} in answer["properties"]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)
ASKED = st.dictionaries(
    st.sampled_from(["query", "type", "limit", "properties", "other"]),
    JSON | st.lists(st.fixed_dictionaries({"pid": st.sampled_from(["country", "ror", "city"]), "v": JSON}), max_size=3),
)


class Anything(TestCase):
    """Whatever is sent is answered or refused."""

    @settings(max_examples=40)
    @given(asked=st.dictionaries(st.text(), ASKED, max_size=3))
    def test_batch_of_anything_is_answered_or_refused(self, asked: Any) -> None:
        assert self.client.post(ADDRESS, {"queries": json.dumps(asked)}).status_code in (200, 400)

    @settings(max_examples=40)
    @given(text=st.text())
    def test_text_of_anything_is_answered_or_refused(self, text: str) -> None:
        assert self.client.get(ADDRESS, {"queries": text}).status_code in (200, 400)
