"""PINs at the fridge: checked on a thread of their own, by the real hash."""

import asyncio
import threading

from agent.linux.staff import ScryptStaff
from coldchain.people import People, Person
from config import pins


def person(id, pin):
    hashed = pins.hash_pin(pin)
    table = {"id": id, "name": id, "role": "pharmacist", "language": "fr", "badge": None, "pin": hashed}
    return Person(table)


async def checked(staff, *tries):
    try:
        return await asyncio.gather(*(staff.verify(*one) for one in tries))
    finally:
        await staff.close()


def test_the_right_pin_of_the_right_person_is_right_and_nothing_else_is():
    staff = ScryptStaff(People([person("a-martin", "2468"), person("b-petit", "1357")]))
    tries = (("a-martin", "2468"), ("a-martin", "1357"), ("b-petit", "1357"), ("nobody", "2468"))
    assert asyncio.run(checked(staff, *tries)) == [True, False, True, False]


def test_a_check_does_not_stop_the_loop(monkeypatch):
    threads = []

    def verify(pin, hashed):
        threads.append(threading.current_thread().name)
        return pins.verify_pin(pin, hashed)

    monkeypatch.setattr("agent.linux.staff.verify_pin", verify)
    staff = ScryptStaff(People([person("a-martin", "2468")]))
    assert asyncio.run(checked(staff, ("a-martin", "2468"))) == [True]
    assert threads == ["pins"]
