"""A real browser: headless Chromium, driven over its DevTools protocol through two pipes.

No port, no driver, no further dependency: Chromium reads commands from its file descriptor 3 and writes to 4, each message
ended by a zero byte.
"""

import base64
import fcntl
import os
import select
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from benchmarks.servers import stop

__all__ = ["Browser", "BrowserError", "Page", "open_browser", "required_path"]

_PATIENCE_SECONDS = 60.0
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage", "--no-proxy-server",
    "--hide-scrollbars", "--remote-debugging-pipe",
)  # fmt: skip
_WAIT = """new Promise((resolve, reject) => {
  const end = performance.now() + %d;
  const look = () => {
    if (%s) resolve(true);
    else if (performance.now() > end) reject(new Error("never"));
    else requestAnimationFrame(look);
  };
  look();
})"""


def required_path() -> str:
    """Where Chromium is. Where there is none, the test is skipped; a machine that has promised to have it fails."""
    path = next((path for path in map(shutil.which, _NAMES) if path is not None), None)
    if path is None and os.environ.get("LAYERS_MOCK_REQUIRE_BROWSER") == "1":
        pytest.fail("needs Chromium, which this machine has promised to have")
    return path or pytest.skip("needs Chromium")


class BrowserError(Exception):
    """The browser refused a command, or nothing came of it in time."""


class Browser:
    """Commands to a running browser and its answers; what it tells unasked is kept."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers
        self._rest = b""
        self._number = 0
        self.events: list[Any] = []

    def ask(self, method: str, session: str | None = None, **parameters: object) -> Any:
        """What a command gives. Raises :class:`BrowserError`."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": parameters}
        if session is not None:
            message["sessionId"] = session
        os.write(self._commands, orjson.dumps(message) + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") != self._number:
                self.events.append(answer)
            elif "error" in answer:
                raise BrowserError(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def _next(self) -> Any:
        while b"\0" not in self._rest:
            if not select.select([self._answers], [], [], _PATIENCE_SECONDS)[0]:
                raise BrowserError("The browser says nothing any more.")
            part = os.read(self._answers, 1 << 20)
            if not part:
                raise BrowserError("The browser is gone.")
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        return orjson.loads(message)


class Page:
    """One tab."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._context = browser.ask("Target.createBrowserContext")["browserContextId"]
        target = browser.ask("Target.createTarget", url="about:blank", browserContextId=self._context)["targetId"]
        self._session: str = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self.ask(f"{domain}.enable")

    def close(self) -> None:
        """Close the tab with all that it kept."""
        self._browser.ask("Target.disposeBrowserContext", browserContextId=self._context)
        self._browser.events.clear()

    def ask(self, method: str, **parameters: object) -> Any:
        """What a command of the DevTools protocol gives."""
        return self._browser.ask(method, self._session, **parameters)

    def open(self, url: str) -> None:
        """Go to an address and wait until it is loaded. Raises :class:`BrowserError` where nothing answers there."""
        gone = self.ask("Page.navigate", url=url)
        if "errorText" in gone:
            raise BrowserError(f"{url}: {gone['errorText']}")
        self.wait("document.readyState === 'complete'")

    def value(self, expression: str) -> Any:
        """What an expression of JavaScript gives, a promise what it comes to. Raises :class:`BrowserError` where it throws."""
        given = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in given:
            thrown = given["exceptionDetails"]
            raise BrowserError(thrown.get("exception", {}).get("description") or thrown["text"])
        return given["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until an expression holds, looking again at every frame. Raises :class:`BrowserError` where it never does."""
        try:
            self.value(_WAIT % (_PATIENCE_SECONDS / 3 * 1000, condition))
        except BrowserError as error:
            raise BrowserError(f"{condition}: {error}\nThe page says: {self.text()}") from error

    def text(self, selector: str = "body") -> str:
        """What a reader sees there."""
        return str(self.value(f"document.querySelector({orjson.dumps(selector).decode()})?.innerText"))

    def click(self, selector: str) -> None:
        """Press the mouse's button on the first element that a selector finds."""
        place = f"document.querySelector({orjson.dumps(selector).decode()})"
        self.value(f"{place}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
        x, y = self.value(f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])({place}.getBoundingClientRect())")
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def press(self, key: str) -> None:
        """Press and release Tab, Enter or the space bar."""
        code = {"Tab": 9, "Enter": 13, " ": 32}[key]
        text = {"text": "\r" if key == "Enter" else key} if key != "Tab" else {}
        for kind, more in (("keyDown", text), ("keyUp", {})):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **more)

    def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        self.ask("Input.insertText", text=text)

    def look(self, *, width: int, scheme: str = "light", motion: str = "no-preference") -> None:
        """Set the width of the window and what the reader prefers."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        wanted = [{"name": "prefers-color-scheme", "value": scheme}, {"name": "prefers-reduced-motion", "value": motion}]
        self.ask("Emulation.setEmulatedMedia", features=wanted)

    def screenshot(self, path: Path) -> None:
        """Write down what the page looks like, all of it."""
        picture = self.ask("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(picture["data"]))

    def accessible(self) -> list[tuple[str, str]]:
        """Role and name of everything that somebody who does not see is told of."""
        nodes = self.ask("Accessibility.getFullAXTree")["nodes"]
        told = [node for node in nodes if not node.get("ignored")]
        return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in told]

    def complaints(self) -> list[str]:
        """What the browser logged as wrong: errors of scripts, and what the page's policy refused."""
        entries = [event["entry"] for event in self._told("Log.entryAdded")]
        logged = [f"{entry['text']} {entry.get('url', '')}" for entry in entries if entry["level"] in {"error", "warning"}]
        return logged + [str(event) for event in self._told("Runtime.exceptionThrown")]

    def requested(self) -> list[str]:
        """The addresses that were asked for, in order."""
        return [event["request"]["url"] for event in self._told("Network.requestWillBeSent")]

    def _told(self, method: str) -> list[Any]:
        self.value("0")
        events = [event for event in self._browser.events if event.get("sessionId") == self._session]
        return [event["params"] for event in events if event["method"] == method]


@contextmanager
def open_browser(path: str) -> Iterator[Browser]:
    """Start Chromium with a profile of its own, and stop it by its handle."""
    read_commands, commands = _pipe()
    answers, write_answers = _pipe()
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        line = f'exec "$0" "$@" 3<&{read_commands} 4>&{write_answers}'
        command = ["bash", "-c", line, path, *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
        with tempfile.TemporaryFile() as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, pass_fds=(read_commands, write_answers))
            os.close(read_commands)
            os.close(write_answers)
            try:
                yield Browser(commands, answers)
            finally:
                os.close(commands)
                os.close(answers)
                stop(process, _PATIENCE_SECONDS)


def _pipe() -> tuple[int, int]:
    """The ends of a pipe, numbered so high that 3 and 4 stay free."""
    low = os.pipe()
    reader, writer = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in low)
    for end in low:
        os.close(end)
    return reader, writer
