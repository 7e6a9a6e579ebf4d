"""Broken links: what counts as broken, who is asked and who is never asked, against a server of the test's own."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from departments.models import University
from partners.models import Institution, LinkCheck
from smsu_intl import links
from smsu_intl.base.models import Source
from smsu_intl.links import Link, check_all, links_to_check, problem_at, remember
from tests import factories
from tests.test_admin import officer, signed_in, text_of

ANSWERS = {"/": 200, "/gone": 404, "/ill": 500, "/robots": 403, "/busy": 429, "/asks": 401, "/removed": 410}
asked: list[str] = []


class _Server(BaseHTTPRequestHandler):
    """Answers what the path says."""

    def do_HEAD(self) -> None:
        asked.append(f"{self.command} {self.path}")
        if self.path == "/only-get" and self.command == "HEAD":
            self.answer(405)
        elif self.path == "/around":
            self.answer(301, "around")
        elif self.path.startswith("/to?"):
            self.answer(302, self.path.partition("?")[2])
        else:
            self.answer(ANSWERS.get(self.path, 200))

    do_GET = do_HEAD  # noqa: N815

    def answer(self, status: int, where: str = "") -> None:
        self.send_response(status)
        if where:
            self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Server) as running:
        thread = Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _fresh() -> None:
    asked.clear()


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/", ""),
        ("/страница?q=ў", ""),
        ("/only-get", ""),
        ("/robots", ""),
        ("/busy", ""),
        ("/asks", ""),
        ("/gone", "gone"),
        ("/removed", "gone"),
        ("/ill", "error"),
        ("/to?/", ""),
        ("/to?/gone", "gone"),
        ("/to?/to?/", ""),
        ("/around", "around"),
        ("/to?file:///etc/passwd", "refused"),
        ("/to?http://a..b/", "error"),
    ],
)
def test_problem_is_what_the_page_answers(server: str, path: str, problem: str) -> None:
    assert problem_at(f"{server}{path}", private=True) == problem


def test_head_is_asked_first_and_get_only_if_need_be(server: str) -> None:
    problem_at(f"{server}/", private=True)
    problem_at(f"{server}/only-get", private=True)

    assert asked == ["HEAD /", "HEAD /only-get", "GET /only-get"]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "https://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://1.1.1.1:22/",
        "ftp://example.org/",
        "javascript:alert(1)",
        "http:///nowhere",
    ],
)
def test_nobody_is_asked_off_the_public_web(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: Any, **options: Any) -> Any:
        raise AssertionError("connected")

    monkeypatch.setattr(socket, "create_connection", never)

    assert problem_at(address) == "refused"


def test_name_that_leads_inside_is_refused_and_its_number_kept(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.1.2.3", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: inside)

    assert problem_at("http://intl.example.edu/") == "refused"


def test_host_without_an_answer_and_host_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **options: Any) -> Any:
        raise socket.gaierror

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert problem_at(f"http://127.0.0.1:{free.getsockname()[1]}/", private=True) == "no_answer"
    assert problem_at("http://a..b/") == "error"
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert problem_at("http://no-such-host.example/") == "no_such_host"


def test_page_that_is_not_encrypted_as_it_says_is_unsafe(server: str) -> None:
    assert problem_at(server.replace("http:", "https:"), private=True) == "unsafe"


def test_same_address_is_asked_once_and_told_of_each_record(server: str) -> None:
    found: list[tuple[int, str]] = []
    same = [Link("partners.institution", key, "website", f"{server}/gone") for key in (1, 2)]
    check_all(same, lambda link, problem: found.append((link.record_key, problem)), private=True, pause=0)

    assert sorted(found) == [(1, "gone"), (2, "gone")]
    assert len(asked) == 2  # HEAD and GET


# What is remembered


@pytest.fixture
def only(db: None) -> None:
    """Let no record of the content have an address."""
    Institution.objects.update(website="")
    University.objects.update(website="")
    Source.objects.update(address="")


def test_what_the_public_sees_is_checked(only: None) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    shown = [
        factories.institution(website="https://a.example"),
        factories.university(website="https://b.example"),
        factories.source(address="https://c.example"),
        factories.event(registration_link="https://d.example", period=tomorrow),
        factories.event(registration_link="https://e.example", recurrence="yearly"),
    ]
    factories.institution(website="https://draft.example", status="draft")
    factories.source(address="https://hidden.example", is_public=False)
    factories.event(registration_link="https://past.example", period="2024-05-01")

    assert {(link.kind, link.record_key) for link in links_to_check()} == {(record._meta.label_lower, record.pk) for record in shown}


def test_what_answered_is_not_asked_again_for_a_week(only: None) -> None:
    record = factories.institution(website="https://a.example")
    (link,) = links_to_check()
    remember(link, "")
    assert links_to_check() == []

    LinkCheck.objects.update(checked_at=timezone.now() - timedelta(days=8))
    assert links_to_check() == [link]
    remember(link, "gone")
    assert links_to_check() == [link]
    remember(link, "")
    record.website = "https://b.example"
    record.save()
    assert len(links_to_check()) == 1


def test_link_is_broken_after_failing_on_two_days(only: None, monkeypatch: pytest.MonkeyPatch) -> None:
    record = factories.institution(website="https://a.example/gone")
    (link,) = links_to_check()
    client = signed_in(officer("office", University.objects.home().get()))
    where = "/admin/partners/institution/?attention=broken"
    remember(link, "gone")
    remember(link, "gone")  # again on the same day
    assert client.get(where).context["cl"].result_count == 0

    LinkCheck.objects.update(failed_on=timezone.localdate() - timedelta(days=1), failing_since=timezone.localdate() - timedelta(days=1))
    remember(link, "no_answer")
    html = text_of(client.get(where))
    assert client.get(where).context["cl"].result_count == 1
    assert "the web site does not answer" in html
    assert 'href="https://a.example/gone"' in html
    assert where in text_of(client.get("/admin/"))

    record.website = "https://a.example/"
    record.save()
    assert client.get(where).context["cl"].result_count == 0
    remember(links_to_check()[0], "")
    assert LinkCheck.objects.get().failures == 0


def test_command_asks_and_says_what_it_found(only: None, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = factories.institution(website=f"{server}/gone")
    factories.institution(website=f"{server}/")
    LinkCheck.objects.create(kind="partners.institution", record_key=999999, field="website", address="https://x.example")
    monkeypatch.setattr(links, "PORTS", {"http": int(server.rpartition(":")[2])})
    monkeypatch.setattr(links, "_is_public", lambda number: True)
    output = StringIO()
    call_command("check_links", stdout=output)

    assert "2 addresses were asked. 0 are broken" in output.getvalue()
    assert LinkCheck.objects.get(record_key=gone.pk).problem == "gone"
    assert not LinkCheck.objects.filter(record_key=999999).exists()
    call_command("check_links", limit=0, stdout=output)
    assert "0 addresses were asked" in output.getvalue()
