"""Draw the site's star, `static/img/star.svg`, as the icons that want pixels: `python -m tools.draw_icons`."""

from pathlib import Path

from smsu_intl.base import colours
from smsu_intl.base.drawing import star

FOLDER = Path(__file__).parent.parent / "static" / "img"

if __name__ == "__main__":
    star(32).save(FOLDER / "favicon.ico", sizes=[(32, 32)])
    star(180, ground=colours.GANCH, inset=0.12).convert("RGB").save(FOLDER / "touch-icon.png", optimize=True)
    for size in (192, 512):  # the middle four fifths are safe from any mask
        star(size, ground=colours.GANCH, inset=0.16).convert("RGB").save(FOLDER / f"icon-{size}.png", optimize=True)
