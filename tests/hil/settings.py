"""The TOML files of the fridge at the board, with the delays of its rule, and of the gateway on this machine."""

from tests.e2e.settings import DELAY, DEVICE, FRIDGE, SITE, TIMEZONE
from tests.hil.emulator import HOST
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


# The agent of docs/install-on-a-pi.md: config/agent.toml, edited to what is there.
SERVICE = """
[device]
site = "{site}"
name = "{device}"
timezone = "{timezone}"
[mqtt]
url = "mqtt://{host}:{mqtt}"
insecure = true
user = "{site}/{device}"
password_file = "password"
[journal]
path = "/var/lib/vigifroid/journal.db"
[[fridge]]
id = "{fridge}"
[[fridge.sensor]]
id = "top"
driver = "tmp105"
bus = "/dev/i2c-1"
address = 0x48
log_every = "5s"
[[fridge.input]]
kind = "door"
gpio = "/dev/gpiochip0:{gpio[door]}"
[[fridge.input]]
kind = "mains"
gpio = "/dev/gpiochip0:{gpio[mains]}"
active = "low"
[[reader]]
id = "reader"
port = "/dev/ttyS0"
fridge = "{fridge}"
[signal]
green = "/dev/gpiochip0:{gpio[green]}"
red = "/dev/gpiochip0:{gpio[red]}"
buzzer = "/dev/gpiochip0:{gpio[buzzer]}"
"""
# Lines of the bank Q, which nothing else on that board has.
GPIO = {"door": 128, "mains": 129, "green": 130, "red": 131, "buzzer": 132}


def service_toml(mqtt: int) -> str:
    """The configuration of the installed agent."""
    return SERVICE.format(**_names(), host=HOST, mqtt=mqtt, gpio=GPIO)


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
