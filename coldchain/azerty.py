"""Undoing what a reader set to a US keyboard does on a computer set to a French or Belgian one.

A keyboard reader sends key positions; the computer's layout turns them into characters, so `]d201` arrives
as `$déà&`. Each table maps every character of GS1 set 82 and `]` back, one for one; control characters
pass, if the reader sends them at all. Checked on the 12 French and 12 Belgian pairs of the Solidsoft
calibration tests. Layouts with dead keys on digits or AIM characters (Swiss) merge characters and cannot be
undone.
"""

_AS_FRENCH = "!\"$%&'(),-./015789:;?AMQWZ_amqwz§°àçèéù"
_MEANT = "/3]\"145-m6<>)!%&*(.,MQ:AZW8q;azw?_0972'"
FRENCH = dict(zip(_AS_FRENCH, _MEANT))
BELGIAN = FRENCH | {"!": "8", "§": "6", "-": "=", "=": "/", "+": "?", "_": "+"}
_DIGIT_KEYS = "à&é\"'(-è_ç§!"


def looks_garbled(data: str) -> bool:
    """Whether `data` starts as an AIM identifier or two digits of an AI do when typed on the wrong layout."""
    start = data.strip("\x1d")[:2]
    if start[:1] == "$":
        return True
    return len(start) == 2 and start[0] in _DIGIT_KEYS and start[1] in _DIGIT_KEYS


def meanings(data: str) -> list[str]:
    """What `data` was before a French, then before a Belgian layout changed it."""
    return ["".join([layout.get(char, char) for char in data]) for layout in (FRENCH, BELGIAN)]
