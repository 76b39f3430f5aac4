"""The TOML files of a small pharmacy: one site, one fridge, one device, two phones, all in one folder."""

import re
import secrets
import shutil
from pathlib import Path

from tests.rooms import ROOT

SITE, FRIDGE, DEVICE = "750012345", "fridge-1", "pi-1"
# The summer and winter of Guadeloupe are four hours behind UTC: a civil day that a test can work out by itself.
TIMEZONE, UTC_OFFSET_H = "AST4", -4

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
silent_after = "5m"
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
[[contact]]
name = "Inbox"
url = "json://127.0.0.1:{control}/phone"
language = "en"
"""

AGENT = """
demonstration = true
[device]
site = "{site}"
name = "{device}"
timezone = "{timezone}"
[mqtt]
url = "mqtt://127.0.0.1:{mqtt}"
user = "{site}/{device}"
password_file = "pi-1.secret"
[journal]
path = "journal.db"
[[fridge]]
id = "{fridge}"
rules = "e2e"
[[fridge.sensor]]
id = "top"
driver = "tmp117"
bus = "/dev/i2c-1"
address = 0x48
every = "200ms"
log_every = "2s"
[[fridge.input]]
kind = "door"
gpio = "/dev/gpiochip0:17"
[[reader]]
id = "reader"
port = "/dev/ttyUSB0"
fridge = "{fridge}"
[screen]
port = {screen}
"""

# A limit is passed after 2 s: as fast as a door left open can warm a simulated fridge.
DELAY = re.compile(r'^(on|on_air|off) = "\d+s"$', re.MULTILINE)


def write(folder: Path, mqtt: int, pages: int, control: int, screen: int, phone: str) -> None:
    """Write gateway.toml, agent.toml and what they name; the rules are the demonstration's with shorter delays."""
    words = {
        "site": SITE,
        "fridge": FRIDGE,
        "device": DEVICE,
        "timezone": TIMEZONE,
        "mqtt": mqtt,
        "pages": pages,
        "control": control,
        "screen": screen,
        "phone": phone,
    }
    for name, text in (("gateway.toml", GATEWAY), ("agent.toml", AGENT)):
        (folder / name).write_text(text.format(**words), encoding="utf-8")
    (folder / "rules").mkdir()
    rules = (ROOT / "config/rules/demo.toml").read_text(encoding="utf-8")
    (folder / "rules/e2e.toml").write_text(DELAY.sub(r'\1 = "2s"', rules), encoding="utf-8")
    for name in ("pi-1.secret", "api.token"):
        (folder / name).touch(0o600)
        (folder / name).write_text(secrets.token_hex(16), encoding="utf-8")
    for name in ("gtins.toml", "people.toml"):
        shutil.copy(ROOT / "config/demo" / name, folder)
