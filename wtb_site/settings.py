"""The settings: one file, every difference between two starts comes from the environment."""

from datetime import timedelta
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from wtb_site import env

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("WTB_DATA") or BASE_DIR / ".data")
EMBEDDED = env.is_embedded()

if EMBEDDED:
    SECRET_KEY = env.embedded_secret_key(DATA_DIR)
    ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    DATABASE_URL = f"sqlite:///{DATA_DIR / 'wtb.sqlite3'}"
else:
    env.require()
    SECRET_KEY = env.text("SECRET_KEY")
    # Earlier keys: sessions and second factors of their time go on.
    SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
    ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
    DATABASE_URL = env.text("DATABASE_URL")

DEBUG = env.flag("DEBUG")
SITE_NAME = "WTB Portfolio"

INSTALLED_APPS = [
    "portfolios",
    "curriculum",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "bootstrap",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "wtb_site.middleware.LanguageMiddleware",
    "wtb_site.middleware.VersionMiddleware",
    "wtb_site.middleware.PrivateMiddleware",
    "wtb_site.middleware.SecondFactorMiddleware",
    "wtb_site.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "wtb_site.urls"
WSGI_APPLICATION = "wtb_site.wsgi.application"

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
                "wtb_site.context_processors.site",
            ],
            "libraries": {"ui": "wtb_site.templatetags.ui"},
        },
    },
]

# Database: a request is not a transaction; every step opens its own (portfolios/sign_off.py).

DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;"
        "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;PRAGMA cache_size=2000;",
    }
else:
    # To compile a query of a whole school takes PostgreSQL 2 s, to answer it 0.1 s.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People and sign-in.

AUTH_USER_MODEL = "portfolios.User"
AUTHENTICATION_BACKENDS = ["wtb_site.accounts.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# The demo school's accounts and their one password; no other start lets them in.
DEMO_DOMAIN = "demo.example"
DEMO_PASSWORD = "werkplaats-2026"  # noqa: S105 - printed at every embedded start
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "wtb_site.accounts.Adapter"
ACCOUNT_FORMS = {
    "login": "wtb_site.forms.LoginForm",
    "reset_password": "wtb_site.forms.ResetPasswordForm",
    "reset_password_from_key": "wtb_site.forms.ResetPasswordKeyForm",
    "change_password": "wtb_site.forms.ChangePasswordForm",
    "reauthenticate": "wtb_site.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# A class behind one school address signs in within a minute: the limits that stop guessing are
# those of the account (key); those of the address (ip) only stop a flood.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "200/m/ip,5/5m/key",
    "reset_password": "60/m/ip,3/5m/key",
    "reset_password_from_key": "60/m/ip",
    "change_password": "10/m/user",
    "reauthenticate": "10/m/user",
}
# The second factor: a code of an app beside the password. Off: who wants it sets it up.
SECOND_FACTOR = env.flag("SECOND_FACTOR", not EMBEDDED)
MFA_ADAPTER = "wtb_site.second_factor.Adapter"
MFA_FORMS = {
    "authenticate": "wtb_site.forms.CodeForm",
    "reauthenticate": "wtb_site.forms.CodeAgainForm",
    "activate_totp": "wtb_site.forms.SetUpForm",
    "deactivate_totp": "wtb_site.forms.SwitchOffForm",
    "generate_recovery_codes": "wtb_site.forms.NewCodesForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
# What a guest with a link may ask: by address of the network, and by link or code.
GUEST_RATE_LIMITS = {
    "door": "60/m/ip",
    "page": "60/m/ip,30/m/key",
    "code": "10/m/ip,5/m/key",
    "file": "600/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PROXY_COUNT", 0)

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if EMBEDDED
    # Rate limits are counted here, for all server processes together.
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "wtb_cache",
        # With few places, wrong passwords for many accounts would push out the count of one.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Language and time.

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "wtb_site" / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# Static files come from the application itself, found where they are: no collecting needed.

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "wtb_site" / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# Evidence: private files, under random names, handed out by portfolios/views/evidence_file.py.

MEDIA_ROOT = DATA_DIR / "uploads"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MAX_FILE_BYTES = env.number("MAX_FILE_MB", 250) * 1_000_000
# All files of one student together, those that are still on their way included.
MAX_STUDENT_BYTES = env.number("MAX_STUDENT_MB", 2000) * 1_000_000
# Where workers run (`manage.py process_files --forever` and `send_mails --forever`), files are
# judged and mails are sent there; else at once.
WORKER = env.flag("WORKER")
# Set: host:port of an antivirus daemon (clamd); no file opens before it was scanned there.
CLAMD = env.text("CLAMD")
# Set: the web server sends the files itself, from this address (nginx: an internal location).
X_ACCEL_PREFIX = env.text("X_ACCEL_PREFIX")
UPLOAD_EXPIRES_AFTER = timedelta(days=env.number("UPLOAD_DAYS", 7))
# How long a removed piece can come back, and a file that is part of no piece stays.
BIN_KEEPS = timedelta(days=30)
# How long a workplace trainer can use a link.
LINK_EXPIRES_AFTER = timedelta(days=env.number("LINK_DAYS", 21))
# The school's own mail domains: nobody there is a workplace trainer.
SCHOOL_MAIL_DOMAINS = env.words("SCHOOL_MAIL_DOMAINS")
# On: a teacher sees figures about their own assessing, and nobody else does.
TEACHER_FIGURES = env.flag("TEACHER_FIGURES")
FILE_UPLOAD_HANDLERS = ["portfolios.uploads.LimitedUploadHandler"]
# More files than these are dropped and named, and the form stays; far more end the request.
MAX_FILES = 50
DATA_UPLOAD_MAX_NUMBER_FILES = 10 * MAX_FILES
# The grid of a qualification comes back as one form: a dozen fields for each work process.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Mail.

# Where links in mails lead; `manage.py demo` fills in where it serves.
SITE_URL = env.text("SITE_URL").rstrip("/")
if not SITE_URL:
    _scheme = "https" if env.flag("HTTPS", True) else "http"
    SITE_URL = "http://localhost:8000" if EMBEDDED else f"{_scheme}://{ALLOWED_HOSTS[0]}"
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "portfolio@localhost")
if EMBEDDED:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
else:
    EMAIL_HOST = env.text("MAIL_HOST", "localhost")
    EMAIL_PORT = env.number("MAIL_PORT", 25)
    EMAIL_HOST_USER = env.text("MAIL_USER")
    EMAIL_HOST_PASSWORD = env.text("MAIL_PASSWORD")
    EMAIL_USE_TLS = env.flag("MAIL_TLS")
    EMAIL_TIMEOUT = 10

# Browser security.

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A film is drawn for its picture before it is sent.
        "media-src": [SELF, "blob:"],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "wtb_site.refusals.csrf_failure"
if not EMBEDDED:
    SECURE_SSL_REDIRECT = env.flag("HTTPS", True)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT
    SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SSL_REDIRECT else 0
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_SSL_REDIRECT
    CSRF_TRUSTED_ORIGINS = env.words("TRUSTED_ORIGINS")
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
# Addresses are unique by their lower case, in a constraint of portfolios.User.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
