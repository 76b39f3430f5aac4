"""The kinds of alarms, and how loud each is where its event does not say."""

SEVERITIES = {
    "excursion": "alarm",
    "last_day": "warning",
    "expired": "alarm",
    "device_silent": "alarm",
    "sensor_failed": "alarm",
    "reader_failed": "warning",
    "journal_lost": "alarm",
    "fork": "alarm",
    "rejected": "warning",
}
KINDS = tuple(SEVERITIES)
