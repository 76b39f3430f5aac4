"""Two answers to one code: may the pack be used by it, and is the medicines verification system to be asked about it.

A pack whose code is odd may be falsified: what refuses it here must not hide it from those who look for such packs.
"""

from tests.coldchain.desk import GS, NOVAVAX, PFIZER, Person, pack
from tests.coldchain.test_gs1_samples import parsed, rows

WRONG = NOVAVAX[:-1] + str((int(NOVAVAX[-1]) + 1) % 10)
ODD = "]d201%s17261231" + "10A1" + GS + "21SER456"
# What is odd about a code, the code, and whether product and serial number could be read off it all the same.
CODES = (
    ("a wrong check digit", ODD % WRONG, True),
    ("two batches", ODD % NOVAVAX + GS + "10B2", True),
    ("a space in the batch", (ODD % NOVAVAX).replace("A1", "A 1"), True),
    ("a date that does not exist", (ODD % NOVAVAX).replace("261231", "261331"), True),
    ("two serial numbers", ODD % NOVAVAX + GS + "21SER457", False),
    ("two products", ODD % NOVAVAX + GS + "01" + PFIZER, False),
    ("no serial number, and a date that does not exist", "]d201%s1726133110A1" % NOVAVAX, False),
    ("another kind of code", (ODD % NOVAVAX).replace("]d2", "]C1"), False),
)


def test_every_sample_with_a_verdict_about_asking_gets_it():
    seen = {True: 0, False: 0}
    for raw, _, validity, _ in rows():
        if "submit" in validity:
            wanted = "submit-to-NMVS=yes" in validity
            assert parsed(raw, validity).submit is wanted, (raw, validity)
            seen[wanted] += 1
    assert seen == {True: 13, False: 5}, seen


def test_a_refused_pack_says_whether_to_ask_about_it_and_is_kept_as_it_was_sent():
    for odd, code, submit in CODES:
        person = Person()
        answer = person.scans("VF:RECEIVE", code)
        assert (answer.verdict, answer.facts["submit"]) == ("red", submit), odd
        [(type, refused)] = answer.events
        assert (type, refused["submit"]) == ("scan.refused", submit), odd
        assert refused["raw"] == code.replace(GS, "\\x1d"), odd


def test_a_pack_that_is_taken_is_to_be_asked_about_where_it_has_a_serial_number():
    for serial, submit in (("SER456", True), ("", None)):
        person = Person()
        sent = pack(NOVAVAX, serial=serial)
        for command, type in (("VF:RECEIVE", "stock.received"), ("VF:DISPENSE", "stock.dispensed")):
            answer = person.scans(command, sent)
            [(told, data)] = answer.events
            assert (told, data["submit"]) == (type, submit)
            assert data["raw"] == sent.replace(GS, "\\x1d").replace("\r\n", "\\x0d\\x0a")
