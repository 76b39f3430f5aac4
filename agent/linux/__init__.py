"""The Raspberry Pi side of each port: smbus2, pyserial, SQLite, paho-mqtt, systemd, GPIO."""

from agent.linux.put_off import put_off

# paho asks it for a proxy of websockets only; it brings an HTTP client and an e-mail parser, 2 MB of memory.
put_off("urllib.request")
