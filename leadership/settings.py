"""Settings, all from the environment; production is the default, `DEMO=1` makes the loopback-only demo.

Each variable is described in docs/reference/settings.md; a wrong value stops the start with one clear sentence.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from cryptography.fernet import Fernet
from csp.constants import NONCE, NONE, SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from leadership.lib import env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", default=str(BASE_DIR / "var")))

# --- which installation this is --------------------------------------------------------------------------------------
DEMO = env.flag("DEMO")
DEBUG = False
PORT = env.number("PORT", default=8000, least=1, most=65535)
_demo_secret = env.kept_secret(VAR_DIR / "secret_key", get_random_secret_key) if DEMO else None
_demo_note_key = env.kept_secret(VAR_DIR / "note_key", lambda: Fernet.generate_key().decode()) if DEMO else None
SECRET_KEY = env.text("SECRET_KEY", default=_demo_secret, remedy="Set it to at least 50 random characters.")
NOTE_KEYS = env.keys("NOTE_KEYS", default=_demo_note_key)
SITE_URL = env.text(
    "SITE_URL",
    default=f"http://127.0.0.1:{PORT}" if DEMO else None,
    remedy="Set it to the address people use, such as https://heard.example.org; links in letters start with it.",
).rstrip("/")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *([] if DEMO else [urlsplit(SITE_URL).hostname or ""])]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- mail ------------------------------------------------------------------------------------------------------------
EMAIL_URL = env.text(
    "EMAIL_URL", default="demo://" if DEMO else None, remedy="Set it to smtp+tls://USER:PASS@HOST:587."
)
MAIL_FROM = env.text(
    "MAIL_FROM", default="heard@example.org" if DEMO else None, remedy="Set it to the mailbox letters come from."
)
MAIL_SENDING = env.flag("MAIL_SENDING", default=True)
MAIL_RATE_PER_MINUTE = env.number("MAIL_RATE_PER_MINUTE", default=0, least=0, most=1_000_000)
METRICS_TOKEN = env.text("METRICS_TOKEN", default="")
PULSE_SECONDS = env.number("PULSE_SECONDS", default=1 if DEMO else 60, least=1, most=3600)
if EMAIL_URL != "demo://":
    vars().update(environ.Env.email_url_config(EMAIL_URL))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM

# --- mail that comes back --------------------------------------------------------------------------------------------
MAIL_AUTHSERV_ID = env.text("MAIL_AUTHSERV_ID", default="")
INBOUND_SECRET = env.text("INBOUND_SECRET", default="")
IMAP = env.mailbox("IMAP_URL")
IMAP_DONE = env.text("IMAP_DONE", default="Heard")

# --- calendars kept elsewhere ----------------------------------------------------------------------------------------
CALENDAR_NETWORKS = env.networks("CALENDAR_NETWORKS")
CALENDAR_PLAIN_HTTP = env.flag("CALENDAR_PLAIN_HTTP")

GOOGLE = {
    "client_id": env.text("GOOGLE_CLIENT_ID", default=""),
    "secret": env.text("GOOGLE_CLIENT_SECRET", default=""),
    "authorize": "https://accounts.google.com/o/oauth2/v2/auth",
    "token": "https://oauth2.googleapis.com/token",
    "revoke": "https://oauth2.googleapis.com/revoke",
    "api": "https://www.googleapis.com/calendar/v3",
    "scope": "https://www.googleapis.com/auth/calendar.events https://www.googleapis.com/auth/calendar.calendarlist.readonly",
    "extra": (("access_type", "offline"), ("prompt", "consent")),
}
_tenant = env.text("MICROSOFT_TENANT", default="organizations")
_login = f"https://login.microsoftonline.com/{_tenant}/oauth2/v2.0"
MICROSOFT = {
    "client_id": env.text("MICROSOFT_CLIENT_ID", default=""),
    "secret": env.text("MICROSOFT_CLIENT_SECRET", default=""),
    "authorize": f"{_login}/authorize",
    "token": f"{_login}/token",
    "revoke": "",
    "api": "https://graph.microsoft.com/v1.0",
    "scope": "offline_access Calendars.ReadWrite",
}

# --- database and cache ----------------------------------------------------------------------------------------------
DATABASES = {"default": env.database(env.text("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'heard.sqlite3'}"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# --- rooms -----------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "leadership.web",
    "leadership.cli",
    "leadership.worker",
    "leadership.outreach",
    "leadership.insights",
    "leadership.consultations",
    "leadership.conversations",
    "leadership.obligations",
    "leadership.calendars",
    "leadership.accounts",
    "policies",
    "leadership.people",
    "leadership.outbox",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "template_partials",
    "lucide",
    "csp",
    "django_q",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "leadership.web.plaintext.WithoutNul",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "leadership.web.reader.ReaderMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "leadership.web.tablefiles.TableFiles",
]
ROOT_URLCONF = "leadership.urls"
WSGI_APPLICATION = "leadership.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "leadership.web.shell.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- who gets in -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_ADAPTER = "leadership.web.signin.Adapter"
ACCOUNT_FORMS = {
    "login": "leadership.web.signin.SignInForm",
    "reset_password": "leadership.web.signin.AskForm",
    "reset_password_from_key": "leadership.web.signin.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SITE_URL.startswith("https://")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if SITE_URL.startswith("https://") else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # e-mail may be empty, and is unique without regard to case where it is not

# --- language, time --------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("sv", _("Swedish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# --- static files ----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
if DEMO:
    STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = DEMO
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# --- the worker's clock: it carries no content (docs/explanation/worker.md) ------------------------------------------
Q_CLUSTER = {
    "name": "heard",
    "orm": "default",
    "workers": 2,
    "queue_limit": 2,
    "bulk": 1,
    "timeout": 60,
    "retry": 240,
    "max_attempts": 2,
    "ack_failures": True,
    "catch_up": False,
    "recycle": 200,
    "poll": 1,
    "save_limit": 20,
    "label": "Worker",
    "cache": "local",
    "log_level": "WARNING",
    "ALT_CLUSTERS": {},  # each worker names a queue of its own (Q_CLUSTER_NAME, worker/watchdog.py)
}

# --- logs: JSON on stderr, keys and numbers only ---------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "leadership.web.logs.Keys",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "filters": {"without_keys": {"()": "leadership.web.logs.WithoutKeys"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["without_keys"]}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", default="WARNING" if DEMO else "INFO")},
}
