"""A client of the JSON API: paths below a user, bodies and answers as Python's values."""

import json


class Api:
    def __init__(self, client, user="alice@example.com"):
        self.client, self.base = client, f"/api/v1/users/{user}"

    def __call__(self, method, path, body=None, **headers):
        """`body`: a value, or bytes as they are."""
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            headers.setdefault("content_type", "application/json")
        return self.client(method, self.base + path, body, **headers)

    def value(self, method, path, body=None, **headers):
        """Of a 200."""
        response = self(method, path, body, **headers)
        assert response.status == 200, (response.status, response.text)
        return json.loads(response.body)


def value_of(response):
    return json.loads(response.body)


def detail_of(response):
    return value_of(response)["detail"]


def faults_of(response):
    """{location: type} of a 422, a location's parts joined by dots."""
    assert response.status == 422, (response.status, response.text)
    return {".".join(map(str, fault["loc"])): fault["type"] for fault in detail_of(response)}


def contact(name="Bob", uri="sip:bob@example.net", **more):
    return {"name": name, "uris": [{"uri": uri}], **more}
