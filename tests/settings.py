"""Settings of the tests: a start that is told everything, on SQLite unless told otherwise."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "only-for-tests-only-for-tests-only-for-tests-0123456789")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("DATABASE_URL", "sqlite://:memory:")
os.environ.setdefault("HTTPS", "False")
os.environ["WTB_DATA"] = tempfile.mkdtemp(prefix="wtb-test-")

from wtb_site.settings import *  # noqa: F403

# Argon2 takes a tenth of a second on purpose; its own test sets it back.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The tests of the second factor ask for it; all others sign in with one step.
SECOND_FACTOR = False
# Static files are looked up when they are asked for: every client of a test starts the site anew,
# and would begin with a walk through all of them. Its own test sets it back.
WHITENOISE_AUTOREFRESH = True
