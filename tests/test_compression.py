"""What travels compressed: public texts, and never what could hold a secret."""

import gzip

import pytest
from django.contrib.auth.models import User
from django.test import Client

pytestmark = pytest.mark.django_db

GZIP = {"accept-encoding": "gzip, deflate, br"}


@pytest.mark.parametrize(
    "address", ["/en/", "/ru/partners/", "/uz/nothing/", "/partners.csv", "/partners.json", "/sitemap-departments.xml"]
)
def test_public_text_is_compressed(client: Client, address: str) -> None:
    response = client.get(address, headers=GZIP)
    body = b"".join(response) if response.streaming else response.content

    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert len(body) < len(gzip.decompress(body)) / 2


def test_browser_that_asks_for_plain_text_gets_it(client: Client) -> None:
    response = client.get("/en/")

    assert "Content-Encoding" not in response.headers
    assert "<h1>" in response.content.decode()


@pytest.mark.parametrize("address", ["/admin/", "/admin/departments/department/", "/admin/login/"])
def test_admin_is_not_compressed(client: Client, address: str) -> None:
    client.force_login(User.objects.create_superuser("office"))

    assert "Content-Encoding" not in client.get(address, headers=GZIP, follow=True).headers


def test_pictures_are_compressed_already(client: Client) -> None:
    response = client.get("/cards/site/home.en.png", headers=GZIP)

    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers
