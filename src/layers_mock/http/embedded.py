"""A server in a thread of this process: for test suites, and for commands that run another one beside it."""

import asyncio
import threading

from layers_mock.http.serving import Opened, Settings, new_runner, open_server, serve_until

__all__ = ["EmbeddedServer"]

_PATIENCE_SECONDS = 10.0


class EmbeddedServer:
    """A server with an event loop of its own in a daemon thread. Also a context manager that gives the URL.

    It leaves the process as it is: no signal handlers, no tuning of the garbage collector.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: Opened | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped: asyncio.Event | None = None
        self._is_up = threading.Event()
        self._fault: BaseException | None = None

    @property
    def opened(self) -> Opened:
        """The server behind it. Raises :class:`RuntimeError` before it was started."""
        if self._opened is None:
            raise RuntimeError("The server was not started.")
        return self._opened

    def start(self) -> str:
        """Begin to answer; gives the URL. Raises what :func:`layers_mock.http.serving.open_server` raises."""
        if self._opened is not None:
            raise RuntimeError("The server was started already.")
        self._opened = open_server(self._settings)
        self._thread = threading.Thread(target=self._run, name="layers-mock", daemon=True)
        self._thread.start()
        self._is_up.wait()
        self._raise_fault()
        return self._opened.url

    def stop(self) -> None:
        """Finish the answers under way, close, and wait for the thread. Does nothing where nothing runs.

        Raises what went wrong in the thread, as a snapshot that could not be saved, and :class:`RuntimeError` where it
        does not end.
        """
        thread, self._thread = self._thread, None
        if thread is None:
            return
        if self._loop is not None and self._stopped is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopped.set)
        thread.join(_PATIENCE_SECONDS)
        if thread.is_alive():
            raise RuntimeError("The server did not stop.")
        self._raise_fault()

    def __enter__(self) -> str:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            with new_runner() as runner:
                runner.run(self._serve())
        except BaseException as error:  # noqa: BLE001 - raised where the server is started or stopped
            self._fault = error
        finally:
            self._is_up.set()

    async def _serve(self) -> None:
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        await serve_until(self.opened, self._stopped, self._is_up.set)

    def _raise_fault(self) -> None:
        fault, self._fault = self._fault, None
        if fault is not None:
            raise fault
