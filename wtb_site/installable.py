"""What makes the site an app: its service worker, and the manifest that a phone installs it by."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

# What every page of a student and the shell without a network need.
CACHED = (
    "site.css",
    "bootstrap/css/bootstrap.min.css",
    "icons.svg",
    "favicon.svg",
    "django_htmx/htmx-2.min.js",
    "theme.js",
    "menu.js",
    "waiting.js",
    "sending.js",
    "upload.js",
    "queue.js",
    "rows.js",
    "poster.js",
    "evidence.js",
    "chosen.js",
    "draft.js",
    "offline.js",
)
ICONS = (192, 512)
PAPER, BLUE = "#f2f4f6", "#255a86"  # --paper and --blue of site.css


@require_safe
@login_not_required
def service_worker(request):
    """The worker with the list of what it caches; asked for again by the browser at each visit."""
    facts = {
        "version": version(),
        "shell": reverse("portfolios:evidence_offline"),
        "files": [static(name) for name in CACHED],
    }
    code = f"const FACTS = {json.dumps(facts)};\n{_text('sw.js')}"
    return HttpResponse(
        code, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


@require_safe
@login_not_required
def manifest(request):
    """The name, the colours and the icons of the installed site."""
    icons = [
        {"src": static(f"icon-{side}.png"), "sizes": f"{side}x{side}", "type": "image/png"}
        for side in ICONS
    ]
    facts = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "description": _("Show what you can, and see what is still missing."),
        "lang": get_language(),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": BLUE,
        "icons": icons,
    }
    return JsonResponse(facts, content_type="application/manifest+json")


def version():
    """Other files, or another language, make another worker, which caches anew."""
    digest = _digest() if settings.DEBUG else _digest_once()
    return f"{digest}-{get_language()}"


def _digest():
    parts = [_bytes(name) for name in (*CACHED, "sw.js")]
    templates = Path(settings.BASE_DIR) / "templates" / "portfolios" / "evidence"
    parts += [path.read_bytes() for path in sorted(templates.glob("*.html"))]
    return sha256(b"\0".join(parts)).hexdigest()[:16]


_digest_once = cache(_digest)


def _text(name):
    return _bytes(name).decode()


def _bytes(name):
    return Path(finders.find(name)).read_bytes()
