"""Calling the interface as a program does: a token, JSON, and what comes back."""

import json

from django.test import Client

from openpar.people.models import User
from openpar.people.tokens import create_token

PREFIX = "/api/v1"


class Program:
    """A program of one person: every request with its token, every answer as it came."""

    def __init__(self, user: User, *, scope: str = "write", client: Client | None = None) -> None:
        self.user = user
        self.token, self.secret = create_token(by=user, title="bài thử", scope=scope, days=7)
        self.client = client or Client()

    @property
    def headers(self) -> dict[str, str]:
        """The header that says who asks."""
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, path: str, headers=(), **parameters: object):
        """Read."""
        given = self.headers | dict(headers)
        return self.client.get(PREFIX + path, parameters, headers=given)

    def send(self, method: str, path: str, body: object = None, headers=()):
        """Write JSON."""
        return self.client.generic(
            method,
            PREFIX + path,
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers=self.headers | dict(headers),
        )

    def post(self, path: str, body: object = None, headers=()):
        """Do."""
        return self.send("POST", path, body, headers)

    def put(self, path: str, body: object, headers=()):
        """Save."""
        return self.send("PUT", path, body, headers)

    def upload(self, path: str, headers=(), **fields: object):
        """Send a file."""
        return self.client.post(PREFIX + path, fields, headers=self.headers | dict(headers))
