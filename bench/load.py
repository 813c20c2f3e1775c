"""A crowd of browsers without browsers: opens Streamlit sessions over their own protocol and times their reruns."""

import asyncio
import random
import time
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

TIMEOUT = 60.0  # seconds without a word from the server
FINISHED_EARLY = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN


@dataclass
class Crowd:
    """What the crowd saw: every rerun in milliseconds, in the order in which they ended."""

    first: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    received: list[int] = field(default_factory=list)  # bytes of each rerun
    faults: list[str] = field(default_factory=list)


class Tab:
    """One browser tab: keeps what a browser would send back."""

    def __init__(self, base: str, page: str, cookie: str, query: str = ""):
        self.base, self.page, self.cookie, self.query = base, page, cookie, query
        self.page_hash = ""
        self.held: set[str] = set()  # hashes of the large messages that a browser keeps
        self.mounts: dict[str, str] = {}  # what our own components were given last, as JSON
        self.faults: list[str] = []

    async def open(self) -> None:
        address = self.base.replace("http", "ws", 1) + "/_stcore/stream"
        self.socket = await websockets.connect(
            address,
            subprotocols=["streamlit"],
            origin=self.base,
            additional_headers={"Cookie": self.cookie} if self.cookie else None,
            max_size=None,
            compression=None,
            ping_interval=None,
            open_timeout=TIMEOUT,
        )

    async def rerun(self) -> tuple[float, int]:
        """Run the page once; returns (milliseconds, bytes received)."""
        begun, received = time.perf_counter(), 0
        await self.socket.send(self._asks())
        while True:
            raw = await asyncio.wait_for(self.socket.recv(), TIMEOUT)
            received += len(raw)
            message = ForwardMsg.FromString(raw)
            if self._is_last(message):
                return (time.perf_counter() - begun) * 1000, received

    async def close(self) -> None:
        await self.socket.close()

    def _asks(self) -> bytes:
        asked = BackMsg()
        state = asked.rerun_script
        state.page_script_hash, state.query_string = self.page_hash, self.query
        state.page_name = "" if self.page_hash else self.page
        state.cached_message_hashes.extend(self.held)
        context = state.context_info
        context.timezone, context.timezone_offset = "Asia/Shanghai", -480
        context.locale, context.color_scheme = "zh-CN", "light"
        context.url = f"{self.base}/{self.page}{self.query and '?'}{self.query}"
        return asked.SerializeToString()

    def _is_last(self, message: ForwardMsg) -> bool:
        kind = message.WhichOneof("type")
        if message.metadata.cacheable and message.hash:
            self.held.add(message.hash)
        if kind == "new_session":
            self.page_hash = message.new_session.page_script_hash
        elif kind == "navigation":
            self.page_hash = message.navigation.page_script_hash
        elif kind == "page_not_found":
            self.faults.append(f"no such page: {self.page}")
        elif kind == "delta" and message.delta.new_element.WhichOneof("type") == "exception":
            self.faults.append(message.delta.new_element.exception.message[:200])
        elif kind == "delta":
            self._keep(message.delta.new_element)
        return kind == "script_finished" and message.script_finished != FINISHED_EARLY

    def _keep(self, element) -> None:
        if element.WhichOneof("type") == "bidi_component" and element.bidi_component.json:
            name = element.bidi_component.component_name.rpartition(".")[2]
            self.mounts[name] = element.bidi_component.json


async def crowd(
    base: str, page: str, *, cookies: list[str], sessions: int, reruns: int, think: float
) -> Crowd:
    """Let `sessions` tabs rerun a page `reruns` times each, thinking `think` seconds between (on average)."""
    seen = Crowd()
    rng = random.Random(sessions)
    tabs = [Tab(base, page, cookies[n % len(cookies)]) for n in range(sessions)]
    opening = asyncio.Semaphore(4)

    async def sit(tab: Tab) -> None:
        try:
            async with opening:
                await tab.open()
                took, _ = await tab.rerun()
                seen.first.append(took)
            for _ in range(reruns):
                if think:
                    await asyncio.sleep(rng.expovariate(1 / think))
                took, received = await tab.rerun()
                seen.reruns.append(took)
                seen.received.append(received)
            await tab.close()
        except (OSError, TimeoutError, websockets.WebSocketException) as fault:
            seen.faults.append(f"{type(fault).__name__}: {fault}")
        seen.faults.extend(tab.faults)

    await asyncio.gather(*(sit(tab) for tab in tabs))
    return seen


def percentile(values: list[float], share: float) -> float:
    """The value below which a share (0 to 1) of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]
