"""Receiving a request's body, bounded in size and in time."""

import asyncio

from aiohttp import web

__all__ = ["BodyBrokenError", "BodyTooLargeError", "receive_body"]

_PATIENCE_SECONDS = 30.0


class BodyTooLargeError(Exception):
    """The body is larger than the server reads."""


class BodyBrokenError(Exception):
    """The body ended early, stalled, or its encoding is broken."""


async def receive_body(request: web.BaseRequest, limit: int) -> bytes:
    """The whole body. Raises :class:`BodyTooLargeError` past ``limit`` bytes and :class:`BodyBrokenError`.

    A declared length past the limit is refused before a byte is read; a chunked or compressed body as soon as it is past it.
    """
    if not request.can_read_body:
        return b""
    declared = request.content_length
    if declared is not None and declared > limit:
        raise BodyTooLargeError
    if request.version >= (1, 1) and request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0
    content = request.content
    if content.is_eof() and content.exception() is None:
        # All of it came along with the headers, as small bodies do: no need to wait, nor to bound the waiting.
        return _bounded(content.read_nowait(), limit)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            return await _read(request, limit)
    except (TimeoutError, ConnectionError, web.RequestPayloadError) as error:
        reason = " ".join(str(error).split()).removeprefix("400, message: ")
        raise BodyBrokenError(reason or "The body stalled.") from error


def _bounded(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise BodyTooLargeError
    return body


async def _read(request: web.BaseRequest, limit: int) -> bytes:
    content = request.content
    body = await content.readany()
    if content.at_eof():
        return _bounded(body, limit)
    parts, size = [body], len(body)
    while not content.at_eof():
        part = await content.readany()
        parts.append(part)
        size += len(part)
        if size > limit:
            raise BodyTooLargeError
    return b"".join(parts)
