"""Ask the Nu validator about every page type in three languages, error pages too: `make validate`."""

import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.look.pages import PAGES, PROBLEMS
from tools.serving import ROOT, served_site

FOLDER = ROOT / ".cache" / "pages"
VALIDATOR = ROOT / ".cache" / "node" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
LANGUAGES = ("en", "ru", "uz")
# What the site answers to a forged host, and to a form without its token.
REFUSED = ((400, {"headers": {"Host": "evil.example"}}), (403, {"method": "POST"}))


def fetch(address: str, **options: object) -> bytes:
    try:
        with urlopen(Request(address, **options)) as response:  # type: ignore[arg-type]
            return response.read()
    except HTTPError as error:  # a page like any other
        return error.read()


def keep_pages(site: str) -> list[Path]:
    """Fetch what is to be validated into a folder; return the files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for language in LANGUAGES:
        for path in (*PAGES, *PROBLEMS):
            name = path.partition("?")[0].strip("/").replace("/", "-") or "home"
            (FOLDER / f"{len(list(FOLDER.iterdir())):02}-{name}-{language}.html").write_bytes(fetch(f"{site}/{language}{path}"))
        for status, options in REFUSED:
            (FOLDER / f"error-{status}-{language}.html").write_bytes(fetch(f"{site}/{language}/about/", **options))
    return sorted(FOLDER.glob("*.html"))


if __name__ == "__main__":
    with served_site() as site:
        files = keep_pages(site)
    told = subprocess.run(["java", "-jar", str(VALIDATOR), "--Werror", *map(str, files)], check=False)
    sys.stdout.write(f"{len(files)} pages asked about: {'no error, no warning' if told.returncode == 0 else 'see above'}\n")
    sys.exit(told.returncode)
