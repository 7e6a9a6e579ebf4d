"""The site's settings as the suite runs them: fast hashes, no hidden query, no undefined template variable."""

import os
import sys
import tempfile
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models

from smsu_intl.settings import *  # noqa: F403
from smsu_intl.settings import BASE_DIR, DATABASES, STORAGES, TEMPLATES

DEBUG = False
SECRET_KEY = "for-tests-only"
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECOND_FACTOR = False  # most tests are of other things; tests/test_sign_in.py switches it on
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # emptied before every test
PUBLIC_FETCH_MODE = models.FETCH_RAISE

STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_AUTOREFRESH = True  # reads files as they are asked for, and does not miss STATIC_ROOT
WHITENOISE_USE_FINDERS = True

# `tests/conftest.py` starts the PostgreSQL that TEST_DATABASE asks for, and gives its address in DATABASE_URL.
DATABASES["default"]["CONN_MAX_AGE"] = 0
if os.environ.get("TEST_DATABASE") not in (None, DATABASES["default"]["ENGINE"].rpartition(".")[2].removesuffix("3")):
    raise ImproperlyConfigured(f"TEST_DATABASE is {os.environ['TEST_DATABASE']!r}, but DATABASE_URL leads to another engine: unset one.")
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, as in production: in memory, all threads of the live server would share one connection and its transaction.
    folder = tempfile.TemporaryDirectory(prefix="smsu-intl-tests-")  # goes when the process ends
    DATABASES["default"]["TEST"] = {"NAME": f"{folder.name}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # nobody reads it after a power cut


class UndefinedVariable(str):
    """Fails where a template of ours prints a variable that is not there; Django's own may do so."""

    __slots__ = ()

    def __mod__(self, variable: object) -> str:
        frame: Any = sys._getframe(1)
        while frame.f_code.co_name != "render_annotated":  # the node that prints it knows its file
            frame = frame.f_back
        template = frame.f_locals["self"].origin.name
        if "site-packages" in template:
            return ""
        raise ValueError(f"{template.removeprefix(f'{BASE_DIR}/')} prints {variable}, which is undefined")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("%s")
