"""Reads the small forms of our pages: urlencoded text, nothing to upload."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from gateway.web.problems import Refusal

MOST_BYTES = 65536
# A box for each stock line of a batch.
MOST_FIELDS = 1000


async def form(request: Request) -> dict[str, str]:
    """The fields of the form, each trimmed. A form too long or not of text is refused."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refusal(413, "form", f"at most {MOST_BYTES} bytes", "more")
    try:
        fields = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError as error:
        raise Refusal(400, "form", "urlencoded UTF-8 text", str(error)) from error
    return {name: value.strip() for name, value in fields}


Form = Annotated[dict[str, str], Depends(form)]
