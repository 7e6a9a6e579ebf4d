"""Lets Babel find what templates have to say in other languages, so that no GNU gettext is needed."""

from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from typing import Any, BinaryIO

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize


def extract_django(
    fileobj: BinaryIO, keywords: Mapping[str, Any], comment_tags: Collection[str], options: Any
) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """Extract messages from a Django template; a Babel extraction method (see locale/babel.cfg)."""
    source = templatize(fileobj.read().decode())
    lines = [line.strip() for line in source.splitlines()]  # what is not a message is X-ed out, indented at will
    code = "\n".join(line if "gettext" in line else "" for line in lines)
    yield from extract_python(BytesIO(code.encode()), keywords, comment_tags, options)
