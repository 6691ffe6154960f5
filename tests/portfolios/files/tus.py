"""Speaks tus through Django's test client, with the session and the CSRF header of a browser."""

import base64
from io import BytesIO

from django.test import Client
from django.urls import reverse

UPLOADS = "/portfolio/uploads/"
BYTES = "application/offset+octet-stream"


class Sender:
    """One person who sends files. Every call answers the response."""

    def __init__(self, person=None):
        self.client = Client(enforce_csrf_checks=True)
        self.headers = {"Tus-Resumable": "1.0.0"}
        if person:
            self.client.force_login(person)
            self.headers["X-CSRFToken"] = self.about().json()["token"]

    def about(self):
        return self.client.get(reverse("portfolios:uploads"))

    def call(self, method, address, body=b"", content_type="", arrives=None, **headers):
        """Send one request; a header of None is left out, a body may lose its end on the way."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kept = {k: str(v) for k, v in {**self.headers, **named}.items() if v is not None}
        # Told apart, because the test client leaves out the type of an empty body.
        extra = {"CONTENT_TYPE": content_type} if content_type else {}
        if arrives is not None:
            extra["wsgi.input"] = BytesIO(body[:arrives])
        return self.client.generic(method, address, body, content_type, headers=kept, **extra)

    def create(self, length, name="photo.jpg", **headers):
        encoded = base64.b64encode(name.encode()).decode()
        headers = {"Upload-Length": length, "Upload-Metadata": f"filename {encoded}", **headers}
        return self.call("POST", UPLOADS, **headers)

    def begin(self, length, name="photo.jpg"):
        """The address of a new upload."""
        response = self.create(length, name)
        assert response.status_code == 201, response.content
        return response["Location"]

    def append(self, address, offset, body, arrives=None, **headers):
        headers = {"Upload-Offset": offset, **headers}
        return self.call("PATCH", address, body, BYTES, arrives, **headers)

    def offset(self, address):
        """How far the server says it is."""
        return int(self.call("HEAD", address)["Upload-Offset"])

    def end(self, address):
        return self.call("DELETE", address)

    def send(self, content, name="photo.jpg"):
        """A whole file at once; the answer to its bytes."""
        return self.append(self.begin(len(content), name), 0, content)
