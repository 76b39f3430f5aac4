"""The TOML files of the fridge at the board, with the delays of its rule, and of the gateway on this machine."""

from tests.e2e.settings import DELAY, DEVICE, FRIDGE, SITE, TIMEZONE
from tests.hil.board import HOST
from tests.rooms import ROOT

ON_S, OFF_S, EVERY_S = 5, 3, 0.5
READER_LINE = "/dev/ttyAMA1"

GATEWAY = """
[store]
path = "store.db"
[broker]
port = {mqtt}
store_dir = "broker"
[web]
port = {pages}
token_file = "api.token"
[alarms]
retry_first = "1s"
[[site]]
id = "{site}"
name = "Pharmacie de Basse-Terre"
timezone = "{timezone}"
[[fridge]]
site = "{site}"
id = "{fridge}"
name_fr = "Frigo du comptoir"
name_en = "Counter fridge"
[[device]]
site = "{site}"
name = "{device}"
password_file = "pi-1.secret"
[[contact]]
name = "Pharmacienne"
url = "{phone}"
"""

AGENT = """
demonstration = true
[device]
site = "{site}"
name = "{device}"
timezone = "{timezone}"
[mqtt]
url = "mqtt://{host}:{mqtt}"
insecure = true
user = "{site}/{device}"
password_file = "pi-1.secret"
[journal]
path = "{journal}"
[[fridge]]
id = "{fridge}"
rules = "board"
{sensors}[[reader]]
id = "reader"
port = "{reader}"
fridge = "{fridge}"
"""

SENSOR = """
[[fridge.sensor]]
id = "{id}"
driver = "tmp105"
{wiring}
every = "{every_ms}ms"
log_every = "{log_every}"
"""
# On the bus itself, twice the same address behind the agent's multiplexer, and behind the kernel's.
WIRING = {
    "top": 'bus = "/dev/i2c-0"\naddress = 0x48',
    "middle": 'bus = "/dev/i2c-0"\nmux = 0x70\nchannel = 0\naddress = 0x49',
    "bottom": 'bus = "/dev/i2c-0"\nmux = 0x70\nchannel = 1\naddress = 0x49',
    "door": 'bus = "/dev/i2c-2"\naddress = 0x4a',
}


def gateway_toml(mqtt: int, pages: int, phone: str) -> str:
    """The gateway's configuration; its ports are on loopback."""
    return GATEWAY.format(**_names(), mqtt=mqtt, pages=pages, phone=phone)


def agent_toml(mqtt: int, journal: str, log_every: str) -> str:
    """The agent's configuration. `log_every` is how often a reading is written down."""
    every_ms = int(EVERY_S * 1000)
    sensors = [
        SENSOR.format(id=name, wiring=wiring, every_ms=every_ms, log_every=log_every)
        for name, wiring in WIRING.items()
    ]
    return AGENT.format(
        **_names(), host=HOST, reader=READER_LINE, mqtt=mqtt, journal=journal, sensors="".join(sensors)
    )


def rules_toml() -> str:
    """The pack `board`: the demonstration's, with delays of our own."""
    rules = (ROOT / "config/rules/demo.toml").read_text(encoding="utf-8")
    return DELAY.sub(lambda delay: f'{delay[1]} = "{OFF_S if delay[1] == "off" else ON_S}s"', rules)


def _names() -> dict[str, str]:
    return {"site": SITE, "fridge": FRIDGE, "device": DEVICE, "timezone": TIMEZONE}
