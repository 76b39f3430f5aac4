"""A fridge as heat that flows between masses: what a scenario happens to.

Nothing is shared with the fridge of the demonstration: here joules move between an evaporator plate, air, boxes and
the glycol bottle of a buffered probe. Floats: this is the world, not the record. The sizes are those of a 130 l
laboratory fridge in a room at 22 °C, chosen to be plausible; no real fridge was measured for them.
"""

AMBIENT_C = 22.0

# Heat capacities, J/K: the plate with its refrigerant, air and inner skin, boxes and shelves.
PLATE = 2500.0
AIR = 4000.0
LOAD = 22000.0

# Conductances, W/K: through the walls, through the open door, plate to air with and without its fan, air to boxes.
WALLS = 1.0
DOORWAY = 25.0
FAN = 18.0
STILL = 1.5
SHELVES = 6.0

# W taken from the plate by a full circuit, and brought to it by the defrost heater.
COOLING = 90.0
HEATING = 60.0

# Seconds for a probe to come 63 % of the way: a bead in air, 30 ml of glycol.
BEAD = 15.0
GLYCOL = 300.0

# The thermostat feels the air: on above, off below.
ON_C = 5.9
OFF_C = 4.1


class Fridge:
    """All that can go wrong is an attribute; a scenario sets it at its minute."""

    def __init__(self) -> None:
        self.plate_c = self.air_c = self.load_c = self.bead_c = self.glycol_c = 5.0
        self.running = False
        self.mains = True
        self.compressor = True  # whether it starts when it is asked to
        self.charge = 1.0  # of refrigerant
        self.leak_per_h = 0.0  # share of what is left
        self.on_c = ON_C
        self.off_c = OFF_C
        self.drift_per_h = 0.0  # of the thermostat, °C
        self.door = False
        self.fan = True
        self.heater = False
        self.chilling = False  # the compressor runs whatever the thermostat feels, as at the end of a defrost
        self.draught = 0.0  # share of what the bead feels that comes straight from the plate

    def second(self) -> None:
        """Let one second pass."""
        self.charge -= self.charge * self.leak_per_h / 3600
        self.on_c += self.drift_per_h / 3600
        self.off_c += self.drift_per_h / 3600
        self._thermostat()
        to_plate = (self.air_c - self.plate_c) * (FAN if self.fan and self.mains else STILL)
        to_load = (self.air_c - self.load_c) * SHELVES
        into_air = (AMBIENT_C - self.air_c) * (WALLS + (DOORWAY if self.door else 0.0))
        heat = (HEATING if self.heater else 0.0) - (COOLING * self.charge if self.running else 0.0)
        self.plate_c += (to_plate + heat) / PLATE
        self.load_c += to_load / LOAD
        self.air_c += (into_air - to_plate - to_load) / AIR
        felt_c = self.air_c + (self.plate_c - self.air_c) * self.draught
        self.bead_c += (felt_c - self.bead_c) / BEAD
        self.glycol_c += (self.air_c - self.glycol_c) / GLYCOL

    def _thermostat(self) -> None:
        if not self.mains or not self.compressor or self.heater:
            self.running = False
        elif self.chilling or self.air_c > self.on_c:
            self.running = True
        elif self.air_c < self.off_c:
            self.running = False
