"""The inputs that fuzzing kept, one for each branch that it reached: each check still holds for every one of them."""

import json

from tests.agent.hostile import CHECKS

CORPUS = __file__.rsplit("/", 2)[0] + "/vectors/corpus/%s.txt"


def test_every_kept_input_keeps_every_promise():
    tried = {}
    for name, check in CHECKS.items():
        inputs = kept(name)
        for data in inputs:
            check(data)
        tried[name] = len(inputs)
    assert all(tried.values()), tried


def kept(name: str) -> "list[bytes]":
    """The inputs of a corpus: a JSON text on each line, every character one byte."""
    with open(CORPUS % name, encoding="utf-8") as file:
        lines = file.read().split("\n")
    return [bytes([ord(char) for char in json.loads(line)]) for line in lines if line]
