"""The Raspberry Pi side of each port: smbus2, pyserial, SQLite, paho-mqtt, systemd, GPIO."""
