"""The door for a WSGI server; it never starts embedded, so it must be told its environment."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wtb_site.settings")
application = get_wsgi_application()
