"""What a list says of the filters that are chosen."""

import pytest
from django.test import Client, RequestFactory

from events.forms import VisitFilter
from partners.programme_forms import ProgrammeFilter

pytestmark = pytest.mark.django_db


def test_chip_takes_off_one_filter_and_keeps_the_rest(rf: RequestFactory) -> None:
    form = VisitFilter(rf.get("/en/visits/?q=lecture&direction=incoming&department=neurology&year=1066&page=2"))

    chips = {str(chip.filter): (str(chip.label), chip.address) for chip in form.chips}

    assert chips == {
        "Search": ("lecture", "/en/visits/?direction=incoming&department=neurology"),
        "Direction": ("incoming visit", "/en/visits/?q=lecture&department=neurology"),
        "Department": ("Department of Neurology", "/en/visits/?q=lecture&direction=incoming"),
    }
    assert form.is_filtered


def test_nothing_chosen_has_no_chips(rf: RequestFactory) -> None:
    form = VisitFilter(rf.get("/en/visits/?direction=&q=&page=2"))

    assert (list(form.chips), form.is_filtered) == ([], False)


def test_chip_keeps_what_visitors_tell_of_themselves(rf: RequestFactory) -> None:
    (chip,) = ProgrammeFilter(rf.get("/en/programmes/?kind=exchange&me=student%3A4&when=May+2027")).chips

    assert chip.address == "/en/programmes/?me=student%3A4&when=May+2027"


@pytest.mark.parametrize("path", ["/visits/", "/events/", "/programmes/"])
def test_search_that_is_not_understood_says_why(client: Client, path: str) -> None:
    page = client.get(f"/en{path}", {"q": "x" * 301, "department": "neurology"})

    assert page.status_code == 400
    assert page.content.decode().count('class="error"') == 1
