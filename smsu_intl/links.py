"""Looking after the web addresses that the records hold: does anything still answer there?

Only addresses of the public web are asked, http and https, each host by its number, so that no name leads into the
university's own network after it was looked up. A page that refuses robots, or asks to sign in, is there all the same.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from time import sleep
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.db.models import Q
from django.utils import timezone

from departments.models import University
from events.models import Event
from partners.models import Institution, LinkCheck
from partners.models.links import web_address_fields
from smsu_intl.base.models import Source

AT_ONCE = 4  # hosts; one host is asked one thing after the other
PAUSE = 1.0  # seconds between two questions to one host
TIMEOUT = 10.0
MOST_STEPS = 5  # from one address to the next
FRESH_FOR = timedelta(days=7)  # what answered is not asked again for so long
HEADERS = {"User-Agent": "LinkCheck/1.0 (checks links of a university's directory)", "Accept": "*/*", "Connection": "close"}
PORTS = {"http": 80, "https": 443}
REDIRECTS = (301, 302, 303, 307, 308)
GONE = (404, 410)
ERRORS = range(500, 600)


@dataclass(frozen=True)
class Link:
    """A web address that a field of a record holds."""

    kind: str
    record_key: int
    field: str
    address: str

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc.casefold()


def links_to_check() -> list[Link]:
    """Return the addresses that the public sees: all that failed last time, and those that were not asked lately."""
    shown: list[Any] = [
        Institution.objects.published(),
        University.objects.published(),
        Source.objects.filter(is_public=True),
        Event.objects.published().filter(Q(period_end__gte=timezone.localdate()) | ~Q(recurrence="")),
    ]
    found = [
        Link(records.model._meta.label_lower, key, field, address)
        for records in shown
        for field in web_address_fields(records.model)
        for key, address in records.exclude(**{field: ""}).order_by("pk").values_list("pk", field)
    ]
    good = LinkCheck.objects.filter(problem="", checked_at__gt=timezone.now() - FRESH_FOR)
    fresh = set(good.values_list("kind", "record_key", "field", "address"))
    return [link for link in found if (link.kind, link.record_key, link.field, link.address) not in fresh]


def check_all(links: Iterable[Link], note: Callable[[Link, str], None], *, private: bool = False, pause: float = PAUSE) -> None:
    """Ask the hosts of the links, a few at a time, and call `note` with each link and what is wrong, "" for nothing."""
    hosts = [list(group) for _host, group in groupby(sorted(links, key=lambda link: (link.host, link.address)), key=lambda link: link.host)]

    def ask(group: list[Link]) -> list[tuple[Link, str]]:
        known: dict[str, str] = {}
        for link in group:
            if link.address not in known:
                if known:
                    sleep(pause)
                known[link.address] = problem_at(link.address, private=private)
        return [(link, known[link.address]) for link in group]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for answers in pool.map(ask, hosts):
            for link, problem in answers:  # here, in the thread that has the database
                note(link, problem)


def remember(link: Link, problem: str) -> None:
    """Keep what was found at a link."""
    where = {"kind": link.kind, "record_key": link.record_key, "field": link.field}
    check = LinkCheck.objects.filter(**where).first() or LinkCheck(**where, address=link.address)
    check.note(link.address, problem)
    check.save()


def forget_others() -> None:
    """Forget what was found for records that are no longer there."""
    models: tuple[Any, ...] = (Institution, University, Source, Event)
    for model in models:
        LinkCheck.objects.of_kind(model).exclude(record_key__in=model._base_manager.values("pk")).delete()


# Asking


class _RefusedError(Exception):
    """The address leads where nobody may be sent."""


def problem_at(address: str, *, private: bool = False) -> str:
    """Return what is wrong at a web address, as `LinkCheck.Problem` calls it; "" if a page answers.

    `private` lets it ask this machine and its neighbours, on any port: only tests do that.
    """
    problem = LinkCheck.Problem
    try:
        return _followed(address, private)
    except _RefusedError:
        return problem.REFUSED
    except socket.gaierror:
        return problem.NO_SUCH_HOST
    except ssl.SSLError:
        return problem.UNSAFE
    except (OSError, http.client.HTTPException):
        return problem.NO_ANSWER
    except ValueError:  # what is no address at all, or leads to one that is none
        return problem.ERROR


def _followed(address: str, private: bool) -> str:
    for _step in range(MOST_STEPS + 1):
        parts = urlsplit(address)
        status, where = _ask("HEAD", parts, private)
        if status >= 400:
            status, where = _ask("GET", parts, private)
        if status not in REDIRECTS or not where:
            return _meaning(status)
        address = urljoin(address, where)
    return LinkCheck.Problem.AROUND


def _meaning(status: int) -> str:
    if status in GONE:
        return LinkCheck.Problem.GONE
    return LinkCheck.Problem.ERROR if status in ERRORS else ""


def _ask(method: str, parts: SplitResult, private: bool) -> tuple[int, str]:
    """Return the status that a page answers with, and where else it leads."""
    host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    if parts.scheme not in PORTS or not host or (port not in PORTS.values() and not private):
        raise _RefusedError
    number = _number_of(host, port, private)
    connection = _Secure(host, number, port) if parts.scheme == "https" else _Plain(host, number, port)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    )
    try:
        connection.request(method, path, headers=HEADERS)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Location", "")
    finally:
        connection.close()


def _number_of(host: str, port: int, private: bool) -> str:
    """Return the address on the network that a host has; refuse what is not on the public one."""
    try:
        name = host.encode("idna").decode()
    except UnicodeError as error:
        raise ValueError("no name of a host") from error
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)]
    if not private and not all(_is_public(number) for number in found):
        raise _RefusedError
    return found[0]


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return all(one.is_global and not one.is_multicast for one in (address, inner) if one is not None)


class _Plain(http.client.HTTPConnection):
    """A connection to a number that stands for a name."""

    def __init__(self, host: str, number: str, port: int) -> None:
        super().__init__(host.encode("idna").decode(), port, timeout=TIMEOUT)
        self.number = number

    def connect(self) -> None:
        self.sock = socket.create_connection((self.number, self.port), self.timeout)


class _Secure(_Plain):
    """The same, encrypted, for a certificate of the name."""

    default_port = PORTS["https"]

    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
