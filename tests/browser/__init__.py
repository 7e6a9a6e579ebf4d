"""What a person sees and does in a browser."""

from playwright.sync_api import Locator


def follow(link: Locator) -> None:
    """Click on a link or button that leads to another page, and wait for that page: a click returns while the old one is still there."""
    with link.page.expect_navigation():
        link.click()
