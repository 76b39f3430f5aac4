"""Sensor chips behind an injected bus: an identity that is checked, one reading a call."""

from agent.drivers.chip import I2cChip
from agent.drivers.mcp9808 import Mcp9808
from agent.drivers.sht3x import Sht3x
from agent.drivers.sht4x import Sht4x
from agent.drivers.tmp10x import Lm75, Tmp102, Tmp105
from agent.drivers.tmp117 import Tmp117

# The names of `driver` in agent.toml, but for the DS18B20, which has no address of its own on the bus. TMP119 is a
# TMP117 to software, TMP75 a TMP105, STS4x an SHT4x whose humidity nobody asks for.
DRIVERS: dict[str, type[I2cChip]] = {
    "tmp117": Tmp117,
    "tmp119": Tmp117,
    "mcp9808": Mcp9808,
    "sht4x": Sht4x,
    "sts4x": Sht4x,
    "sht3x": Sht3x,
    "tmp102": Tmp102,
    "tmp105": Tmp105,
    "tmp75": Tmp105,
    "lm75": Lm75,
}
