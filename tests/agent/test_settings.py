"""agent.toml: everything that is wrong with it, at once."""

from agent.settings import host_of, read_settings
from coldchain.schema import Problem
from tests.agent.small_house import SETTINGS


def problems_of(**changes):
    problems: list[Problem] = []
    read_settings(dict(SETTINGS, **changes), problems)
    return sorted(problem.where for problem in problems)


def test_a_small_house_is_read_with_its_defaults():
    settings = read_settings(SETTINGS, [])
    assert settings is not None
    sensor = settings.fridges[0].sensors[0]
    assert (settings.site, settings.device) == ("750012345", "pi-1")
    assert (sensor.every_ms, sensor.log_every_ms) == (5000, 60000)
    assert (settings.fridges[0].rules, settings.fridges[0].desk) == ("pharmacy", True)
    assert settings.signal["language"] == "fr"
    assert (settings.readers[0].kind, settings.readers[0].end) == ("serial", "character")


def test_every_mistake_is_found_in_one_go():
    fridge = dict(SETTINGS["fridge"][0], rules="", colour="white")
    device = {"site": "75 001", "name": "", "timezone": "Mars/Olympus"}
    reader = {"port": "line", "fridge": "elsewhere"}
    mqtt = {"url": "mqtt://gateway.example"}
    assert problems_of(device=device, fridge=[fridge], reader=[reader], mqtt=mqtt) == [
        "device.name",
        "device.site",
        "device.timezone",
        "fridge[0].colour",
        "fridge[0].rules",
        "mqtt.url",
        "reader[0].fridge",
        "reader[0].id",
    ]


def test_a_name_or_a_chip_can_be_there_only_once():
    fridge = SETTINGS["fridge"][0]
    assert problems_of(fridge=[fridge, fridge]) == ["fridge", "fridge.sensor", "fridge.sensor"]


def test_a_reader_speaks_for_a_desk_of_this_device():
    watcher = dict(SETTINGS["fridge"][0], desk=False)
    assert problems_of(fridge=[watcher]) == ["reader[0].fridge"]
    assert problems_of(reader=[{"id": "r", "port": "line", "fridge": "elsewhere"}]) == ["reader[0].fridge"]


def test_clear_text_leaves_this_machine_only_when_spelt_out():
    assert problems_of(mqtt={"url": "mqtt://gateway.example:1883"}) == ["mqtt.url"]
    assert problems_of(mqtt={"url": "mqtt://gateway.example:1883", "insecure": True}) == []
    assert problems_of(mqtt={"url": "mqtts://gateway.example:8883"}) == []
    assert problems_of(mqtt={"url": "http://127.0.0.1"}) == ["mqtt.url"]
    for host in ("127.0.0.1", "localhost", "[::1]"):
        assert problems_of(mqtt={"url": "mqtt://%s:1883" % host}) == []


def test_a_user_comes_with_a_password():
    assert problems_of(mqtt={"url": "mqtt://127.0.0.1:1883", "user": "x"}) == ["mqtt.user"]


def test_a_port_a_line_and_a_kind_of_contact_have_one_user():
    reader = SETTINGS["reader"][0]
    assert problems_of(reader=[reader, dict(reader, id="other")]) == ["reader"]
    door = {"kind": "door", "gpio": "/dev/gpiochip0:17"}
    mains = dict(door, kind="mains")
    other = dict(door, gpio="/dev/gpiochip0:18")
    for inputs, signal, where in (
        ([door, other], {}, ["fridge.input"]),
        ([door, mains], {}, ["gpio"]),
        ([door], {"red": door["gpio"]}, ["gpio"]),
        ([door, dict(other, kind="mains")], {"red": "/dev/gpiochip0:19"}, []),
    ):
        fridge = dict(SETTINGS["fridge"][0], input=inputs)
        assert problems_of(fridge=[fridge], signal=signal) == where


def test_nobody_takes_the_name_of_the_gateway():
    assert problems_of(device=dict(SETTINGS["device"], name="gateway")) == ["device.name"]
    assert problems_of(device=dict(SETTINGS["device"], site="gateway")) == ["device.site"]


def test_a_key_comes_with_its_certificate():
    assert problems_of(mqtt={"url": "mqtts://h", "key": "device.key"}) == ["mqtt.cert"]
    assert problems_of(mqtt={"url": "mqtts://h", "key": "device.key", "cert": "device.pem"}) == []
    assert problems_of(mqtt={"url": "mqtts://h", "cert": "both.pem"}) == []


def test_a_time_zone_has_to_make_sense():
    device = dict(SETTINGS["device"], timezone="Mars/Olympus")
    assert problems_of(device=device) == ["device.timezone"]


def test_the_host_of_an_address():
    for url, host in (
        ("mqtt://h:1", "h"),
        ("mqtts://h", "h"),
        ("mqtt://[::1]:1883", "[::1]"),
        ("nonsense", ""),
    ):
        assert host_of(url) == host


def test_a_gpio_line_names_its_chip_and_number():
    for place in ("17", "/dev/gpiochip0", "gpiochip0:17", "/dev/gpiochip0:x", 17):
        assert problems_of(signal={"red": place}) == ["signal.red"], place
    assert problems_of(signal={"red": "/dev/gpiochip0:17"}) == []
