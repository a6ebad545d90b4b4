"""The settings, read from the environment. `checks.py` refuses unsafe values.

Each NAME is also read from the file that NAME_FILE names (secrets of a container).
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _


class SecretFiles(environ.fileaware_mapping.FileAwareMapping):
    """A file written with an editor ends in a line break that is not part of the secret."""

    def __getitem__(self, key):
        return super().__getitem__(key).rstrip("\r\n")


class Env(environ.FileAwareEnv):
    ENVIRON = SecretFiles()
    EMAIL_SCHEMES = environ.Env.EMAIL_SCHEMES | {"demomail": "tools.mails.EmailBackend"}


env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- Who we are -------------------------------------------------------------------------------
COMPANY = {
    "name": "SAS MeilleursJobs",
    "address": "1 Place Pierre Mendès France, 34170 Castelnau-le-Lez",
    "email": "support@meilleursjobs.com",
}
# What only the operator knows. The pages show what is set; a public site is warned of the rest.
PUBLISHER = {
    "siren": env.str("COMPANY_SIREN", default=""),
    "register": env.str("COMPANY_REGISTER", default=""),  # « RCS Montpellier »
    "capital": env.str("COMPANY_CAPITAL", default=""),
    "vat": env.str("COMPANY_VAT", default=""),
    "phone": env.str("COMPANY_PHONE", default=""),
    "director": env.str("PUBLICATION_DIRECTOR", default=""),
}
HOSTING = {
    "name": env.str("HOSTING_NAME", default=""),
    "address": env.str("HOSTING_ADDRESS", default=""),
    "phone": env.str("HOSTING_PHONE", default=""),
    "country": env.str("HOSTING_COUNTRY", default=""),
}
# Who carries the site's own mails, and who keeps the files when they lie in an S3 store.
MAIL_PROVIDER = {
    "name": env.str("MAIL_PROVIDER_NAME", default=""),
    "country": env.str("MAIL_PROVIDER_COUNTRY", default=""),
}
STORAGE_PROVIDER = {
    "name": env.str("STORAGE_PROVIDER_NAME", default=""),
    "country": env.str("STORAGE_PROVIDER_COUNTRY", default=""),
}
# What the last run of the tests said (tests/runs.py writes it): the page of promises reads it.
TEST_RUNS = env.str("TEST_RUNS", default=str(BASE_DIR / ".local" / "test-runs.json"))

# --- Safety -----------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # demo people and their known password
SECRET_KEY = env.str("SECRET_KEY", default="")
FIELD_KEYS = env.str("FIELD_KEYS", default="")
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
SITE = urlsplit(SITE_URL)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE.hostname])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # how many stand in front of us
HTTPS = SITE.scheme == "https"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_NAME = "csrf"
CSRF_FAILURE_VIEW = "accounts.typed.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^sante/"]  # asked for by the machines inside
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0  # two years, as the preload list asks
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
GOOGLE_BASE_URL = env.str("GOOGLE_BASE_URL", default="").rstrip("/")  # empty: the real Google
# Feeds may come from this machine, without https: for tests and the demo.
FEEDS_FROM_LOOPBACK = env.bool("FEEDS_FROM_LOOPBACK", default=False)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code of the second factor is a data address
        "font-src": [SELF],
        "connect-src": [SELF],
        # Chromium checks a form's redirects too: the way to Google's consent starts with a POST.
        "form-action": [SELF, GOOGLE_BASE_URL or "https://accounts.google.com"],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # forms; files are counted apart
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- Apps -------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "meilleursjobs.apps.Project",
    "meilleursjobs.apps.Admin",
    "applications",
    "jobs",
    "gmail_send",
    "accounts",
    "privacy",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "lucide",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "meilleursjobs.middleware.PermissionsPolicy",
    "meilleursjobs.middleware.RefuseNul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "meilleursjobs.middleware.KeepNoPrivatePage",
    "accounts.middleware.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.StaffSecondFactorMiddleware",
    "privacy.middleware.RestrictionMiddleware",
    "privacy.middleware.AudienceMiddleware",
    "accounts.middleware.ActivityMiddleware",
]
ROOT_URLCONF = "meilleursjobs.urls"
WSGI_APPLICATION = "meilleursjobs.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "privacy.context.site",
            ],
            "builtins": ["meilleursjobs.lib.icons"],
        },
    }
]

# --- Data -------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default="postgres://mj@localhost/mj")}
if replica := env.str("DB_REPLICA_URL", default=""):
    DATABASES["replica"] = env.db_url_config(replica)
for database in DATABASES.values():
    database["CONN_HEALTH_CHECKS"] = True
    database.setdefault("OPTIONS", {})
    database["OPTIONS"]["options"] = " ".join(
        [
            f"-c statement_timeout={env.int('DB_STATEMENT_TIMEOUT_MS', default=10_000)}",
            f"-c lock_timeout={env.int('DB_LOCK_TIMEOUT_MS', default=5_000)}",
            "-c idle_in_transaction_session_timeout=60000",
        ]
    )
    if env.bool("DB_POOL", default=False):  # the web: threads share a few connections
        database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 5}
    else:
        database["CONN_MAX_AGE"] = env.int("DB_CONN_MAX_AGE", default=0)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("CACHE_URL", default="redis://localhost:6379/1"),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
STORAGE_URL = env.str("STORAGE_URL", default=str(BASE_DIR / ".local" / "files"))
ERASURE_LEDGER_URL = env.str(
    "ERASURE_LEDGER_URL", default=str(BASE_DIR / ".local" / "erasures.jsonl")
)
if STORAGE_URL.startswith("s3://"):
    FILES = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": urlsplit(STORAGE_URL).netloc,
            "location": urlsplit(STORAGE_URL).path.strip("/"),
            "default_acl": "private",
            "file_overwrite": False,
            "max_memory_size": 5_000_000,  # a larger file goes through the disk
        },
    }
else:
    FILES = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": STORAGE_URL,
            "base_url": None,  # no address: files leave by views that ask who reads
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }
STATIC_URL = "/static/"
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", default=not DEBUG)  # collected, hashed, compressed
STATIC_ROOT = None
if STATIC_MANIFEST:
    STATIC_ROOT = env.str("STATIC_ROOT", default=str(BASE_DIR / ".local" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
FONTS_DIR = env.str("FONTS_DIR", default="")  # empty: the reader's own fonts
if FONTS_DIR:
    STATICFILES_DIRS.append(("fonts", FONTS_DIR))
STORAGES = {
    "default": FILES,
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST

# --- Words, time ------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français")), ("en", _("anglais"))]
LANGUAGE_COOKIE_NAME = "langue"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "meilleursjobs.formats"
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- People -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    # Twelve characters: CNIL, délibération 2022-100 (50 bits with a limit on tries).
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_home"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES  # else X-Forwarded-For is not believed
# Eight figures, easy on a phone's keyboard; with the tries below, out of reach of guessing.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.sign_up.SignUpForm"
ACCOUNT_FORMS = {"signup": "accounts.forms.account.SignupForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]  # without a password: codes by mail
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told by mail
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    # At most ten tries, then a lock (lessons of SAN-2026-003, CNIL 2022-100).
    "login_failed": "10/m/ip,8/900s/key",
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
}
SOCIALACCOUNT_ADAPTER = "accounts.adapters.SocialAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # when SocialAdapter lets them in
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers then accept localhost only
MFA_TOTP_ISSUER = "MeilleursJobs"
MFA_TOTP_TOLERANCE = 1  # thirty seconds late or early
USERSESSIONS_TRACK_ACTIVITY = False  # it writes at each request; accounts.middleware does at times
FILE_UPLOAD_HANDLERS = [
    "accounts.uploads.BoundedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10
DNS_SERVER = env.str(
    "DNS_SERVER", default=""
)  # « address » or « address:port »; empty: the machine's
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"MeilleursJobs <{COMPANY['email']}>"
)

# --- Google -----------------------------------------------------------------------------------
# Between two letters of one mailbox, whatever waited before (an outage, a reconnection).
GMAIL_PACE = timedelta(seconds=env.int("GMAIL_PACE_SECONDS", default=60))
# How long an answer of Gmail's is awaited. What must be shorter or longer follows from it: patience
# before the first byte (45 s), limits of a task (110 and 120 s), lease of an attempt (180 s).
GMAIL_READ_TIMEOUT = timedelta(seconds=env.int("GMAIL_READ_TIMEOUT_SECONDS", default=60))
GMAIL_PATIENCE = GMAIL_READ_TIMEOUT * 3 / 4
GMAIL_LEASE = GMAIL_READ_TIMEOUT * 3
# Before a new try when Google does not say; doubled each time up to 360 times as much (6 h).
GMAIL_SHORTEST_WAIT = timedelta(seconds=env.int("GMAIL_SHORTEST_WAIT_SECONDS", default=60))
OUTBOX_POLL = timedelta(seconds=env.int("OUTBOX_POLL_SECONDS", default=20))  # each worker's timer
GOOGLE_LOGIN_CLIENT_ID = env.str("GOOGLE_LOGIN_CLIENT_ID", default="")
GOOGLE_LOGIN_CLIENT_SECRET = env.str("GOOGLE_LOGIN_CLIENT_SECRET", default="")
SOCIALACCOUNT_PROVIDERS = {
    "google": {
        "APPS": [{"client_id": GOOGLE_LOGIN_CLIENT_ID, "secret": GOOGLE_LOGIN_CLIENT_SECRET}]
        if GOOGLE_LOGIN_CLIENT_ID
        else [],
        "SCOPE": ["openid", "email", "profile"],
        "AUTH_PARAMS": {"access_type": "online"},  # no refresh token: we only ask who signs in
        "OAUTH_PKCE_ENABLED": True,
    }
}
if GOOGLE_BASE_URL:
    SOCIALACCOUNT_PROVIDERS["google"] |= {
        "AUTHORIZE_URL": f"{GOOGLE_BASE_URL}/o/oauth2/v2/auth",
        "ACCESS_TOKEN_URL": f"{GOOGLE_BASE_URL}/token",
        "CERTS_URL": f"{GOOGLE_BASE_URL}/oauth2/v1/certs",
        "IDENTITY_URL": f"{GOOGLE_BASE_URL}/oauth2/v3/userinfo",
        "ID_TOKEN_ISSUER": GOOGLE_BASE_URL,
    }
GOOGLE_GMAIL_CLIENT_ID = env.str("GOOGLE_GMAIL_CLIENT_ID", default="")
GOOGLE_GMAIL_CLIENT_SECRET = env.str("GOOGLE_GMAIL_CLIENT_SECRET", default="")

# --- Celery -----------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="redis://localhost:6379/0")
CELERY_TASK_IGNORE_RESULT = True  # outcomes live in our rows
CELERY_TASK_SOFT_TIME_LIMIT = int(GMAIL_READ_TIMEOUT.total_seconds() * 11 / 6)
CELERY_TASK_TIME_LIMIT = int(GMAIL_READ_TIMEOUT.total_seconds() * 2)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_PUBLISH_RETRY = False  # a wake-up that fails is forgotten: the sweep is the net
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "visibility_timeout": 3600,
    # One try: by default a publisher waits six seconds for a broker that is gone.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE

# --- Readings of CVs --------------------------------------------------------------------------
# Above these, our staff looks at who opened so many CVs, and nothing else follows (the CNIL held
# against France Travail that mass viewing went unnoticed, SAN-2026-003). The figures are our
# choice: one CV a minute for an hour on end, one every two minutes and a half of a working day of
# eight hours; who really reads is slower. Too low, and nobody looks at the list any more.
READINGS_AN_HOUR = env.int("READINGS_AN_HOUR", default=60)
READINGS_A_DAY = env.int("READINGS_A_DAY", default=200)

# --- How long each kind of data lives (privacy/registry.py names the keys) ---------------------
# Sources: the CNIL's référentiels and recruitment guide; « our choice » where none speaks.
RETENTION = {
    "account": timedelta(days=730),  # after the last real activity
    "draft": timedelta(days=30),
    "model_letter": timedelta(days=730),  # until deleted, at most the account
    "delivery_content": timedelta(days=30),  # until the sending ends, at most
    "send_log": timedelta(days=730),
    "gmail_grant": timedelta(days=182),  # unused six months: revoked
    # Two years at most; recruiters read it three months after the decision (to_offer.py).
    "application": timedelta(days=730),
    "alert": timedelta(days=396),  # a year without a sign, and a month after the question
    "alert_hit": timedelta(days=182),
    "claim": timedelta(days=365),
    "company_contact": timedelta(days=730),
    "invitation": timedelta(days=30),
    "offer": timedelta(days=365),  # the author's name; décret 2021-1362 on what a host keeps
    "objection": None,  # kept while the site lives, hashed
    "objection_request": timedelta(days=7),  # the mailed link's life
    "site_mail": timedelta(days=30),
    "site_mail_trace": timedelta(days=182),  # that it left, without its words
    "rights_request": timedelta(days=365),
    "rights_proof": timedelta(days=5 * 365),  # what was asked and answered, naming nobody
    "export": timedelta(days=7),
    "report": timedelta(days=365),
    "consent_proof": timedelta(days=5 * 365),
    "evidence": timedelta(days=5 * 365),  # C. trav. L1134-5: time to contest a refusal
    "audience": timedelta(days=760),  # 25 months
    "backup": timedelta(days=30),  # our choice; deploy/README.md says how they expire
    "erasure_ledger": timedelta(days=60),  # a backup's life, and a month
    "security_log": timedelta(days=365),
    "session": timedelta(days=30),
}

# Keys of RETENTION whose purge is held, or "all": for an inquiry, or after a mistake.
RETENTION_PAUSED = env.list("RETENTION_PAUSED", default=[])
# Deletes from append-only tables, which the site itself may not.
RETENTION_DATABASE_URL = env.str("RETENTION_DATABASE_URL", default="")

# --- Logs -------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # These write tokens at DEBUG.
        "requests_oauthlib": {"level": "WARNING"},
        "oauthlib": {"level": "WARNING"},
        "googleapiclient": {"level": "WARNING"},
        "google.auth": {"level": "WARNING"},
        "urllib3": {"level": "WARNING"},
        # These tell of every table of a font.
        "fontTools": {"level": "WARNING"},
        "fpdf": {"level": "WARNING"},
    },
}
SILENCED_SYSTEM_CHECKS = []
