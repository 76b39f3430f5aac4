"""The way to the gateway over MQTT: the port, on the loop's side; the connection itself runs on a thread of its own."""

import asyncio
from typing import Any

from agent import aio
from agent.linux.mqtt_client import Broker
from agent.linux.mqtt_runner import BACK_OFF_S, Runner
from agent.linux.worker import tell
from agent.ports import Link, LinkFault
from coldchain.events import MAX_FRAME_BYTES

PATIENCE_S = 1.0


class MqttLink(Link):
    """The device's connection to its broker; `open` begins it, and it comes back by itself until `close`.

    `client_secret` ends the client id: who could guess that would throw this device off the broker.
    """

    def __init__(
        self,
        broker: Broker,
        site: str,
        device: str,
        client_secret: str,
        back_off_s: tuple[float, float] = BACK_OFF_S,
    ) -> None:
        self.incoming = aio.Mailbox()
        self._broker = broker
        self._client_id = f"vf-{site}-{device}-{client_secret}"
        self._base = f"vigifroid/v1/{site}/{device}/"
        self._back_off_s = back_off_s
        self._runner: Runner | None = None

    async def open(self) -> None:
        """Begin to connect; `incoming` tells how that goes."""
        loop = asyncio.get_running_loop()

        def deliver(name: str, payload: Any) -> None:
            tell(loop, self._take, runner, (name, payload))

        runner = Runner(self._broker, self._client_id, self._base, self._back_off_s, deliver)
        self._runner = runner
        runner.start()

    async def publish(self, topic: str, payload: str, retain: bool = False) -> None:
        """Hand one message to the connection. Raises LinkFault; no message is kept for a later connection."""
        size = len(payload.encode())
        if size > MAX_FRAME_BYTES:
            raise LinkFault("too_large", f"expected at most {MAX_FRAME_BYTES} bytes, found {size}")
        if self._runner is None:
            raise LinkFault("lost", "the link is closed")
        self._runner.publish(topic, payload, retain)

    async def rebuild(self) -> None:
        """Leave the present thread and client to themselves and begin anew, at once."""
        if self._runner is not None:
            self._runner.retire()
            self.incoming.put(("lost", "rebuilt"))
            await self.open()

    async def close(self) -> None:
        """Leave the broker, after what was published before; safe to call again."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            runner.retire()
            await asyncio.to_thread(runner.join, PATIENCE_S)

    def _take(self, runner: Runner, item: tuple[str, Any]) -> None:
        """What a runner that was replaced meanwhile still says is nobody's."""
        if runner is self._runner:
            self.incoming.put(item)
