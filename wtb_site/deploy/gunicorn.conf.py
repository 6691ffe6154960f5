"""Gunicorn for one machine: `gunicorn -c wtb_site/deploy/gunicorn.conf.py wtb_site.wsgi`."""

bind = "127.0.0.1:8000"
workers = 3
# Room for a large upload over a slow line; nginx buffers it before we see it.
timeout = 120
control_socket_disable = True
accesslog = "-"
