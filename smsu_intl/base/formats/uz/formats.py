"""Uzbek, as `smsu_intl.base.periods` prints it too: the year comes first. Django has "21-May, 2025-yil"."""

DATE_FORMAT = r"Y-\y\i\l j-E"
DATETIME_FORMAT = r"Y-\y\i\l j-E, G:i"
YEAR_MONTH_FORMAT = r"Y-\y\i\l E"
