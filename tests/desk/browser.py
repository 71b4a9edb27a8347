"""Chromium without a window, driven through its own protocol: it types, clicks and says what it sees."""

from __future__ import annotations

import asyncio
import base64
import shutil
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp

from streams.broker import Process

_SECONDS = 30.0


def found() -> str | None:
    """Where Chromium is."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Browser:
    """One page of a browser with a profile of its own."""

    def __init__(self, program: str) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="counterflow-browser-"))
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=1400,1000",
            "--remote-debugging-port=0",
        ]
        options += ["--no-first-run", "--disable-dev-shm-usage", f"--user-data-dir={self._folder}", "about:blank"]
        self._process = Process([program, *options], env={"HOME": str(self._folder)})
        self._number = 0

    async def open(self, address: str) -> None:
        """Go to a page."""
        await self.tell("Page.navigate", url=address)
        await self._loaded()

    async def script(self, words: str) -> Any:
        """The value of an expression in the page."""
        answer = await self.tell("Runtime.evaluate", expression=words, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    async def text(self) -> str:
        """What the page says."""
        return str(await self.script("document.body.innerText"))

    async def write(self, field: str, words: str) -> None:
        """Type into a field, by its name."""
        await self.script(f"document.querySelector('[name={field}]').focus()")
        await self.tell("Input.insertText", text=words)

    async def click(self, selector: str) -> None:
        """Click an element with the mouse."""
        place = await self.script(
            f"(() => {{ const e = document.querySelector({selector!r}); e.scrollIntoView({{block: 'center'}});"
            " const r = e.getBoundingClientRect(); return [r.x + Math.min(r.width / 2, 20), r.y + r.height / 2]; })()"
        )
        for deed in ("mousePressed", "mouseReleased"):
            await self.tell("Input.dispatchMouseEvent", type=deed, x=place[0], y=place[1], button="left", clickCount=1)

    async def follow(self, selector: str) -> None:
        """Click what leads to another page, and wait for it."""
        await self.script("window.before = true")
        await self.click(selector)
        deadline = time.monotonic() + _SECONDS
        while await self.script("window.before === true"):
            assert time.monotonic() < deadline, await self.text()
            await asyncio.sleep(0.05)
        await self._loaded()

    async def picture(self, file: Path) -> None:
        """The whole page as a PNG."""
        answer = await self.tell("Page.captureScreenshot", captureBeyondViewport=True)
        file.write_bytes(base64.b64decode(answer["data"]))

    async def tell(self, method: str, **parameters: Any) -> Any:
        """Send a command; its result."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        async with asyncio.timeout(_SECONDS):
            while True:
                answer = await self._socket.receive_json()
                if answer.get("id") == self._number:
                    assert "error" not in answer, answer
                    return answer["result"]

    async def _loaded(self) -> None:
        deadline = time.monotonic() + _SECONDS
        while await self.script("document.readyState !== 'complete' || location.href === 'about:blank'"):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)

    async def __aenter__(self) -> Self:
        port_file = self._folder / "DevToolsActivePort"
        deadline = time.monotonic() + _SECONDS
        while not port_file.exists() or "\n" not in port_file.read_text():
            assert time.monotonic() < deadline, self._process.tail()
            await asyncio.sleep(0.05)
        port = port_file.read_text().splitlines()[0]
        self._session = aiohttp.ClientSession()
        async with self._session.get(f"http://127.0.0.1:{port}/json/list") as answer:
            [page] = [each for each in await answer.json() if each["type"] == "page"]
        self._socket = await self._session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0)
        # Pages have no scripts, and must not need any.
        await self.tell("Emulation.setScriptExecutionDisabled", value=True)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._socket.close()
        await self._session.close()
        self._process.end()
        shutil.rmtree(self._folder, ignore_errors=True)
