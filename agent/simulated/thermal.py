"""A small fridge as physics: one mass of air, one of vials, a compressor with a thermostat, a door.

Time constants are chosen so that a newcomer sees in half a minute what takes a real fridge an hour; nothing of the
agent knows them. Floats: this is the world, not the record.
"""

ROOM_C = 22.0
COIL_C = -6.0
START_C = 4.6
ON_ABOVE_C = 5.4
OFF_BELOW_C = 3.8

# Seconds for the air to come 63 % of the way to what it exchanges with.
WALL_S = 400.0
DOOR_S = 25.0
COIL_S = 45.0
VIALS_S = 30.0
AIR_FROM_VIALS_S = 60.0


class Fridge:
    """`air_c` is what an unbuffered probe sees, `vials_c` what a probe in glycol sees."""

    def __init__(self) -> None:
        self.air_c = START_C
        self.vials_c = START_C
        self.door_open = False
        self.mains = True
        self.compressor = False

    def step(self, seconds: float) -> None:
        """Let time pass; steps of a fifth of a second or less keep it stable."""
        self._thermostat()
        flow = (ROOM_C - self.air_c) / (DOOR_S if self.door_open else WALL_S)
        flow += (self.vials_c - self.air_c) / AIR_FROM_VIALS_S
        if self.compressor:
            flow += (COIL_C - self.air_c) / COIL_S
        self.vials_c += (self.air_c - self.vials_c) / VIALS_S * seconds
        self.air_c += flow * seconds

    def _thermostat(self) -> None:
        if not self.mains:
            self.compressor = False
        elif self.air_c > ON_ABOVE_C:
            self.compressor = True
        elif self.air_c < OFF_BELOW_C:
            self.compressor = False
