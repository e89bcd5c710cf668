"""Random values in the places of labelled ones. People label what they find in public code: words and short passwords, hardly a random password with signs in it."""
import os
import random
import string

REACH = 4096  # bytes of the file on either side of a value
LENGTHS = (8, 10, 12, 14, 16, 18, 20, 24, 32)
PLAIN = string.ascii_letters + string.digits
SIGNS = "!@%^&*-_+=?.~:"
IN_ADDRESS = "!-_.~"  # may stand in an address as they are
ALPHABETS = (string.ascii_letters, PLAIN, PLAIN + SIGNS, PLAIN + 3 * SIGNS)


def value(of, in_address):
    alphabet = of.choice(ALPHABETS)
    if in_address:
        alphabet = "".join(c for c in alphabet if c.isalnum() or c in IN_ADDRESS)
    return "".join(of.choice(alphabet) for _ in range(of.choice(LENGTHS)))


def write(rows, to, seed):
    """Writes a file below to/REPOSITORY for each credential of rows, which holds another value in its place, and returns these values by file."""
    of, values = random.Random(seed), {}
    for i, r in enumerate(rows):
        if r["label"] != "T":
            continue
        with open(r["file"], "rb") as f:
            text = f.read()
        start, end = r["start"], r["end"]
        mine = value(of, text[max(0, start - 64) : start].rfind(b"://") >= 0)
        folder = os.path.join(to, r["group"])
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, str(i))
        with open(path, "wb") as f:
            f.write(text[max(0, start - REACH) : start] + mine.encode() + text[end : end + REACH])
        values[path] = mine
    return values
