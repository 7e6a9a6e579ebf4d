"""A page on paper: ink on white even where the screen is dark, and nothing of it that only a screen can use."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.look.pages import DEPARTMENT, EVENT, PARTNER, PROGRAMME
from tests.look.test_accessibility import AXE, LOOKS


@pytest.mark.parametrize("path", [DEPARTMENT, PARTNER, PROGRAMME, EVENT])
def test_page_prints_as_a_clean_report(sampled_site: LiveServer, open_page: Callable[..., Any], path: str) -> None:
    page = open_page(720)
    page.goto(f"/en{path}")
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, rules)", LOOKS | {"runOnly": {"type": "rule", "values": ["color-contrast"]}})

    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found["violations"]] == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.get_by_role("heading", level=1).is_visible()
    for screen_only in (".rooms", ".languages", ".skip", ".search", ".filters"):
        assert page.locator(f"{screen_only}:visible").count() == 0, screen_only
