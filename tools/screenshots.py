"""Picture every page type of the filled site into screenshots/, light and dark, from a phone to a wide desk: `make screenshots`."""

import argparse
import os
import sys
from collections.abc import Collection
from shutil import which

from playwright.sync_api import Page, sync_playwright

from tests.look.pages import PAGES, PROBLEMS
from tools.serving import ROOT, served_site

FOLDER = ROOT / "screenshots"
LANGUAGES = ("en", "ru", "uz")
WIDTHS = (360, 768, 1280, 1920)
SCHEMES = ("light", "dark")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Photographs below the fold are fetched as one comes near them.
TO_THE_END = """async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 600) { scrollTo(0, y); await new Promise(requestAnimationFrame); }
}"""


def picture(page: Page, site: str, language: str, widths: Collection[int]) -> int:
    """Picture every page type in one language at all `widths` and in both schemes; return how many pictures that were."""
    taken = 0
    for number, path in enumerate((*PAGES, *PROBLEMS)):
        name = path.partition("?")[0].strip("/").replace("/", "-") or "home"
        page.goto(f"{site}/{language}{path}")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate(TO_THE_END)
            page.wait_for_load_state("networkidle")
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.screenshot(path=FOLDER / f"{number:02}-{name}-{language}-{width}-{scheme}.png", full_page=True)
                taken += 1
    return taken


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--widths", type=int, nargs="+", default=WIDTHS, metavar="PIXELS")
    asked.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    options = asked.parse_args()
    FOLDER.mkdir(exist_ok=True)
    chromium = os.environ.get("CHROME_PATH") or next(filter(None, map(which, BROWSERS)), None)
    with served_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        taken = sum(picture(browser.new_page(), site, language, options.widths) for language in options.languages)
        browser.close()
    sys.stdout.write(f"{taken} pictures are in screenshots/\n")
