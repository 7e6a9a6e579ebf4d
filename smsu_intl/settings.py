"""Settings. The site boots bare, with no environment set: SQLite, debugging on, this machine only.

In production the environment says what it is; an unsafe value stops the start and says why.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent


def env_bool(name: str, default: bool) -> bool:
    """Return the environment's `name` as a truth value; raise ImproperlyConfigured for another word."""
    words = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": default}
    value = os.environ.get(name, "").strip().lower()
    if value not in words:
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to true or false.")
    return words[value]


def env_list(name: str, default: str = "") -> list[str]:
    """Return the environment's `name`, parted by commas."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def database(url: str) -> Any:
    """Return the database at an address like postgres://user:password@host/name; raise ImproperlyConfigured if it is none."""
    try:
        return dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError:  # said without the address: it holds a password
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgres://user:password@host/name or sqlite:///path; leave it out for db.sqlite3 here."
        ) from None


def mailer(url: str) -> dict[str, Any]:
    """Return the mailer at an address like smtp://user:password@host:587; for "console:" one that prints its letters."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"BACKEND": "smsu_intl.base.printing.EmailBackend"}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL must look like smtp://user:password@host:587 (or smtps://, or console:).")
    options: dict[str, Any] = {"host": parts.hostname, "port": parts.port or (465 if parts.scheme == "smtps" else 587), "timeout": 10}
    options["use_ssl" if parts.scheme == "smtps" else "use_tls"] = True
    if parts.username:
        options |= {"username": unquote(parts.username), "password": unquote(parts.password or "")}
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def private_folder(path: Path, served: dict[str, Path]) -> Path:
    """Return the folder of private files; raise ImproperlyConfigured if it lies in one whose files anybody may fetch."""
    for name, folder in served.items():
        if path.resolve().is_relative_to(folder.resolve()):
            raise ImproperlyConfigured(
                f"PRIVATE_MEDIA_ROOT lies in {name}: anybody could read what is kept there. Choose a folder outside."
            )
    return path


def site_address(address: str) -> str:
    """Return the address that letters begin their links with; raise ImproperlyConfigured if it is none."""
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query):
        raise ImproperlyConfigured(f"SITE_ADDRESS is {address!r}: it must look like https://intl.example.edu, without a path.")
    return address.rstrip("/")


DEBUG = env_bool("DEBUG", default=True)
HTTPS = env_bool("HTTPS", default=not DEBUG)  # the demo alone serves production settings over plain HTTP
SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("SECRET_KEY is not set: without one, signatures could be forged. Set it to 50 random characters.")
    SECRET_KEY = "for-this-machine-only-" + secrets.token_urlsafe(50)
if not DEBUG and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters: it could be guessed. Set a longer random one.")

SECOND_FACTOR = env_bool("SECOND_FACTOR", default=True)  # asked of everyone who may publish; the demo alone does without
if not DEBUG and HTTPS and not SECOND_FACTOR:
    raise ImproperlyConfigured("SECOND_FACTOR is off: a guessed password would be enough to publish. Only the demonstration does without.")

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEBUG else "")
if not DEBUG and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name this site's hosts, for example intl.example.edu: any other Host header is refused.")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

# The university whose site this is: the header names it without asking the database.
SITE_NAME = {
    "en": os.environ.get("SITE_NAME_EN", "Samarkand State Medical University"),
    "ru": os.environ.get("SITE_NAME_RU", "Самаркандский государственный медицинский университет"),
    "uz": os.environ.get("SITE_NAME_UZ", "Samarqand davlat tibbiyot universiteti"),
}

INSTALLED_APPS = [
    "smsu_intl.base",
    "departments",
    "partners",
    "events",
    "smsu_intl.accounts",
    "smsu_intl.apps.SiteConfig",
    "simple_history",
    "whitenoise.runserver_nostatic",
    "smsu_intl.apps.SiteAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "smsu_intl.compression.PublicGZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "smsu_intl.accounts.middleware.StaffSessionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "smsu_intl.urls"
WSGI_APPLICATION = "smsu_intl.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "smsu_intl.context.site",
                "smsu_intl.accounts.context.staff",
            ],
        },
    },
]

DATABASES = {"default": database(os.environ.get("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}"))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers and a writer side by side; a second writer waits instead of failing at once.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Shared by all processes, as the limits of sign-in must be; a table that every `migrate` sees to.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}

# What a public page did not ask for beforehand is fetched for all records at once; tests refuse it.
PUBLIC_FETCH_MODE = models.FETCH_PEERS

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]

# Sign-in. A closed site: accounts come by invitation; `smsu_intl/accounts/` says the rest.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
INVITATION_DAYS = 7
ACCOUNT_ADAPTER = "smsu_intl.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator entered the address, and the invitation went there
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_FORMS = {
    "login": "smsu_intl.accounts.forms.LoginForm",
    "reauthenticate": "smsu_intl.accounts.forms.ConfirmPasswordForm",
    "change_password": "smsu_intl.accounts.forms.ChangePasswordForm",
    "reset_password": "smsu_intl.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "smsu_intl.accounts.forms.NewPasswordForm",
}
MFA_ADAPTER = "smsu_intl.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # telephones' clocks differ; `accounts.forms` sees to it that no code is taken twice in that time
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {
    "authenticate": "smsu_intl.accounts.forms.CodeForm",
    "reauthenticate": "smsu_intl.accounts.forms.ConfirmCodeForm",
    "activate_totp": "smsu_intl.accounts.forms.AppForm",
    "add_webauthn": "smsu_intl.accounts.forms.PasskeyForm",
    "authenticate_webauthn": "smsu_intl.accounts.forms.PasskeyAnswerForm",
    "login_webauthn": "smsu_intl.accounts.forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "smsu_intl.accounts.forms.ConfirmPasskeyForm",
    "edit_webauthn": "smsu_intl.accounts.forms.PasskeyNameForm",
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("uz", "Oʻzbekcha")]
LANGUAGE_COOKIE_PATH = "/admin/"  # the admin remembers a choice; public pages set no cookie
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "framework"]  # the second: what Django and the libraries lack
FORMAT_MODULE_PATH = "smsu_intl.base.formats"
TIME_ZONE = "Asia/Samarkand"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "media/"  # photographs: `events.views.photo_file` serves them, or the proxy does
MEDIA_ROOT = os.environ.get("MEDIA_ROOT") or BASE_DIR / "media"
# Documents of agreements and the like: no address leads into it, views hand out what somebody may read.
PRIVATE_MEDIA_ROOT = private_folder(
    Path(os.environ.get("PRIVATE_MEDIA_ROOT") or Path(MEDIA_ROOT).parent / "private_media"),
    {"MEDIA_ROOT": Path(MEDIA_ROOT), "the folder of collected static files": STATIC_ROOT, "static/": BASE_DIR / "static"},
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Nothing from a third party, no inline script: the admin's own scripts carry a nonce.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
    if env_bool("BEHIND_PROXY", default=False):  # only if the proxy always sets the header itself
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        ALLAUTH_TRUSTED_PROXY_COUNT = 1  # whose X-Forwarded-For tells who is trying passwords

MAILERS = {"default": mailer(os.environ.get("EMAIL_URL") or "console:")}
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM") or "international-cooperation@localhost"

# What the links in letters of the scheduled commands begin with: they answer no request that would say it.
SITE_ADDRESS = site_address(os.environ.get("SITE_ADDRESS") or ("http://127.0.0.1:8000" if DEBUG else ""))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
