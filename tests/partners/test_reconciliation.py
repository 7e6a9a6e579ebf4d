"""The reconciliation service, asked as OpenRefine asks it (W3C Reconciliation Service API 0.2)."""

import json
import re
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
    assert manifest["schemaSpace"] == "http://testserver/reconcile/en/properties/"
    assert client.get(manifest["schemaSpace"]).json()["properties"]
    assert {"id": "hospital", "name": "hospital or clinic"} in manifest["defaultTypes"]
    assert manifest["view"]["url"] == "http://testserver/en/partners/{{id}}/"


def test_manifest_speaks_other_languages_and_keeps_its_identifiers(client: Client) -> None:
    english, manifest = (client.get(ADDRESS, {"lang": language}).json() for language in ("en", "ru"))

    assert manifest["name"] == "Партнёры"
    assert manifest["identifierSpace"] == english["identifierSpace"] == "http://testserver/en/partners/"
    assert manifest["schemaSpace"] == english["schemaSpace"]
    assert manifest["view"]["url"] == "http://testserver/ru/partners/{{id}}/"
    assert manifest["preview"]["url"] == "http://testserver/reconcile/ru/preview/{{id}}/"


def test_what_the_manifest_leads_to_speaks_its_language(client: Client) -> None:
    """Though OpenRefine appends “?type=…” to an address without looking whether it has a query."""
    manifest = client.get(ADDRESS, {"lang": "ru"}).json()
    english = {"accept-language": "en"}

    properties = client.get(f"{manifest['extend']['propose_properties']['service_path']}?type=hospital", headers=english)
    types = client.get(f"{manifest['suggest']['type']['service_path']}?prefix=академ", headers=english)

    assert {"id": "country", "name": "Страна"} in properties.json()["properties"]
    assert types.json() == {"result": [{"id": "academy", "name": "академия"}]}


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


def test_a_partner_of_another_type_comes_later_and_is_never_certain(client: Client) -> None:
    _partner(name_en="Zyx", kind="academy", ror="012345678")
    for asked in ("university", "nothing", ["hospital", "nothing"]):
        (alone,) = _ask(client, query="Zyx", type=asked)
        assert (alone["score"], alone["match"]) == (50.0, False)
        (identified,) = _ask(client, query="qqqqq", type=asked, properties=[{"pid": "ror", "v": "012345678"}])
        assert (identified["score"], identified["match"]) == (50.0, False)
    for asked in ("academy", "institution", ["university", "academy"], []):
        (alone,) = _ask(client, query="Zyx", type=asked)
        assert (alone["score"], alone["match"]) == (100.0, True)


def test_type_tells_two_owners_of_a_name_apart(client: Client) -> None:
    _partner(name_en="One", names=["ZYX"], kind="society")
    wanted = _partner(name_en="Two", names=["ZYX"], kind="hospital")

    first, second = _ask(client, query="ZYX", type="hospital")

    assert (first["id"], first["match"]) == (wanted.slug, True)
    assert (second["score"], second["match"]) == (50.0, False)


def test_identifier_is_certain_as_a_name_is(client: Client) -> None:
    partner = _partner(name_en="Zyx", slug="qq-polytechnic")

    (found,) = _ask(client, query="qq-polytechnic")

    assert (found["id"], found["score"], found["match"]) == (partner.slug, 100.0, True)


def test_limit_narrows(client: Client) -> None:
    for n in range(4):
        _partner(name_en=f"Zyx {n}")

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
        json.dumps({"q0": {"query": "a", "properties": [{"pid": "city", "v": "a"}] * 21}}),
        json.dumps({f"q{n}": {"query": "a"} for n in range(51)}),
    ],
)  # fmt: skip
def test_batch_that_is_none_is_refused_with_a_reason(client: Client, queries: str) -> None:
    response = client.post(ADDRESS, {"queries": queries})

    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.json()["error"]


@pytest.mark.parametrize(
    "asked",
    [
        '{"query": "Zyx", "limit": 1' + "0" * 400 + "}",
        '{"query": "Zyx", "properties": [{"pid": "city", "v": ' + '{"id": ' * 500 + "1" + "}" * 501 + "]}",
        '{"query": "Zyx", "properties": [{"pid": "city", "v": [[[["a"]]], {"id": {"id": "a"}, "name": ["a"]}, null]}]}',
        json.dumps({"query": "Zyx", "properties": [{"pid": "country", "v": [n * "a" for n in range(100)]}] * 20}),
    ],
)
def test_query_of_absurd_size_or_depth_is_answered(client: Client, asked: str) -> None:
    _partner(name_en="Zyx")

    response = client.post(ADDRESS, {"queries": f'{{"q0": {asked}}}'})

    assert response.status_code == 200
    assert [one["name"] for one in response.json()["q0"]["result"]] == ["Zyx"]


@pytest.mark.parametrize("malformed", [{}, {"query": 1}, [], "text", {"query": "a", "limit": 0}, {"query": "a", "properties": [1]}])
def test_malformed_query_does_not_spoil_its_batch(client: Client, malformed: Any) -> None:
    _partner(name_en="Zyx")

    response = client.post(ADDRESS, {"queries": json.dumps({"bad": malformed, "good": {"query": "Zyx"}})})

    assert response.status_code == 200
    assert [one["match"] for one in response.json()["good"]["result"]] == [True]
    assert response.json()["bad"]["result"] == []
    assert response.json()["bad"]["error"]


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


def test_properties_are_told_at_former_identifiers(client: Client, django_assert_num_queries: Any) -> None:
    """OpenRefine's projects keep the identifiers that they were matched to; the pages redirect, so this does."""
    partner = _partner(name_en="Zyx", slug="before", website="https://zyx.example")
    partner.slug = "after"
    partner.save()
    between = factories.institution(slug="between", merged_into=partner)
    merged = factories.institution(slug="merged-before", merged_into=between)
    merged.slug = "merged"
    merged.save()
    ids = ["before", "after", "between", "merged", "merged-before"]

    with django_assert_num_queries(7):
        answer = client.post(ADDRESS, {"extend": json.dumps({"ids": ids, "properties": [{"id": "website"}]})}).json()

    assert answer["rows"] == {one: {"website": [{"str": "https://zyx.example"}]} for one in ids}


@pytest.mark.parametrize("hidden", ["kept", "merged"])
def test_former_identifier_tells_nothing_unpublished(client: Client, hidden: str) -> None:
    kept = _partner(name_en="Zyx", slug="kept-before", status="draft" if hidden == "kept" else "published")
    factories.institution(slug="merged", merged_into=kept, status="draft" if hidden == "merged" else "published")
    kept.slug = "kept"
    kept.save()

    rows = client.post(ADDRESS, {"extend": json.dumps({"ids": ["kept-before", "merged"], "properties": [{"id": "kind"}]})}).json()["rows"]

    assert rows["merged"] == {"kind": []}
    assert bool(rows["kept-before"]["kind"]) == (hidden == "merged")


def test_properties_are_proposed(client: Client) -> None:
    extend = client.get(ADDRESS).json()["extend"]["propose_properties"]
    assert extend["service_url"] == "http://testserver"

    answer = client.get(extend["service_path"], {"type": "hospital"}).json()

    assert answer["type"] == "hospital"
    assert {"id": "ror", "name": "ROR"} in answer["properties"]
    assert answer["properties"] == client.get(extend["service_path"], {"type": ""}).json()["properties"]


def test_no_property_is_proposed_for_an_unknown_type(client: Client) -> None:
    assert client.get("/reconcile/en/properties/", {"type": "Q43229"}).json() == {"type": "Q43229", "properties": []}


@pytest.mark.parametrize(("limit", "count"), [("2", 2), ("99", 5), ("0", 5), ("-1", 5), ("two", 5), ("", 5), ("9" * 5000, 5)])
def test_properties_are_proposed_up_to_the_limit(client: Client, limit: str, count: int) -> None:
    assert len(client.get("/reconcile/en/properties/", {"type": "hospital", "limit": limit}).json()["properties"]) == count


def test_directory_says_where_the_service_is(client: Client) -> None:
    html = client.get("/ru/partners/").content.decode()

    assert re.search(r'<a href="/reconcile/\?lang=ru"[^>]*>http://testserver/reconcile/\?lang=ru</a>', html)


# By hand


def _suggested(client: Client, what: str, **asked: Any) -> list[dict[str, Any]]:
    response = client.get(f"/reconcile/en/suggest/{what}/", asked)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    return response.json()["result"]


def test_manifest_leads_to_suggestions(client: Client) -> None:
    suggest = client.get(ADDRESS).json()["suggest"]

    assert {what: service["service_url"] + service["service_path"] for what, service in suggest.items()} == {
        what: f"http://testserver/reconcile/en/suggest/{what}/" for what in ("entity", "property", "type")
    }


def test_partner_is_suggested_while_it_is_typed(client: Client) -> None:
    partner = _partner(name_en="Zyxian Polytechnic", kind="hospital", city_en="Salzburg", country="AT", further_countries=["US"])

    assert _suggested(client, "entity", prefix="zyxi") == [
        {
            "id": partner.slug,
            "name": "Zyxian Polytechnic",
            "description": "hospital or clinic · Salzburg, Austria; United States",
            "notable": [{"id": "hospital", "name": "hospital or clinic"}],
        }
    ]


def test_identifier_suggests_its_partner_first(client: Client) -> None:
    _partner(name_en="Qqq polytechnic")
    wanted = _partner(name_en="Zyx", slug="qqq-polytechnic-of-zyx")

    assert _suggested(client, "entity", prefix=wanted.slug)[0]["id"] == wanted.slug


def test_suggestions_go_on_from_the_cursor(client: Client) -> None:
    for n in range(13):
        _partner(name_en=f"Zyx {n}")
    first, more = (_suggested(client, "entity", prefix="zyx", **asked) for asked in ({}, {"cursor": 10}))

    assert (len(first), len(more)) == (10, 3)
    assert not {one["id"] for one in first} & {one["id"] for one in more}
    assert _suggested(client, "entity", prefix="zyx", cursor="x") == first


def test_nothing_unpublished_is_suggested(client: Client) -> None:
    _partner(name_en="Zyx hidden", slug="zyx-hidden", status="draft")
    factories.institution(name_en="Zyx without a partnership", slug="zyx-alone")

    for prefix in ("zyx", "zyx-hidden", "zyx-alone"):
        assert _suggested(client, "entity", prefix=prefix) == []


def test_properties_and_types_are_suggested(client: Client) -> None:
    assert _suggested(client, "property", prefix="web") == [{"id": "website", "name": "Website"}]
    assert _suggested(client, "property", prefix="ROR") == [{"id": "ror", "name": "ROR"}]
    assert _suggested(client, "type", prefix="hosp") == [{"id": "hospital", "name": "hospital or clinic"}]
    assert len(_suggested(client, "type")) == 10
    assert len(_suggested(client, "type", cursor=10)) == 4


@pytest.mark.parametrize("what", ["entity", "property", "type"])
@pytest.mark.parametrize("prefix", ["", "  ", "%", "\0", "a\0b", "\u202eabc", "學", "x" * 5_000, "'; DROP TABLE"])
def test_any_prefix_is_answered(client: Client, what: str, prefix: str) -> None:
    assert isinstance(_suggested(client, what, prefix=prefix), list)


def test_preview_may_be_framed_and_nothing_else(client: Client) -> None:
    partner = _partner(name_en="Zyx <b>", name_ru="Зюкс", city_en="Salzburg", country="AT", further_countries=["US"], ror="012345678")
    preview = client.get(f"{ADDRESS}?lang=en").json()["preview"]
    assert {"width", "height"} < preview.keys()

    response = client.get(preview["url"].removeprefix("http://testserver").replace("{{id}}", partner.slug))
    html = response.content.decode()

    assert response.status_code == 200
    assert "X-Frame-Options" not in response.headers
    policy = dict(part.strip().partition(" ")[::2] for part in response.headers["Content-Security-Policy"].split(";"))
    assert policy["frame-ancestors"] == "*"
    assert policy["default-src"] == "'none'"
    nonce = policy["style-src"].removeprefix("'nonce-").removesuffix("'")
    assert f'<style nonce="{nonce}">' in html
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert "Zyx &lt;b&gt;" in html
    assert "<b>" not in html
    assert "Salzburg, Austria; United States" in html
    assert "src=" not in html
    for other in (partner.get_absolute_url(), "/en/partners/", "/reconcile/en/preview/nothing/"):
        response = client.get(other)
        assert response.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]


def test_preview_speaks_the_language_of_its_address(client: Client) -> None:
    partner = _partner(name_en="Zyx", name_ru="Зюкс")

    html = client.get(f"/reconcile/ru/preview/{partner.slug}/", headers={"accept-language": "en"}).content.decode()

    assert '<html lang="ru">' in html
    assert "Зюкс" in html
    assert f'href="/ru/partners/{partner.slug}/"' in html


def test_preview_is_shown_of_what_is_public_alone(client: Client) -> None:
    kept = _partner(name_en="Zyx", slug="kept")
    factories.institution(slug="merged", merged_into=kept)
    _partner(slug="hidden", status="draft")

    assert "Zyx" in client.get("/reconcile/en/preview/merged/").content.decode()
    for address in ("en/preview/hidden", "en/preview/nothing", "xx/preview/kept", "en/suggest/password", "xx/properties"):
        assert client.get(f"/reconcile/{address}/").status_code == 404


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
