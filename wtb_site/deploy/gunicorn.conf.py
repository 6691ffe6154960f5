"""Gunicorn for one machine: `gunicorn -c wtb_site/deploy/gunicorn.conf.py wtb_site.wsgi`."""

from gunicorn.glogging import Logger


class DiscreetLogger(Logger):
    """Keeps no address of a workplace trainer's link: whoever reads one can use it."""

    def access(self, resp, req, environ, request_time):
        if not environ.get("PATH_INFO", "").startswith("/s/"):
            super().access(resp, req, environ, request_time)


logger_class = DiscreetLogger
bind = "127.0.0.1:8000"
workers = 3
# An upload over a slow line holds a thread for as long as it takes, and no worker.
worker_class = "gthread"
threads = 16
# For a worker that answers nothing at all; a slow request does not count.
timeout = 120
graceful_timeout = 30
control_socket_disable = True
accesslog = "-"
