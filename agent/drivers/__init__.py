"""Sensor chips behind an injected I2C bus: register in, one reading out, identity checked."""

from agent.drivers.chip import Chip
from agent.drivers.tmp10x import Lm75, Tmp102, Tmp105
from agent.drivers.tmp117 import Tmp117

# The names of `driver` in agent.toml. TMP75 and TMP105 have the same registers.
DRIVERS: dict[str, type[Chip]] = {
    "tmp117": Tmp117,
    "tmp102": Tmp102,
    "tmp105": Tmp105,
    "tmp75": Tmp105,
    "lm75": Lm75,
}
