"""Who opens what: every address of the admin and of the public pages, with every role and with none.

The addresses are found from the site itself: one that stands in no table here fails. 200 only where a table says so.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from departments.models import Department, University
from partners.merging import merge
from smsu_intl.base.models import ProposedChange
from smsu_intl.roles import ADMINISTRATOR, role
from tests import factories
from tests.test_admin import MODELS, editor, officer, signed_in, user

pytestmark = pytest.mark.django_db

ROLES = ("nobody", "visitor", "guest", "editor", "hosted", "office", "administrator")
STAFF = ROLES[2:]


def routes(resolver: Any = None, space: str = "", before: str = "") -> Iterator[tuple[str, str]]:
    """Yield the name and the pattern of every address of the site."""
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            yield from routes(part, space + (f"{part.namespace}:" if part.namespace else ""), before + str(part.pattern))
        elif isinstance(part, URLPattern):
            yield space + (part.name or ""), before + str(part.pattern)


# The pages about institutions that are entered twice, and who opens them; `different` is only posted to.

HOUSE = ("office", "administrator")
MERGING = {
    "partners_duplicates": HOUSE,
    "partners_merges": HOUSE,
    "partners_merge": HOUSE,
    "partners_merge_choice": HOUSE,
    "partners_merge_preview": HOUSE,
    "partners_different": (),
    "partners_institution_likely": ("editor", "hosted", *HOUSE),
    "partners_institution_use": ("editor", "hosted", *HOUSE),
    "partners_institution_ask": HOUSE,
}

# Tables of records: who brings them in; who sees a list has it as a file, too.

IMPORTED = ("departments.person", "events.event", "events.visit", "partners.partnership")
IMPORTING = ("editor", "hosted", *HOUSE)
TABLES = {f"{model.replace('.', '_')}_{page}" for model in IMPORTED for page in ("import", "template")}

# The admin's own places: what each answers to those who have signed in as staff; everybody else is led to sign in.

PLACES = {
    "set_language": 302,
    "admin:index": 200,
    "admin:login": 302,
    "admin:logout": 405,
    "admin:password_change": 302,  # to the account's own page
    "admin:translations": 200,  # of what whoever asks may open
    "admin:reports": 200,  # of what whoever asks works on
    "admin:report_file": 200,
    "admin:password_change_done": 200,
    "admin:deleted": 200,  # what whoever asks deleted
    "admin:proposed_change": None,  # by role, below
    "admin:restore": 405,
    "admin:forget": 405,
    "admin:jsi18n": 200,
    "admin:autocomplete": 403,  # without a question; tests/test_roles.py asks
    "admin:app_list": None,  # by app, below
    "admin:": None,  # leads on from a short address, or nowhere
    "admin:auth_user_password_change": None,  # as the form of the account, below
    **dict.fromkeys((f"admin:{name}" for name in (*MERGING, *TABLES)), None),  # by role, below
    "admin:partners_agreement_document": None,  # as the agreement whose document it is, below
}
FREE = ("admin:login", "set_language")  # need no account

# The pages of one's own account: what each answers to nobody, and to whoever has signed in, as one who never set up a second factor.

ACCOUNT: dict[str, tuple[int, int]] = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_reauthenticate": (302, 200),
    "account_change_password": (302, 200),
    "account_reset_password": (200, 200),
    "account_reset_password_done": (200, 200),
    "account_reset_password_from_key": (200, 200),  # that the link is none
    "account_reset_password_from_key_done": (200, 200),
    "account_invitation": (410, 410),
    "usersessions_list": (302, 200),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),  # between password and session only
    "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 302),  # asks for the password first, as the others do that change something
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 302),
    "mfa_list_webauthn": (302, 302),
    "mfa_add_webauthn": (302, 302),
    "mfa_reauthenticate_webauthn": (302, 302),
    "mfa_login_webauthn": (302, 302),
    "mfa_edit_webauthn": (302, 302),
    "mfa_remove_webauthn": (302, 404),
}
ACCOUNT_ARGUMENTS: dict[str, list[Any]] = {
    "account_reset_password_from_key": ["1", "abc-def"],
    "account_invitation": ["x"],
    "mfa_edit_webauthn": [1],
    "mfa_remove_webauthn": [1],
}
APPS = {
    "guest": "",
    "editor": "base departments partners events",
    "hosted": "base departments partners events",
    "office": "base departments partners events",
    "administrator": "base departments partners events auth",
}

# The pages of records. Lists: what opens without a record. Then three records: one's own draft; a draft, and a published
# record, of another department (for the hosted university's office: of another university).

LISTS, OWN, OTHER_DRAFT, OTHER_PUBLISHED = range(4)
ALL = ("changelist add", "change history simple_history delete", "change history simple_history delete") * 2
EVERYTHING = (ALL[0], ALL[1], ALL[1], ALL[1])
NOTHING = ("", "", "", "")
UNDELETED = (ALL[0], "change history simple_history", "change history simple_history", "change history simple_history")
PLAIN = ("changelist add", "change history delete", "change history delete", "change history delete")  # without versions
SEEN = ("changelist", "change history", "change history", "change history")

_WORK = {"editor": (ALL[0], ALL[1], "", ""), "hosted": (ALL[0], ALL[1], "", ""), "office": EVERYTHING, "administrator": EVERYTHING}
_OFFICIAL = {
    "editor": ("changelist", "change history simple_history", "", "change"),
    "hosted": (ALL[0], ALL[1], "", "change"),
    "office": EVERYTHING,
    "administrator": EVERYTHING,
}
_WORDS = {"editor": NOTHING, "hosted": SEEN, "office": PLAIN, "administrator": PLAIN}

PAGES: dict[str, dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("departments.claim", "departments.person", "events.event", "events.photo", "events.visit", "partners.partnership"), _WORK
    ),
    **dict.fromkeys(("partners.agreement", "partners.programme", "partners.project"), _OFFICIAL),
    "departments.honorarytitle": {**_WORK, "editor": NOTHING},
    "partners.institution": {**_WORK, "editor": (ALL[0], UNDELETED[1], "", "change"), "hosted": (ALL[0], ALL[1], "", "change")},
    "partners.institutionname": {
        "editor": (PLAIN[0], PLAIN[1], "", "change history"),
        "hosted": (PLAIN[0], PLAIN[1], "", "change history"),
        "office": PLAIN,
        "administrator": PLAIN,
    },
    "base.source": {
        "editor": (PLAIN[0], "change history", "", "change history"),
        "hosted": (PLAIN[0], PLAIN[1], "", "change history"),
        "office": PLAIN,
        "administrator": PLAIN,
    },
    "departments.department": {
        "editor": ("changelist", UNDELETED[1], "", ""),
        "hosted": (UNDELETED[0], UNDELETED[1], "", ""),
        "office": UNDELETED,
        "administrator": EVERYTHING,
    },
    "departments.university": {
        "editor": NOTHING,
        "hosted": ("changelist", UNDELETED[1], "", ""),
        "office": ("changelist", *UNDELETED[1:]),
        "administrator": EVERYTHING,
    },
    **dict.fromkeys(("departments.cooperationfield", "partners.programmesubject", "partners.studylevel", "partners.tag"), _WORDS),
    "partners.cooperationform": {**_WORDS, "editor": SEEN},
    "partners.suspectedduplicate": {**_WORDS, "hosted": (PLAIN[0], "", "", "")},
    "auth.user": {"editor": NOTHING, "hosted": NOTHING, "office": NOTHING, "administrator": PLAIN},
}


@pytest.fixture
def home() -> Department:
    """The department whose editor is asked."""
    return Department.objects.get(slug="neurology")


@pytest.fixture
def accounts(home: Department) -> dict[str, User]:
    administrator = officer("administrator", home.university)
    administrator.groups.set([role(ADMINISTRATOR)])
    visitor = user("visitor")
    visitor.is_staff = False
    visitor.save()
    return {
        "visitor": visitor,
        "guest": user("guest"),
        "editor": editor("editor", home),
        "hosted": officer("hosted", University.objects.get(slug="first-pavlov")),
        "office": officer("office", home.university),
        "administrator": administrator,
    }


def browser(accounts: dict[str, User], who: str) -> Client:
    return signed_in(accounts[who]) if who in accounts else Client()


def make(model: str, department: Department, status: str, by: User) -> Any:
    """Return a record of a department, or of its university, entered by an account."""
    shared = {"university": department.university, "status": status}
    several = {**shared, "departments": [department]}
    makers: dict[str, Callable[[], Any]] = {
        "auth.user": lambda: user(f"{department.pk}-{status}"),
        "base.source": lambda: factories.source(is_public=status == "published"),
        "departments.claim": lambda: factories.claim(department=department, status=status),
        "departments.cooperationfield": factories.cooperation_field,
        "departments.department": lambda: department,
        "departments.honorarytitle": lambda: factories.honorary_title(**shared),
        "departments.person": lambda: factories.person(department=department, status=status),
        "departments.university": lambda: department.university,
        "events.event": lambda: factories.event(**several),
        "events.photo": lambda: factories.photo(department=department, status=status),
        "events.visit": lambda: factories.visit(**several),
        "partners.agreement": lambda: factories.agreement(**several),
        "partners.cooperationform": factories.cooperation_form,
        "partners.institution": lambda: factories.institution(status=status),
        "partners.institutionname": lambda: factories.institution_name(institution=entered(factories.institution(status=status), by)),
        "partners.partnership": lambda: factories.partnership(department=department, status=status),
        "partners.programme": lambda: factories.programme(**several),
        "partners.programmesubject": factories.programme_subject,
        "partners.project": lambda: factories.project(**several),
        "partners.studylevel": factories.study_level,
        "partners.suspectedduplicate": factories.suspected_duplicate,
        "partners.tag": factories.tag,
    }
    return entered(makers[model](), by)


def entered(record: Any, by: User) -> Any:
    """Let a record be known as entered by an account."""
    if hasattr(record, "history"):
        if not record.history.exists():  # it came with the content
            record.save()
        record.history.update(history_user=by)
    else:
        kind = ContentType.objects.get_for_model(record)
        LogEntry.objects.create(user=by, content_type=kind, object_id=str(record.pk), object_repr="x", action_flag=ADDITION)
    return record


def page_of(model: str, page: str, record: Any = None) -> str:
    name = f"admin:{model.replace('.', '_')}_{page}"
    if page in ("changelist", "add"):
        return reverse(name)
    return reverse(name, args=[record.pk, record.history.earliest().pk] if page == "simple_history" else [record.pk])


def test_every_address_of_the_admin_stands_in_a_table() -> None:
    pages = ("changelist", "add", "change", "history", "delete", "simple_history")
    of_records = {f"admin:{model.replace('.', '_')}_{page}" for model in PAGES for page in (*pages, "export")}
    under_admin = {name for name, pattern in routes() if pattern.startswith("admin/")}

    assert under_admin - of_records == PLACES.keys() | ACCOUNT.keys()
    assert set(PAGES) == set(MODELS)


@pytest.mark.parametrize("model", MODELS)
def test_records_open_to_whom_the_table_says(accounts: dict[str, User], home: Department, model: str) -> None:
    known = {name.partition(":")[2] for name, _pattern in routes() if name.startswith("admin:")}
    label = model.replace(".", "_")
    of_lists = [page for page in ("changelist", "add") if f"{label}_{page}" in known]
    of_records = [page for page in ("change", "history", "simple_history", "delete") if f"{label}_{page}" in known]
    pavlov = accounts["hosted"].membership.universities.get()
    others = {name: factories.department(university=home.university, status=name) for name in ("draft", "published")}
    somebody = user("somebody")
    for who in ROLES:
        own_department = factories.department(university=pavlov) if who == "hosted" else home
        records = [
            make(model, own_department, "draft", accounts.get(who, somebody)),
            make(model, others["draft"], "draft", somebody),
            make(model, others["published"], "published", somebody),
        ]
        client = browser(accounts, who)
        expected = PAGES[model].get(who, NOTHING)
        opened = [[page for page in of_lists if client.get(page_of(model, page)).status_code == 200]]
        opened += [[page for page in of_records if client.get(page_of(model, page, record)).status_code == 200] for record in records]

        assert [sorted(pages) for pages in opened] == [sorted(pages.split()) for pages in expected], who
        for record in records:
            remove(model, record)


def remove(model: str, record: Any) -> None:
    if model == "auth.user":  # its name is its alone
        record.delete()


@pytest.mark.parametrize("who", ROLES)
def test_places_of_the_admin_open_to_staff(accounts: dict[str, User], who: str) -> None:
    for name, status in PLACES.items():
        if status is None:
            continue
        response = browser(accounts, who).get(reverse(name, args=[1] if status == 405 and name != "admin:logout" else []))
        if who in STAFF or name in FREE:
            assert response.status_code == status, name
        else:
            assert response.status_code == 302, name
            assert response.headers["Location"].startswith("/admin/" if name == "admin:logout" else "/admin/login/?next="), name


@pytest.mark.parametrize("who", ROLES)
def test_pages_of_an_account_open_to_whom_the_table_says(accounts: dict[str, User], who: str) -> None:
    for name, (to_nobody, to_anybody) in ACCOUNT.items():
        response = browser(accounts, who).get(reverse(name, args=ACCOUNT_ARGUMENTS.get(name, [])))
        assert response.status_code == (to_nobody if who == "nobody" else to_anybody), name
        if who == "nobody" and response.status_code == 302 and name not in ("account_logout", "mfa_authenticate", "mfa_login_webauthn"):
            assert response.headers["Location"].startswith(("/admin/account/login/?next=", "/admin/account/security/")), name


@pytest.mark.parametrize("who", ROLES)
def test_pages_about_duplicates_open_to_whom_the_table_says(accounts: dict[str, User], who: str) -> None:
    kept, merged, other = (factories.institution() for _number in range(3))
    done = merge(kept=kept, merged=merged, by=accounts["office"])
    records = {
        "partners_merge": [done.pk],
        "partners_merge_choice": [kept.pk],
        "partners_merge_preview": [kept.pk, other.pk],
        "partners_different": [factories.suspected_duplicate().pk],
        "partners_institution_use": [kept.pk],
        "partners_institution_ask": [kept.pk],
    }
    client = browser(accounts, who)
    opened = {
        name for name in MERGING if client.get(reverse(f"admin:{name}", args=records.get(name, [])), {"_popup": 1}).status_code == 200
    }

    assert opened == {name for name, roles in MERGING.items() if who in roles}
    remembered = client.post(reverse("admin:partners_different", args=records["partners_different"]))
    assert (remembered.status_code == 302 and "/login/" not in remembered.headers["Location"]) == (who in HOUSE)


@pytest.mark.parametrize("who", ROLES)
def test_proposed_change_opens_to_whom_it_concerns(accounts: dict[str, User], home: Department, who: str) -> None:
    visit = factories.visit(departments=[home])
    change = ProposedChange.objects.create(kind="events.visit", record_key=visit.pk, made_by=accounts["editor"])
    response = browser(accounts, who).get(reverse("admin:proposed_change", args=[change.pk]))

    assert (response.status_code == 200) == (who in ("editor", *HOUSE))


@pytest.mark.parametrize("who", ROLES)
def test_tables_open_to_whom_the_table_says(accounts: dict[str, User], who: str) -> None:
    client = browser(accounts, who)
    known = {name.partition(":")[2] for name, _pattern in routes()}
    for name in TABLES:
        args = ["csv"] if name.endswith("template") else []
        assert (client.get(reverse(f"admin:{name}", args=args)).status_code == 200) == (who in IMPORTING), name
    for model in MODELS:
        label = model.replace(".", "_")
        if f"{label}_export" in known:
            seen = client.get(reverse(f"admin:{label}_changelist")).status_code == 200
            assert seen == ("changelist" in PAGES[model].get(who, NOTHING)[0])
            for kind in ("csv", "xlsx"):
                assert (client.get(reverse(f"admin:{label}_export", args=[kind])).status_code == 200) == seen, (model, kind)


@pytest.mark.parametrize("who", ROLES)
def test_document_opens_to_those_who_work_with_its_agreement(accounts: dict[str, User], home: Department, who: str) -> None:
    pavlov = factories.department(university=accounts["hosted"].membership.universities.get())
    made = {}
    for name, department in (("own", home), ("other", factories.department(university=home.university)), ("hosted", pavlov)):
        for status in ("draft", "published"):
            agreement = factories.agreement(university=department.university, departments=[department], status=status)
            made[name, status] = factories.document(agreement=agreement)
    opened = set()
    for (name, status), document in made.items():
        response = closed(browser(accounts, who).get(reverse("admin:partners_agreement_document", args=[document.uid])))
        opened |= {name} if response.status_code == 200 else set()
        assert response.status_code in (200, 302 if who not in STAFF else 404), (name, status)

    everything = {"own", "other", "hosted"}
    assert opened == {"editor": {"own"}, "hosted": {"hosted"}, "office": everything, "administrator": everything}.get(who, set())


@pytest.mark.parametrize("who", ROLES)
def test_pages_of_apps_open_to_whom_the_table_says(accounts: dict[str, User], who: str) -> None:
    client = browser(accounts, who)
    labels = {model.partition(".")[0] for model in MODELS}
    opened = {label for label in labels if client.get(reverse("admin:app_list", args=[label])).status_code == 200}

    assert opened == set(APPS.get(who, "").split())


@pytest.mark.parametrize("who", ROLES)
def test_nobody_but_the_administrator_sets_a_password(accounts: dict[str, User], who: str) -> None:
    account = user("somebody")
    response = browser(accounts, who).get(reverse("admin:auth_user_password_change", args=[account.pk]))

    assert (response.status_code == 200) == (who == "administrator")


@pytest.mark.parametrize("who", ROLES)
def test_addresses_of_nothing_open_to_nobody(accounts: dict[str, User], who: str) -> None:
    client = browser(accounts, who)
    for path in ("events/visit/999999/", "events/visit/999999/change/", "nothing/", "nothing/at/all/"):
        assert client.get(f"/admin/{path}").status_code in (301, 302, 403, 404), path


# The public pages: open to everyone, or as open as the record that they show.

OPEN = {
    "alive", "ready", "", "robots", "manifest", "sitemap", "partners_csv", "partners_json", "partners_xlsx", "events_ics", "home", "about",
    "search", "departments:departments", "partners:partners", "partners:partners_print", "partners:suggest", "partners:countries",
    "partners:programmes", "events:visits", "events:events", "events:visits_feed", "events:events_feed", "reconcile", "styleguide",
}  # fmt: skip
ELSEWHERE = {  # not as open as one record; where it is tested what they give
    "card": "tests/test_cards.py",
    "preview": "tests/test_approval.py",
    "partners:confirmation": "tests/partners/test_confirming.py",
    "sitemap_section": "tests/test_sitemap.py",
    "old_department_page": "tests/test_addresses.py",
    "photo_file": "tests/events/test_photos.py",
    "partners:country": "tests/test_pages.py",
    "departments:universities": "tests/test_pages.py",
    "reconcile_properties": "tests/partners/test_reconciliation.py",
    "reconcile_suggest": "tests/partners/test_reconciliation.py",
}


def closed(response: Any) -> Any:
    """Return a response with its file read and closed, and the test's connection left open."""
    if response.streaming:
        response.getvalue()
    return response


def _department(status: str, **values: Any) -> Department:
    return factories.department(university=University.objects.home().get(), status=status, **values)


def _hosted_department(status: str, **values: Any) -> Department:
    return factories.department(university=University.objects.hosted().first(), status=status, **values)


def _with_photo(owner: Any) -> Any:
    return factories.photo(**{owner._meta.model_name: owner})


def _partner(status: str, **values: Any) -> Any:
    institution = factories.institution(status=status, **values)
    factories.partnership(institution=institution)
    return institution


def _document(status: str, **values: Any) -> Any:
    return factories.document(agreement=factories.agreement(status=status, **values), is_released=True)


SHOWN: dict[str, tuple[Callable[..., Any], Callable[[Any], list[Any]]]] = {
    "event_ics": (lambda status, **values: factories.event(status=status, period="2027-05-01", **values), lambda event: [event.slug]),
    "document": (_document, lambda document: [document.uid, document.address_name]),
    "departments:department": (_department, lambda department: [department.slug]),
    "departments:university": (factories.university, lambda university: [university.slug]),
    "departments:university_department": (_hosted_department, lambda department: [department.university.slug, department.slug]),
    "partners:partner": (_partner, lambda institution: [institution.slug]),
    "reconcile_preview": (_partner, lambda institution: ["en", institution.slug]),
    "partners:programme": (factories.programme, lambda programme: [programme.slug]),
    "events:visit": (factories.visit, lambda visit: [visit.slug]),
    "events:event": (factories.event, lambda event: [event.slug]),
    "events:visit_photos": (factories.visit, lambda visit: [_with_photo(visit).visit.slug]),
    "events:event_photos": (factories.event, lambda event: [_with_photo(event).event.slug]),
    "events:department_photos": (_department, lambda department: [_with_photo(department).department.slug]),
    "events:university_department_photos": (
        _hosted_department,
        lambda department: [department.university.slug, _with_photo(department).department.slug],
    ),
    "events:visit_photo": (factories.photo, lambda photo: [photo.visit.slug, photo.pk]),
    "events:event_photo": (
        lambda status, **values: factories.photo(event=factories.event(), status=status, **values),
        lambda photo: [photo.event.slug, photo.pk],
    ),
    "events:department_photo": (
        lambda status, **values: factories.photo(department=_department("published"), status=status, **values),
        lambda photo: [photo.department.slug, photo.pk],
    ),
    "events:university_department_photo": (
        lambda status, **values: factories.photo(department=_hosted_department("published"), status=status, **values),
        lambda photo: [photo.department.university.slug, photo.department.slug, photo.pk],
    ),
    "events:department_feed": (_department, lambda department: [department.key]),
    "events:university_feed": (factories.university, lambda university: [university.slug]),
}


def test_every_public_address_stands_in_a_table() -> None:
    public = {name for name, pattern in routes() if not pattern.startswith("admin/")}

    assert public == OPEN | ELSEWHERE.keys() | SHOWN.keys()


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_page_is_as_public_as_its_record_whoever_asks(accounts: dict[str, User], name: str) -> None:
    factory, arguments = SHOWN[name]
    later = timezone.now() + timedelta(days=1)
    states: dict[str, dict[str, Any]] = {status: {"status": status} for status in ("draft", "in_review", "published", "archived")}
    states["due later"] = {"status": "published", "publish_from": later}
    states["over"] = {"status": "published", "publish_until": timezone.now() - timedelta(days=1)}
    addresses = {state: reverse(name, args=arguments(factory(**values))) for state, values in states.items()}
    for who in ROLES:
        client = browser(accounts, who)
        opened = {state for state, address in addresses.items() if closed(client.get(address)).status_code == 200}
        assert opened == {"published"}, who


@pytest.mark.parametrize("who", ROLES)
def test_open_pages_are_open_to_everyone(accounts: dict[str, User], who: str) -> None:
    client = browser(accounts, who)
    for name in sorted(filter(None, OPEN)):
        assert client.get(reverse(name)).status_code in (200, 400), name  # some demand a question
