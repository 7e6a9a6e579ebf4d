import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import override

from partners.models import (
    RESERVED_ADDRESSES,
    Agreement,
    FurtherCountry,
    Institution,
    LinkCheck,
    Merge,
    Partnership,
    ProgrammeLanguage,
    Reminder,
    TaggedInstitution,
)
from partners.search.models import Gram, Reading, Token, Translation
from partners.urls import urlpatterns
from tests import factories
from tests.constraints import WITHDRAWN_BEFORE, assert_refused, change, constraints_of


def _twice(make, **values):
    return [make(**values) for _ in range(2)]


def _own_relative(relation: str):
    record = factories.institution()
    change(record, **{relation: record})


def _tag_twice(institution, tag):
    return [TaggedInstitution.objects.create(content_object=institution, tag=tag) for _ in range(2)]


def _suspect_itself(institution):
    factories.suspected_duplicate(first=institution, second=institution)


def _merge_with_itself(institution):
    Merge.objects.create(kept=institution, merged=institution)


# constraint → what the database refuses
def _renew_itself(agreement):
    change(agreement, renews=agreement)


def _file_of(document):
    return document.file


REFUSED = {
    "partners_institution_published_in_order": lambda: change(factories.institution(), **WITHDRAWN_BEFORE),
    "partners_partnership_published_in_order": lambda: change(factories.partnership(), **WITHDRAWN_BEFORE),
    "partners_agreement_published_in_order": lambda: change(factories.agreement(), **WITHDRAWN_BEFORE),
    "partners_project_published_in_order": lambda: change(factories.project(), **WITHDRAWN_BEFORE),
    "partners_programme_published_in_order": lambda: change(factories.programme(), **WITHDRAWN_BEFORE),
    "partners_institution_status_is_known": lambda: change(factories.institution(), status="visible"),
    "partners_partnership_status_is_known": lambda: change(factories.partnership(), status="visible"),
    "partners_agreement_status_is_known": lambda: change(factories.agreement(), status="visible"),
    "partners_project_status_is_known": lambda: change(factories.project(), status="visible"),
    "partners_institution_is_on_earth": lambda: factories.institution(latitude=0, longitude=181),
    "institution_address_is_its_own": lambda: factories.institution(slug="print"),
    "institution_ror_unique": lambda: _twice(factories.institution, ror="0twice000"),
    "institution_reference_unique": lambda: _twice(factories.institution, reference="ror:twice"),
    "search_gram_once": lambda: _twice(Gram.objects.create, text="abc", token=Token.objects.create(text="abcd", sound="abcd")),
    "search_translation_once": lambda: _twice(
        Translation.objects.create,
        source=Token.objects.create(text="bir", sound="bir"),
        target=Token.objects.create(text="one", sound="one"),
        worth=1,
    ),
    "search_reading_once": lambda: _twice(Reading.objects.create, text="大学", sort=Reading.MEANING, latin="university", worth=1),
    "institution_is_not_its_own_relative": lambda: _own_relative("part_of"),
    "further_country_once": lambda: factories.institution(further_countries=["KZ", "KZ"]),
    "tag_once_in_any_case": lambda: [factories.tag(name=name) for name in ("Физика", "физика")],
    "tag_once_per_institution": lambda: _tag_twice(factories.institution(), factories.tag()),
    "suspected_pair_once": lambda: _twice(factories.suspected_duplicate, first=factories.institution(), second=factories.institution()),
    "suspected_pair_is_two": lambda: _suspect_itself(factories.institution()),
    "merge_is_of_two": lambda: _merge_with_itself(factories.institution()),
    "partnership_once_per_department": lambda: _twice(
        factories.partnership, institution=factories.institution(), department=factories.department()
    ),
    "partnership_once_per_university": lambda: _twice(
        factories.partnership, institution=factories.institution(), university=factories.university()
    ),
    "only_funding_bodies_fund": lambda: factories.partnership(role="partner", funding="awarded"),
    "agreement_signed_in_order": lambda: change(factories.agreement(signed="2024"), signed_end="2023-12-31"),
    "agreement_end_in_order": lambda: change(factories.agreement(valid_until="2024"), valid_until_end="2023-12-31"),
    "agreement_does_not_renew_itself": lambda: _renew_itself(factories.agreement()),
    "only_what_renews_itself_has_notice": lambda: factories.agreement(notice_days=30),
    "signatory_is_someone": lambda: factories.signatory(name=""),
    "file_of_one_document": lambda: change(factories.document(), file=_file_of(factories.document())),
    "document_is_of_a_known_sort": lambda: change(factories.document(), suffix="exe"),
    "link_checked_once": lambda: _twice(LinkCheck.objects.create, kind="partners.institution", record_key=1, field="website"),
    "reminded_once": lambda: _twice(Reminder.objects.create, reader=User.objects.create(username="reader"), occasion="30", about="2030"),
    "partners_programme_status_is_known": lambda: change(factories.programme(), status="visible"),
    "programme_state_is_known": lambda: change(factories.programme(), state="wonderful"),
    "programme_open_was_checked": lambda: change(factories.programme(), state="open"),
    "programme_years_in_order": lambda: factories.programme(first_year=5, last_year=4),
    "programme_has_a_place": lambda: factories.programme(places=0),
    "programme_intake_in_order": lambda: change(factories.programme(intake="2027"), intake_end="2026-12-31"),
    "programme_language_once": lambda: _twice(ProgrammeLanguage.objects.create, programme=factories.programme(), language="en"),
    "programme_language_level_is_known": lambda: factories.programme(languages={"en": "Z9"}),
    "project_period_in_order": lambda: change(factories.project(period="2024"), period_end="2023-12-31"),
}


@pytest.mark.parametrize("constraint", REFUSED)
def test_database_refuses(db, constraint):
    assert_refused(constraint, REFUSED[constraint])


def test_every_constraint_is_tested():
    assert constraints_of("partners") == REFUSED.keys()


@pytest.mark.parametrize("address", RESERVED_ADDRESSES)
def test_address_of_another_page_of_the_directory_is_refused(db, address):
    assert_refused("institution_address_is_its_own", lambda: factories.institution(slug=address))
    with pytest.raises(ValidationError) as refused:
        Institution(slug=address, name_en="Print", country="TR").full_clean()
    with override("ru"):
        assert refused.value.message_dict == {"slug": ["Этот адрес занят другой страницей каталога. Выберите другой."]}


def test_every_page_beside_the_partners_is_reserved():
    routes = [str(route.pattern) for route in urlpatterns]
    beside = {route.removeprefix("partners/").rstrip("/") for route in routes if re.fullmatch("partners/[a-z-]+/", route)}
    assert beside == set(RESERVED_ADDRESSES)


def test_institution_that_succeeds_itself_is_refused(db):
    assert_refused("institution_is_not_its_own_relative", lambda: _own_relative("successor"))


def test_partner_of_department_and_university_is_kept(db):
    department = factories.department()
    institution = factories.institution()
    factories.partnership(institution=institution, department=department)
    factories.partnership(institution=institution, university=department.university)
    assert institution.partnerships.count() == 2


def test_country_finds_further_countries_too(db):
    record = factories.institution(country="RU", further_countries=["KZ", "BY"])
    for code, found in (("RU", True), ("KZ", True), ("BY", True), ("UZ", False)):
        assert (record in Institution.objects.in_country(code)) == found


def test_countries_are_read_along_the_main_one_first(db, django_assert_num_queries):
    record = factories.institution(country="RU", further_countries=["KZ", "BY"])
    plain = factories.institution(country="TR")
    with django_assert_num_queries(1):
        found = Institution.objects.with_countries().in_bulk([record.pk, plain.pk])
        assert found[record.pk].country_list == ["RU", "BY", "KZ"]
        assert found[plain.pk].country_list == ["TR"]


def test_countries_of_all_are_each_there_once(db):
    records = [factories.institution(country="RU", further_countries=["KZ"]), factories.institution(country="KZ")]
    assert sorted(Institution.objects.filter(pk__in=[record.pk for record in records]).countries()) == ["KZ", "RU"]


def test_partnership_page_reads_all_in_one_query(db, django_assert_num_queries):
    institution = factories.institution(name_en="Zagreb", country="HR", further_countries=["SI"])
    department = factories.department()
    second = factories.partnership(institution=institution, department=department)
    first = factories.partnership(institution=factories.institution(name_en="Ankara"), department=department)
    with override("en"), django_assert_num_queries(1):
        found = list(department.partnerships.published().for_page())
        assert found == [first, second]
        assert [partnership.country_list for partnership in found] == [["TR"], ["HR", "SI"]]
        groups = Partnership.objects.group_by_country(found, home="HR")
    assert [(group.code, group.partnerships) for group in groups] == [("SI", [second]), ("TR", [first]), ("HR", [second])]


def test_partnership_with_an_unpublished_institution_is_not_public(db):
    hidden = factories.partnership(institution=factories.institution(status="draft"))
    assert not Partnership.objects.published().filter(pk=hidden.pk).exists()


def test_partners_are_institutions_that_somebody_works_with(db):
    partner, guest, hidden, alone = (factories.institution() for _ in range(4))
    factories.partnership(institution=partner)
    factories.visit(institutions=[guest])
    factories.partnership(institution=hidden, status="draft")
    mine = Institution.objects.filter(pk__in=[record.pk for record in (partner, guest, hidden, alone)])
    assert set(mine.partners()) == {partner, guest}


def test_department_has_the_institutions_of_its_own_partnerships(db):
    partnership = factories.partnership()
    factories.partnership(institution=factories.institution(), university=partnership.university)
    assert list(Institution.objects.for_departments([partnership.department])) == [partnership.institution]


def test_partnership_of_another_universitys_department_is_refused(db):
    record = factories.partnership()
    record.university = factories.university()
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    assert list(refused.value.message_dict) == ["department"]


def test_partnership_listed_under_anothers_name_is_refused(db):
    record = factories.partnership()
    record.listed_as = factories.institution_name()
    with pytest.raises(ValidationError) as refused:
        record.full_clean()
    assert list(refused.value.message_dict) == ["listed_as"]


def test_active_partnerships_agree_with_is_active(db):
    records = [factories.partnership(institution=factories.institution(), state=state) for state in ("active", "ended")]
    assert [record.is_active for record in records] == [True, False]
    assert {one.pk for one in Partnership.objects.active()} & {one.pk for one in records} == {records[0].pk}


def test_expired_agrees_with_is_expired(db):
    today = timezone.localdate()
    ends = {"": False, "XXXX-12": False, "2020": True, today.isoformat(): False, (today - timedelta(days=1)).isoformat(): True}
    for end, expired in ends.items():
        record = factories.agreement(valid_until=end)
        assert record.is_expired == expired, end
        assert Agreement.objects.expired().filter(pk=record.pk).exists() == expired, end


def test_agreements_come_newest_first_and_undated_last(db):
    undated, old, new = (factories.agreement(signed=signed) for signed in ("", "2019", "2024-05"))
    assert list(Agreement.objects.filter(pk__in=[undated.pk, old.pk, new.pk]).for_page()) == [new, old, undated]


def test_institution_has_the_projects_of_its_units(db):
    whole = factories.institution()
    unit = factories.institution(part_of=whole)
    project = factories.project(institutions=[whole, unit])
    factories.project(institutions=[unit], status="draft")
    assert list(whole.all_projects()) == [project]


def test_deleting_an_institution_takes_its_countries_along(db):
    record = factories.institution(further_countries=["KZ"])
    record.delete()
    assert not FurtherCountry.objects.filter(institution=record.pk).exists()


def test_tags_are_told_apart_and_addressed_in_any_alphabet(db):
    tag = factories.tag(name="Ички касалликлар", label_en="Internal medicine")
    record = factories.institution()
    record.tags.add(tag)
    record.save()
    assert tag.slug == "ichki-kasalliklar"
    assert list(record.tags.all()) == [tag]
    assert list(Institution.objects.under_tags([tag.slug])) == [record]
    assert str(tag) == "Internal medicine"


def test_tags_survive_saving_and_history(db):
    record = factories.institution()
    record.tags.add("surgery")
    record.name_en = "Renamed"
    record.save()
    earlier = record.history.earliest().instance
    earlier.save()
    assert [str(tag) for tag in Institution.objects.get(pk=record.pk).tags.all()] == ["surgery"]


def test_deleting_an_institution_leaves_its_tags_to_others(db):
    tag = factories.tag()
    record = factories.institution()
    record.tags.add(tag)
    record.delete()
    assert type(tag).objects.filter(pk=tag.pk).exists()
