"""What every story of a driver asks: is the chip accepted, and what does a sample say."""

from agent.drivers.chip import Chip, SensorFault
from agent.ports import BusFault


async def refusal(driver: Chip) -> str:
    """What identify, then configure, say against this chip."""
    try:
        await driver.identify()
        await driver.configure()
    except SensorFault as fault:
        return "%s, expected %s, found %s" % (fault.reason, fault.expected, fault.found)
    except BusFault as fault:
        return fault.reason
    return "accepted"


async def shown(driver: Chip) -> "tuple[str, int | None, int | None]":
    """Quality, millidegrees and raw code of one sample."""
    reading = await driver.sample(5000)
    assert reading.up_ms == 5000
    return reading.quality, reading.mc, reading.raw
