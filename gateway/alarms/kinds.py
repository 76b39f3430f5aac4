"""The kinds of alarms, and how loud each is where its event does not say."""

SEVERITIES = {
    "excursion": "alarm",
    "no_data": "alarm",
    "door_open": "alarm",
    "mains_lost": "alarm",
    "twins": "alarm",
    "pair": "alarm",
    "rule": "alarm",
    "unanswered": "warning",
    "recalled": "alarm",
    "parcel_waiting": "warning",
    "digest": "warning",
    "in_transit": "alarm",
    "last_day": "warning",
    "expired": "alarm",
    "serial_twice": "warning",
    "device_silent": "alarm",
    "sensor_failed": "alarm",
    "calibration_due": "warning",
    "reader_failed": "warning",
    "journal_lost": "alarm",
    "fork": "alarm",
    "two_desks": "alarm",
    "rejected": "warning",
}
KINDS = tuple(SEVERITIES)

# What a rule judges (`of`) -> the kind of its alarm; the severity is that of the rule.
KIND_OF_RULE = {
    "temperature": "excursion",
    "no_data": "no_data",
    "door": "door_open",
    "mains": "mains_lost",
    "twins": "twins",
    "pair": "pair",
}
OTHER_RULE = "rule"
RULED = (*KIND_OF_RULE.values(), OTHER_RULE)

# Why an alarm ended, where nobody is told of its end: a nearer one took its place, or the parcel was received.
UNTOLD_ENDS = ("superseded", "received")

# Of a rule: shown on pages and told to nobody; told at the fridge alone, and here only in its history.
SCREEN, LOCAL = "screen", "local"


def kind_of(rule: dict[str, object]) -> str:
    """The kind of a rule's alarm; a rule of an older device says nothing and judges the temperature."""
    return KIND_OF_RULE.get(str(rule.get("of") or "temperature"), OTHER_RULE)
