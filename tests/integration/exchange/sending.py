"""Uploading a file as the page `/exchange` does."""

from urllib.parse import quote

from werkzeug.test import TestResponse

from tests.integration.halls import Hall


def send(
    hall: Hall, path: str, data: bytes, key: str = "", role: str = "admin", name: str = ""
) -> TestResponse:
    """Uploads a file to be imported, or looked at."""
    headers = {
        "Authorization": f"Bearer {hall.tokens[role]}",
        "Idempotency-Key": key or f"{path}{len(data)}",
        "Content-Type": "application/octet-stream",
        "X-File-Name": quote(name),
    }
    return hall.client.post(f"/api/v1/imports/{path}", data=data, headers=headers)
