"""The baseline: a bare aiohttp server that answers every request with one constant JSON.

``python -m benchmarks.baseline PORT`` (0 picks a free one); once it listens it prints one JSON line with its URL.
It imports nothing but aiohttp and the standard library, so that its start is aiohttp's start.
"""

import json
import socket
import sys

from aiohttp import web

__all__ = ["BODY", "main"]

BODY = b'{"status":"ok"}'


async def _answer(_: web.Request) -> web.Response:
    return web.Response(body=BODY, content_type="application/json")


def main(port: int) -> None:
    """Serve on loopback until SIGINT or SIGTERM, on asyncio's own event loop and without an access log."""
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", _answer)
    listener = socket.create_server(("127.0.0.1", port))
    ready = json.dumps({"url": f"http://127.0.0.1:{listener.getsockname()[1]}"})

    def announce(_: str) -> None:
        sys.stdout.write(ready + "\n")
        sys.stdout.flush()

    web.run_app(application, sock=listener, access_log=None, print=announce)


if __name__ == "__main__":
    main(int(sys.argv[1]))
