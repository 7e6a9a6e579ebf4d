"""Staff at the door: an app's codes, recovery codes, a passkey, an invitation, a lost password, a session left open elsewhere."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from departments.models import Membership, University
from smsu_intl.roles import ADMINISTRATOR, OFFICE, role
from tests.browser import follow
from tests.browser.test_secretary import PASSWORD, WCAG

NEW_PASSWORD = "other-words-easily-read"
FIRST_ROOM = "What would you like to edit?"


@pytest.fixture
def _asked(settings: Any) -> None:
    settings.SECOND_FACTOR = True


@pytest.fixture
def office(writable_site: LiveServer, _asked: None) -> User:
    return member("office", OFFICE)


def member(name: str, group: str) -> User:
    account = User.objects.create_user(name, email=f"{name}@example.org", password=PASSWORD, is_staff=True)
    account.groups.add(role(group))
    Membership.objects.create(user=account).universities.set(University.objects.home())
    return account


def log_in(page: Page, login: str = "office", password: str = PASSWORD) -> None:
    page.goto("/admin/")
    page.get_by_label("Username or e-mail").fill(login)
    page.get_by_label("Password", exact=False).fill(password)
    page.get_by_role("button", name="Log in").click()


def log_out(page: Page) -> None:
    follow(page.locator("#logout-form button"))


def is_in(page: Page) -> None:
    expect(page.get_by_role("heading", name=FIRST_ROOM)).to_be_visible()


def code(secret: str, later: int = 0) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()) + 1 + later))


def check(page: Any) -> None:
    """Look whether the page fits the screen and is accessible, light and dark."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8"))
        found = page.evaluate("options => axe.run(options)", WCAG)
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == [], (page.url, scheme)
    page.emulate_media(color_scheme="light")


def set_up_app(page: Any) -> str:
    """Set up the app as the page asks, up to the recovery codes; return its secret."""
    follow(page.get_by_role("link", name="Set up the app"))
    check(page)
    secret: str = page.locator(".account-secret").inner_text()
    page.get_by_label("Code that the app shows").fill(code(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return secret


@pytest.mark.parametrize("width", [1280, 360])
def test_office_sets_up_an_app_and_signs_in_with_it(office: User, open_page: Callable[..., Any], width: int) -> None:
    page = open_page(width)
    page.goto("/admin/")
    check(page)
    log_in(page)
    expect(page.get_by_role("heading", name="First, set up a second factor")).to_be_visible()
    check(page)
    page.goto("/admin/events/visit/")
    expect(page.get_by_role("heading", name="First, set up a second factor")).to_be_visible()

    secret = set_up_app(page)
    check(page)
    codes = page.locator(".account-codes code").all_inner_texts()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as a file").click()
    assert saved.value.suggested_filename == "recovery-codes.txt"
    assert Path(saved.value.path()).read_text().split() == codes
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    is_in(page)

    # With the app's code.
    log_out(page)
    log_in(page)
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    check(page)
    page.get_by_label("Code from the app").fill("000000")
    page.get_by_role("button", name="Log in").click()
    expect(page.locator(".errorlist")).to_contain_text("This is not right")
    check(page)
    page.get_by_label("Code from the app").fill(code(secret))
    page.get_by_role("button", name="Log in").click()
    is_in(page)

    # With a recovery code.
    log_out(page)
    log_in(page)
    page.get_by_label("Code from the app").fill(codes[0])
    page.get_by_role("button", name="Log in").click()
    is_in(page)
    page.goto(reverse("mfa_index"))
    expect(page.get_by_text("9 codes are left.")).to_be_visible()
    check(page)
    assert not page.trouble


def virtual_key(page: Page) -> tuple[Any, str]:
    """Plug a security key that answers by itself into the browser."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    return tools, tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_office_signs_in_with_a_passkey(office: User, open_page: Callable[..., Any]) -> None:
    page = open_page(1280)
    tools, key = virtual_key(page)
    log_in(page)
    follow(page.get_by_role("link", name="Add a passkey"))
    check(page)
    page.get_by_label("What you call it").fill("office computer")
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    is_in(page)

    # Beside the password.
    log_out(page)
    log_in(page)
    page.get_by_role("button", name="Use a passkey").click()
    is_in(page)

    # Alone.
    log_out(page)
    page.goto("/admin/")
    page.get_by_role("button", name="Use a passkey").click()
    is_in(page)

    # The last one stays, and a cancelled one is told.
    page.goto(reverse("mfa_index"))
    expect(page.get_by_text("office computer").first).to_be_visible()
    page.get_by_role("link", name="Remove: office computer").click()
    expect(page.locator(".messagelist .error")).to_contain_text("needs a second factor")
    log_out(page)
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.goto("/admin/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("#passkey-trouble")).to_be_visible()
    check(page)
    assert not page.trouble


def test_invited_person_comes_in(writable_site: LiveServer, open_page: Callable[..., Any]) -> None:
    member("administrator", ADMINISTRATOR)
    administrator = open_page(1280)
    log_in(administrator, "administrator")
    is_in(administrator)
    administrator.goto("/admin/auth/user/add/")
    check(administrator)
    administrator.get_by_label("Email").fill("nodira@example.org")
    administrator.get_by_label("First name").fill("Nodira")
    administrator.get_by_label("Department editor").check()
    administrator.get_by_role("radio", name="Oʻzbekcha").check()
    administrator.get_by_role("button", name="Save", exact=True).click()
    expect(administrator.locator(".messagelist")).to_contain_text("The invitation was sent to nodira@example.org.")
    administrator.goto("/admin/auth/user/")
    expect(administrator.get_by_text("invited, not yet accepted")).to_be_visible()

    invited = open_page(360, "uz")
    invited.goto(re.search(r"http\S+", str(mail.outbox[-1].body)).group())  # type: ignore[union-attr]
    expect(invited.get_by_role("heading", name="Xush kelibsiz")).to_be_visible()
    check(invited)
    invited.locator("#id_password1").fill(NEW_PASSWORD)
    invited.locator("#id_password2").fill(NEW_PASSWORD)
    invited.get_by_role("button", name="Parolni oʻrnatib, kirish").click()
    expect(invited.locator("#user-tools")).to_contain_text("Nodira")
    administrator.reload()
    expect(administrator.get_by_text("invited, not yet accepted")).to_have_count(0)
    assert not administrator.trouble
    assert not invited.trouble


def test_lost_password_is_replaced(office: User, open_page: Callable[..., Any]) -> None:
    page = open_page(360)
    page.goto("/admin/")
    follow(page.get_by_role("link", name="I forgot my password"))
    check(page)
    page.get_by_label("E-mail address of your account").fill("office@example.org")
    page.get_by_role("button", name="Send the letter").click()
    expect(page.get_by_role("heading", name="Look into your e-mail")).to_be_visible()
    check(page)
    page.goto(re.search(r"http\S+", str(mail.outbox[-1].body)).group())  # type: ignore[union-attr]
    check(page)
    page.locator("#id_password1").fill(NEW_PASSWORD)
    page.locator("#id_password2").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    page.locator("main").get_by_role("link", name="Log in").click()
    log_in(page, password=NEW_PASSWORD)
    expect(page.get_by_role("heading", name="First, set up a second factor")).to_be_visible()
    assert not page.trouble


def test_session_left_open_elsewhere_is_ended(office: User, open_page: Callable[..., Any], settings: Any) -> None:
    settings.SECOND_FACTOR = False
    here, elsewhere = open_page(360), open_page(1280)
    for page in (elsewhere, here):
        log_in(page)
        is_in(page)
    here.goto(reverse("mfa_index"))
    here.get_by_role("link", name="Where you are logged in").click()
    expect(here.locator(".account-sessions li")).to_have_count(2)
    check(here)
    here.get_by_role("button", name="End this session").click()
    expect(here.locator(".account-sessions li")).to_have_count(1)

    elsewhere.goto("/admin/events/visit/")
    expect(elsewhere.get_by_label("Username or e-mail")).to_be_visible()
    here.goto("/admin/events/visit/")
    expect(here.locator("#logout-form")).to_be_visible()
    assert not here.trouble


@pytest.mark.parametrize("language", ["ru", "uz"])
def test_language_is_chosen_before_signing_in(writable_site: LiveServer, open_page: Callable[..., Any], language: str) -> None:
    page = open_page(360)
    page.goto("/admin/")
    page.locator(f"button[name=language][value={language}]").click()

    expect(page.locator("h1")).to_have_text({"ru": "Войти", "uz": "Kirish"}[language])
    for name in ("account_login", "account_reset_password", "account_reset_password_done", "account_inactive"):
        page.goto(reverse(name))
        assert page.locator("html").get_attribute("lang") == language
        check(page)
    assert not page.trouble
