"""What axe cannot see: reflow, touch, keyboard, text spacing, zoom and motion, on every page type."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.look.pages import DEPARTMENT, DIRECTORY, HOME, PAGES, PARTNER, PROBLEMS, PROGRAMME

# WCAG 2.1, 1.4.12: what a reader may set, and nothing may be lost.
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
# Elements whose text does not fit in them and cannot be scrolled to.
CLIPPED = """() => [...document.querySelectorAll("main *, header *, footer *")].filter(e => {
  const style = getComputedStyle(e);
  return e.checkVisibility() && !e.closest(".unseen, svg, input") && e.clientWidth > 1
    && (["hidden", "clip"].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 1
      || ["hidden", "clip"].includes(style.overflowY) && e.scrollHeight > e.clientHeight + 1);
}).map(e => e.outerHTML.slice(0, 120))"""
# WCAG 2.2, 2.5.8: 24 by 24 pixels; or, if smaller, a circle of 24 around it meets no other target; links in a sentence excepted.
SMALL = """() => {
  const shown = [...document.querySelectorAll("a, button, select, summary, input:not([type=hidden])")]
    .filter(e => e.checkVisibility() && !e.matches(".skip"));
  const target = e => e.closest("label") ?? e;
  const middle = r => [r.left + r.width / 2, r.top + r.height / 2];
  const inSentence = e => getComputedStyle(e).display === "inline" && e.parentElement.textContent.trim() !== e.textContent.trim();
  const boxes = shown.map(e => [e, target(e).getBoundingClientRect()]);
  return boxes.filter(([e, box]) => {
    if (box.width >= 24 && box.height >= 24 || inSentence(e)) return false;
    const [x, y] = middle(box);
    return boxes.some(([other, near]) => other !== e && target(other) !== target(e)
      && Math.hypot(x - Math.max(near.left, Math.min(x, near.right)), y - Math.max(near.top, Math.min(y, near.bottom))) < 12);
  }).map(([e, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${e.outerHTML.slice(0, 120)}`);
}"""
# Whether what has the focus can be seen: on the screen, drawn with an outline, and nothing lies over it.
FOCUS = """() => {
  const e = document.activeElement, box = e.getClientRects()[0], style = getComputedStyle(e);
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const top = document.elementFromPoint(x, y);
  return {
    what: e.outerHTML.slice(0, 120),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    free: !top || e.contains(top) || top.contains(e),
    end: e === document.body,
  };
}"""
# On how many lines each element's text stands.
LINES = """found => found.map(e => {
  const text = document.createRange();
  text.selectNodeContents(e);
  return text.getClientRects().length;
})"""


def sideways(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_pages_reflow_and_their_targets_can_be_touched(sampled_site: LiveServer, open_page: Callable[..., Any]) -> None:
    """At 320 pixels, which is 400 % of 1280; in Uzbek, whose words are the longest; then with the reader's own text spacing."""
    page = open_page(320)
    for path in (*PAGES, *PROBLEMS):
        page.goto(f"/uz{path}")
        assert sideways(page) == 0, path
        assert page.evaluate(SMALL) == [], path
        page.evaluate("css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets.push(s); }", SPACING)

        assert sideways(page) == 0, path
        assert page.evaluate(CLIPPED) == [], path


def test_pages_stand_zoom_and_larger_letters(sampled_site: LiveServer, open_page: Callable[..., Any]) -> None:
    """200 %: 1280 pixels become 640; and there letters of twice the size, as a reader sets them in the browser."""
    page = open_page(640)
    for path in PAGES:
        page.goto(f"/ru{path}")
        assert sideways(page) == 0, path
        page.evaluate("document.documentElement.style.fontSize = '32px'")

        assert sideways(page) == 0, path
        assert page.evaluate(CLIPPED) == [], path


@pytest.mark.parametrize("path", [HOME, DEPARTMENT, DIRECTORY, PROGRAMME])
@pytest.mark.parametrize("width", [360, 1280])
def test_focus_is_always_seen(sampled_site: LiveServer, open_page: Callable[..., Any], path: str, width: int) -> None:
    """From link to link with the Tab key, down the page and up again: each is on the screen, outlined, and under nothing."""
    page = open_page(width)
    page.goto(f"/en{path}")
    for key in ("Tab", "Shift+Tab"):
        for _step in range(40):
            page.keyboard.press(key)
            focus = page.evaluate(FOCUS)
            if focus["end"]:
                break
            assert (focus["outlined"], focus["onScreen"], focus["free"]) == (True, True, True), focus["what"]


def test_nothing_sticks_over_the_page(sampled_site: LiveServer, open_page: Callable[..., Any]) -> None:
    page = open_page(360)
    for path in PAGES:
        page.goto(f"/en{path}")
        stuck = """() => [...document.querySelectorAll("body *")]
          .filter(e => ["fixed", "sticky"].includes(getComputedStyle(e).position)).map(e => e.outerHTML.slice(0, 120))"""

        assert page.evaluate(stuck) == [], path


def test_skip_link_leads_every_page_to_its_content(sampled_site: LiveServer, open_page: Callable[..., Any]) -> None:
    page = open_page(360)
    for path in (*PAGES, *PROBLEMS):
        page.goto(f"/en{path}")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip", path
        assert page.locator(".skip").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")

        assert page.evaluate("document.activeElement.tagName") == "MAIN", path


def test_facets_are_closed_on_a_phone_but_for_those_in_use(open_page: Callable[..., Any]) -> None:
    page = open_page(360)
    page.goto("/en/partners/?country=RU")
    opened = page.eval_on_selector_all("details.facet[open] summary", "found => found.map(e => e.textContent)")

    assert opened == ["Country"]
    assert page.locator("details.facet").count() > 3


@pytest.mark.parametrize("path", ["/partners/?country=RU", "/search/?q=academy"])
def test_title_and_heading_say_how_many_were_found(open_page: Callable[..., Any], path: str) -> None:
    page = open_page(1280)
    page.goto(f"/en{path}")
    heading = next(text for text in page.locator("main h2").all_inner_texts() if any(letter.isdigit() for letter in text))
    number = "".join(letter for letter in heading if letter.isdigit())

    assert number in page.title()


def test_nothing_must_be_dragged_and_nothing_moves(sampled_site: LiveServer, open_page: Callable[..., Any]) -> None:
    """No slider, no draggable part; and if something ever moves, it stops for those who asked for less motion."""
    page = open_page(1280)
    page.emulate_media(reduced_motion="reduce")
    for path in PAGES:
        page.goto(f"/en{path}")
        assert page.locator("[draggable=true], input[type=range], [role=slider]").count() == 0, path
        moving = """() => [...document.querySelectorAll("*")].filter(e => {
          const style = getComputedStyle(e);
          return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0.01 || style.scrollBehavior === "smooth";
        }).map(e => e.outerHTML.slice(0, 120))"""

        assert page.evaluate(moving) == [], path


@pytest.mark.parametrize("path", ["/visits/", "/events/", "/programmes/"])
def test_filters_are_folded_on_a_phone_but_for_those_in_use(open_page: Callable[..., Any], path: str) -> None:
    """Without scripts too: on a phone the records begin on the first screen or the next; on a desk all filters stand open."""
    phone, desk = open_page(360, scripts=False), open_page(1280, scripts=False)
    for page in (phone, desk):
        page.goto(f"/uz{path}")
    assert phone.locator(".narrow-down select:visible").count() == 0
    assert phone.locator("main h2").first.bounding_box()["y"] < 1000
    assert desk.locator(".narrow-down select:visible").count() > 5
    assert desk.locator(".narrow-down summary:visible").count() == 0

    phone.goto(f"/uz{path}?department=neurology")
    assert phone.locator(".narrow-down select:visible").count() > 5
    phone.locator(".chips li:not(.all) a").click()
    phone.wait_for_url(f"**/uz{path}")
    assert phone.locator(".chips").count() == 0


def test_portal_leaves_the_first_screen_of_a_phone_to_the_page(sampled_site: LiveServer, open_page: Callable[..., Any]) -> None:
    page = open_page(360)
    for language in ("en", "ru", "uz"):
        page.goto(f"/{language}/")
        assert page.locator(".portal").bounding_box()["height"] < 180


def test_no_line_ends_within_a_day(sampled_site: LiveServer, open_page: Callable[..., Any]) -> None:
    page, lines = open_page(320), []
    for path in (HOME, DEPARTMENT, PARTNER, "/visits/", "/events/"):
        page.goto(f"/uz{path}")
        lines += page.locator("main time, main .whole").evaluate_all(LINES)
    assert set(lines) == {1}


def test_kinds_in_cards_do_not_look_like_links(sampled_site: LiveServer, open_page: Callable[..., Any]) -> None:
    page = open_page(360)
    page.goto(f"/en{DEPARTMENT}")
    colours = "found => [...new Set(found.map(e => getComputedStyle(e).color))]"

    kinds = page.locator(".sessions .kind, .badge").evaluate_all(colours)
    assert kinds
    assert not set(kinds) & set(page.locator("main a, main button").evaluate_all(colours))
