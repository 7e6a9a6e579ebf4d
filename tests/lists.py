"""What the lists of public pages offer, for the tests of any of them."""

import re
from typing import Any

from django.test import Client


def offered(client: Client, address: str, name: str, **query: Any) -> list[str]:
    """Return the values that the filter `name` above the list at `address` offers; none where it is not there."""
    html = client.get(address, query).content.decode()
    select = re.search(rf'<select name="{name}".*?</select>', html, re.DOTALL)
    return [value for value in re.findall(r'<option value="([^"]*)"', select[0]) if value] if select else []
