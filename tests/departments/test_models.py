import pytest
from django.utils.translation import override

from departments.models import Claim, Department, University
from tests import factories
from tests.constraints import WITHDRAWN_BEFORE, assert_refused, change, constraints_of

# constraint → what the database refuses
REFUSED = {
    "departments_university_published_in_order": lambda: change(factories.university(), **WITHDRAWN_BEFORE),
    "departments_department_published_in_order": lambda: change(factories.department(), **WITHDRAWN_BEFORE),
    "departments_person_published_in_order": lambda: change(factories.person(), **WITHDRAWN_BEFORE),
    "departments_claim_published_in_order": lambda: change(factories.claim(), **WITHDRAWN_BEFORE),
    "departments_honorarytitle_published_in_order": lambda: change(factories.honorary_title(), **WITHDRAWN_BEFORE),
    "departments_university_status_is_known": lambda: change(factories.university(), status="visible"),
    "departments_department_status_is_known": lambda: change(factories.department(), status="visible"),
    "departments_person_status_is_known": lambda: change(factories.person(), status="visible"),
    "departments_claim_status_is_known": lambda: change(factories.claim(), status="visible"),
    "departments_honorarytitle_status_is_known": lambda: change(factories.honorary_title(), status="visible"),
    "departments_university_is_on_earth": lambda: factories.university(latitude=91, longitude=0),
    "one_home_university": lambda: [factories.university(is_home=True) for _ in range(2)],
    "department_address_unique_in_university": lambda: [factories.department(slug="twice", university=_university()) for _ in range(2)],
    "department_former_address_unique": lambda: [factories.department(former_address="twice") for _ in range(2)],
    "claim_has_one_owner": lambda: factories.claim(university=factories.university(), department=factories.department()),
}


def _university() -> University:
    return University.objects.get_or_create(slug="shared", country="UZ")[0]


@pytest.mark.parametrize("constraint", REFUSED)
def test_database_refuses(db, constraint):
    assert_refused(constraint, REFUSED[constraint])


def test_every_constraint_is_tested():
    assert constraints_of("departments") == REFUSED.keys()


@pytest.mark.parametrize("owners", [{"university": None}, {"department": None}])
def test_claim_without_an_owner_is_refused(db, owners):
    assert_refused("claim_has_one_owner", lambda: factories.claim(**owners))


def test_same_address_at_two_universities_is_kept(db):
    first, second = (factories.department(slug="neurology") for _ in range(2))
    assert first.university != second.university


def test_department_of_an_unpublished_university_is_not_public(db):
    hidden = factories.department(university=factories.university(status="draft"))
    assert not Department.objects.published().filter(pk=hidden.pk).exists()


def test_departments_come_in_their_order_then_by_name(db):
    university = factories.university()
    last, second, first = (
        factories.department(university=university, name_en=name, order=order) for name, order in (("A", 2), ("C", 1), ("B", 1))
    )
    with override("en"):
        assert list(university.departments.in_order()) == [first, second, last]


@pytest.mark.parametrize(
    ("comparison", "number", "printed"),
    [
        ("exactly", 60, "60 countries"),
        ("more_than", 60, "more than 60 countries"),
        ("about", 60, "about 60 countries"),
        ("about", None, "countries"),
    ],
)
def test_claim_prints_as_it_is_made(comparison, number, printed):
    assert str(Claim(number=number, comparison=comparison, label_en="countries")) == printed


def test_page_claims_are_the_departments_then_its_universitys(db):
    department = factories.department()
    university = factories.claim(university=department.university)
    second, first = (factories.claim(department=department, order=order) for order in (2, 1))
    factories.claim(department=factories.department(university=department.university))
    assert list(Claim.objects.for_page_of(department)) == [first, second, university]


@pytest.mark.parametrize("is_home", [True, False])
def test_address_names_the_university_unless_it_is_at_home(is_home):
    department = Department(slug="neurology", university=University(slug="pavlov", is_home=is_home))
    with override("ru"):
        address = department.get_absolute_url()
    assert address.startswith("/ru/")
    assert "neurology" in address
    assert ("pavlov" in address) is not is_home


def test_person_is_found_by_any_written_form(db):
    record = factories.person(name="Khudoyarova D.R.", other_forms="Худоярова Д.Р.; Xudoyarova D.R.")
    assert record.folded == "khudoyarova d r | khudoyarova d r xudoyarova d r"
