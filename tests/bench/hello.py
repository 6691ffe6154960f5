"""A bare Django: what the server and the framework cost before anybody asks for anything."""

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("", lambda request: HttpResponse("hello"))]

if not settings.configured:
    settings.configure(
        SECRET_KEY="only-for-measuring", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[]
    )
    import django

    django.setup()

application = WSGIHandler()
