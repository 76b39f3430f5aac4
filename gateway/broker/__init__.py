"""The MQTT broker that the gateway starts where its settings say so: a NATS server."""
