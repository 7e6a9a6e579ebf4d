"""Partners, agreements and programmes, as the staff edit them."""

from partners.admin import agreements, institutions, partnerships, programmes
from partners.admin.attention import BROKEN, UNCOVERED

__all__ = ["BROKEN", "UNCOVERED", "agreements", "institutions", "partnerships", "programmes"]
