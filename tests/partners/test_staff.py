"""The staff's pages about institutions entered twice: the office decides, in three languages, with and without scripts."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from departments.models import Department, University
from partners.duplicates import suspect
from partners.merging import merge
from partners.models import Institution, Merge, SuspectedDuplicate
from tests import factories
from tests.test_admin import editor, officer, signed_in, user

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/partners/institution/", "/admin/partners/institution/add/"


@pytest.fixture
def office() -> Client:
    return signed_in(officer("somebody", University.objects.home().get()))


@pytest.fixture
def secretary() -> Client:
    return signed_in(editor("somebody", Department.objects.get(slug="neurology")))


@pytest.fixture
def two() -> tuple[Institution, Institution]:
    return factories.institution(name_en="Qwyzal University"), factories.institution(name_en="Qwyzal Universitty Ankara", slug="gone")


def preview(kept: Institution, gone: Institution) -> str:
    return reverse("admin:partners_merge_preview", args=[kept.pk, gone.pk])


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def post(client: Client, kept: Institution, gone: Institution, **chosen: str) -> Any:
    seen = client.get(preview(kept, gone)).context["form"].initial["fingerprint"]
    return client.post(preview(kept, gone), {"fingerprint": seen, **chosen}, follow=True)


def test_office_merges_and_undoes(office: Client, two: tuple[Institution, Institution]) -> None:
    kept, gone = two
    Institution.objects.filter(pk=gone.pk).update(city_en="Bursa")
    visit = factories.visit(institutions=[gone], title_en="Lecture in Ankara")

    shown = text_of(office.get(preview(kept, gone)))
    assert shown.count("City (en): Bursa") == 1
    assert shown.count("university · Bursa, Türkiye") == 1  # the kept one has no town yet
    assert "City (ru)" not in shown
    assert "Visits: 1" in shown
    assert "Lecture in Ankara" in shown
    assert not Merge.objects.exists()

    done = post(office, kept, gone)
    assert "“Qwyzal Universitty Ankara” was merged into “Qwyzal University”." in text_of(done)
    assert list(visit.institutions.all()) == [kept]
    assert Merge.objects.get().done_by.username == "somebody"

    undone = office.post(done.request["PATH_INFO"], follow=True)
    assert "The merge was undone." in text_of(undone)
    assert list(visit.institutions.all()) == [gone]
    assert "This merge was undone already." in text_of(office.post(done.request["PATH_INFO"], follow=True))


@pytest.mark.parametrize("language", ["en", "ru", "uz"])
def test_every_page_stands_in_every_language(office: Client, two: tuple[Institution, Institution], language: str) -> None:
    kept, gone = two
    factories.suspected_duplicate(first=kept, second=gone, signs=["alike"])
    partnership = factories.partnership(institution=kept)
    factories.partnership(institution=gone, department=partnership.department)
    done = merge(kept=kept, merged=factories.institution(name_en="Third", website="https://a.example", note_en="x"), by=None)
    pages = [preview(kept, gone), done.get_absolute_url(), LIST, f"{LIST}{kept.pk}/change/", f"{LIST}{done.merged.pk}/change/"]
    pages += [reverse(f"admin:partners_{name}") for name in ("duplicates", "merges")]
    pages += [reverse("admin:partners_merge_choice", args=[kept.pk]), reverse("admin:partners_merge_choice", args=[kept.pk]) + "?q=qwyzal"]

    for page in pages:
        response = office.get(page, headers={"accept-language": language})
        assert response.status_code == 200, page
        assert f'<html lang="{language}"' in text_of(response)


def test_clash_is_decided_by_the_person(office: Client, two: tuple[Institution, Institution]) -> None:
    kept, gone = two
    ours = factories.partnership(institution=kept, role="partner")
    theirs = factories.partnership(institution=gone, department=ours.department, role="funding_body")

    assert "Choose which partnership stays." in text_of(post(office, kept, gone))
    post(office, kept, gone, **{f"clash_{theirs.pk}": "combined"})
    assert not Merge.objects.exists()

    post(office, kept, gone, **{f"clash_{theirs.pk}": "merged"})
    assert list(kept.partnerships.all()) == [theirs]


def test_what_changed_since_the_preview_is_looked_at_again(office: Client, two: tuple[Institution, Institution]) -> None:
    kept, gone = two

    answer = office.post(preview(kept, gone), {"fingerprint": "old"}, follow=True)

    assert "Something changed since you looked." in text_of(answer)
    assert not Merge.objects.exists()


def test_merge_that_cannot_be_says_why(office: Client, two: tuple[Institution, Institution]) -> None:
    kept, gone = two
    merge(kept=kept, merged=gone, by=None)

    assert "was merged into “Qwyzal University” already." in text_of(office.get(preview(factories.institution(), gone)))
    assert "These are not two institutions." in text_of(office.get(preview(kept, kept)))
    office.post(preview(kept, kept), {"fingerprint": "x"})
    assert Merge.objects.count() == 1


def test_pair_is_decided_from_the_queue(office: Client, two: tuple[Institution, Institution]) -> None:
    kept, _gone = two
    twin = factories.institution(name_en="QWYZAL university")
    suspect([kept])
    queue = reverse("admin:partners_duplicates")
    pair = SuspectedDuplicate.objects.of(kept).of(twin).get()

    shown = text_of(office.get(queue))
    assert "The same name in the same country" in shown
    assert preview(kept, twin) in shown
    assert office.get(reverse("admin:partners_different", args=[pair.pk])).status_code == 405
    office.post(reverse("admin:partners_different", args=[pair.pk]))

    assert preview(kept, twin) not in text_of(office.get(queue))
    suspect([kept, twin])
    assert preview(kept, twin) not in text_of(office.get(queue))


def test_queue_shows_what_holds_today(office: Client, two: tuple[Institution, Institution]) -> None:
    kept, gone = two
    factories.suspected_duplicate(first=kept, second=gone, signs=["website"])
    named = factories.suspected_duplicate(first=kept, second=factories.institution(name_en="Bozdogan"), reason_en="One letterhead.")

    shown = text_of(office.get(reverse("admin:partners_duplicates")))

    assert preview(kept, gone) not in shown  # they have no website any more
    assert f"pair-{named.pk}" in shown


def test_secretary_merges_nothing(secretary: Client, two: tuple[Institution, Institution]) -> None:
    kept, gone = two
    done = merge(kept=factories.institution(), merged=factories.institution(), by=None)
    pair = factories.suspected_duplicate(first=kept, second=gone)
    pages = [preview(kept, gone), done.get_absolute_url(), reverse("admin:partners_different", args=[pair.pk])]
    pages += [
        reverse("admin:partners_merge_choice", args=[kept.pk]),
        reverse("admin:partners_duplicates"),
        reverse("admin:partners_merges"),
    ]

    for page in pages:
        for response in (secretary.get(page), secretary.post(page, {"fingerprint": "x"})):
            assert response.status_code in (403, 405), page
    assert Client().get(preview(kept, gone)).status_code == 302
    assert "merge_selected" not in text_of(secretary.get(LIST))
    assert "/merge/" not in text_of(secretary.get(f"{LIST}{kept.pk}/change/"))


def test_action_leads_to_the_preview_of_two(office: Client, two: tuple[Institution, Institution]) -> None:
    kept, gone = two
    factories.partnership(institution=gone)
    action = {"action": "merge_selected", "_selected_action": [kept.pk, gone.pk]}

    assert office.post(LIST, action).headers["Location"] == preview(gone, kept)  # it has the partnership
    alone = office.post(LIST, action | {"_selected_action": [kept.pk]}, follow=True)
    assert "Select exactly two institutions to merge." in text_of(alone)


@pytest.mark.parametrize("key", ["0", "999999999999999999999999", "abc", "٣", "-1"])
def test_bad_key_is_not_found(office: Client, key: str) -> None:
    one = factories.institution()
    paths = (f"{key}/merge/", f"{key}/merge/{one.pk}/", f"{one.pk}/merge/{key}/", f"{key}/use/", f"merges/{key}/")
    for path in paths:
        assert office.get(f"{LIST}{path}").status_code == 404, path
    assert office.post(f"{LIST}duplicates/{key}/different/").status_code == 404
    assert office.get(f"{LIST}duplicates/", {"page": key}).status_code == 404


# What was merged


def test_merged_one_is_offered_and_changed_no_more(office: Client, two: tuple[Institution, Institution]) -> None:
    kept, gone = two
    merge(kept=kept, merged=gone, by=None)

    query = {"app_label": "partners", "model_name": "partnership", "field_name": "institution", "term": "qwyzal"}
    offered = office.get("/admin/autocomplete/", query).json()["results"]
    assert [found["id"] for found in offered] == [str(kept.pk)]
    assert "Qwyzal Universitty Ankara" not in text_of(office.get(LIST, {"q": "qwyzal"}))
    shown = text_of(office.get(f"{LIST}{gone.pk}/change/"))
    assert "This institution was merged into “Qwyzal University”." in shown
    assert 'name="_save"' not in shown


# On entry

NEW = {"kind": "university", "country": "TR", "status": "draft"}
ROWS = {
    f"{rows}-{name}": "0" for rows in ("names", "partnerships", "further_countries", "tagged") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def test_likely_duplicates_are_told_while_one_types(secretary: Client, two: tuple[Institution, Institution]) -> None:
    kept, _gone = two
    address = reverse("admin:partners_institution_likely")

    told = secretary.get(address, {"name_en": "qwyzal university", "country": "TR"}).json()["likely"]
    assert told[0] == {
        "name": "Qwyzal University", "place": "Türkiye", "signs": "the same name in the same country", "use": f"{LIST}{kept.pk}/use/",
    }  # fmt: skip
    assert secretary.get(address, {"name_ru": "qwyzal university", "_popup": "1"}).json()["likely"][0]["use"].endswith("?_popup=1")
    for typed in ({}, {"name_en": "q"}, {"name_en": "x" * 3000}, {"country": "zz", "name_uz": "%"}):
        assert secretary.get(address, typed).json() == {"likely": []}
    assert secretary.get(address, {"name_en": "\x00"}).status_code == 400
    assert secretary.post(address).status_code == 405


def test_likely_duplicates_are_told_to_staff_only() -> None:
    address = reverse("admin:partners_institution_likely")
    assert Client().get(address).status_code == 302
    assert signed_in(user("guest")).get(address).status_code == 403


def test_new_institution_that_may_be_there_is_saved_on_second_thought(secretary: Client, two: tuple[Institution, Institution]) -> None:
    kept, _gone = two
    typed = NEW | ROWS | {"name_en": "QWYZAL University"}

    asked = secretary.post(ADD, typed)
    assert "It may be here already." in text_of(asked)
    assert f'href="{LIST}{kept.pk}/use/"' in text_of(asked)
    assert '<input type="checkbox" name="save_anyway"' in text_of(asked)
    assert Institution.objects.filter(name_en__iexact="qwyzal university").count() == 1

    assert secretary.post(ADD, typed | {"save_anyway": "on"}).status_code == 302
    new = Institution.objects.get(name_en="QWYZAL University")
    assert SuspectedDuplicate.objects.current().of(new).of(kept).get().signs == ["name"]


def test_popup_takes_the_one_that_is_there(secretary: Client, two: tuple[Institution, Institution]) -> None:
    kept, _gone = two

    asked = secretary.post(f"{ADD}?_popup=1", NEW | {"_popup": "1", "name_en": "Qwyzal University"})
    assert f'href="{LIST}{kept.pk}/use/?_popup=1"' in text_of(asked)
    taken = secretary.get(f"{LIST}{kept.pk}/use/?_popup=1")
    assert f"&quot;value&quot;: &quot;{kept.pk}&quot;" in text_of(taken)
    assert secretary.get(f"{LIST}{kept.pk}/use/").headers["Location"] == f"{LIST}{kept.pk}/change/"


def test_change_of_an_institution_is_not_asked_about(office: Client, two: tuple[Institution, Institution]) -> None:
    kept, _gone = two
    typed = NEW | ROWS | {"name_en": "Qwyzal Universitty", "slug": kept.slug}

    assert office.post(f"{LIST}{kept.pk}/change/", typed).status_code == 302
