"""How the pages look, weigh and behave in a browser: no database changes it, so `make test` runs these once, on SQLite."""
