"""The page of a class list that is being taken over: sent in parts, each tells how far it is.

The work is done while the page is sent, in one transaction. So it needs no script, no worker and no
second writer, and whoever leaves the page before the end takes everything back.
"""

from django.db import OperationalError
from django.template.loader import render_to_string
from django.utils import translation

from portfolios import class_list as lists
from portfolios.errors import Refused

# Where in the page the parts stand.
MARK = "<!-- parts -->"


def parts(page, class_list, *, by, shown):
    """The page around what becomes of the list, part by part, in the language of the request:
    when the parts are made, that is over."""
    return _parts(translation.get_language(), page, class_list, by=by, shown=shown)


def _parts(language, page, class_list, *, by, shown):
    before, after = page.split(MARK)
    yield before
    with translation.override(language):
        try:
            for done, total in lists.take(class_list, by=by, shown=shown):
                yield _part("_progress", done=done, total=total)
        except Refused as refused:
            yield _part("_refused", class_list=class_list, reason=str(refused))
        except OperationalError:
            yield _part("_refused", class_list=class_list, reason="")
        else:
            class_list.refresh_from_db()
            yield _part("_done", class_list=class_list)
    yield after


def _part(name, **context):
    return render_to_string(f"portfolios/class_list/{name}.html", context)
