"""What a scan becomes between a reader and a computer that are set to different keyboards."""

# Row by row from the key left of 1 on, without and with Shift; what takes AltGr or a dead key stands in no scan.
US = "`1234567890-=qwertyuiop[]asdfghjkl;'\\zxcvbnm,./" + '~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"|ZXCVBNM<>?'
FRENCH = (
    "²&é\"'(-è_çà)=azertyuiop^$qsdfghjklmù*wxcvbn,;:!" + "~1234567890°+AZERTYUIOP¨£QSDFGHJKLM%µWXCVBN?./§"
)
BELGIAN = (
    "²&é\"'(§è!çà)-azertyuiop^$qsdfghjklmùµwxcvbn,;:=" + "³1234567890°_AZERTYUIOP¨*QSDFGHJKLM%£WXCVBN?./+"
)


def rewritten(text: str, reader: str, computer: str) -> str:
    """What a computer makes of a reader's text; a key that does not carry the character cannot be pressed."""
    return "".join([computer[reader.index(char)] if char in reader else char for char in text])
