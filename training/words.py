"""Words and pairs of characters that are frequent in source code: the model's idea of language.

A word counts only if many repositories hold it, so that no single value can be among them.
"""
import collections
import os
import re
import struct

SHORTEST, LONGEST = 3, 12  # letters; as in scanner/internal/model/language.go
REPOSITORIES = 8  # that must hold a word
WORDS = 10_000  # the most that are kept
SLOTS = 16_384  # of the table of fingerprints
SYMBOLS = 32  # of the table of pairs
PREFIX_BYTES = (26**3 + 7) // 8  # a bit for each three letters
PER_FILE, PER_REPOSITORY = 1 << 20, 24 << 20  # bytes that are read

PIECE = re.compile(rb"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def files(root):
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield path


def texts(root):
    """The texts of a repository, up to PER_REPOSITORY bytes."""
    left = PER_REPOSITORY
    for path in files(root):
        with open(path, "rb") as f:
            text = f.read(PER_FILE)
        if b"\0" in text[:8000]:
            continue
        left -= len(text)
        if left < 0:
            return
        yield text


def symbol_table():
    table = bytearray([31]) * 256
    for i in range(26):
        table[ord("a") + i] = table[ord("A") + i] = i
    for c in b"0123456789":
        table[c] = 26
    for symbol, characters in ((27, b"_-"), (28, b"."), (29, b"/:"), (30, b" ")):
        for c in characters:
            table[c] = symbol
    return bytes(table)


def made_up(word):
    """Letters of the alphabet in their order, or of hexadecimal numbers alone, as abc and fafafa: they stand in keys by chance."""
    return word in b"abcdefghijklmnopqrstuvwxyz" or len(word) > 4 and not word.translate(None, b"abcdef")


def read(sources):
    """Returns the words and the counts of pairs of the repositories below sources, a folder for each."""
    holders, counts, pairs = collections.Counter(), collections.Counter(), collections.Counter()
    table = symbol_table()
    for name in sorted(os.listdir(sources)):
        seen, mine = collections.Counter(), collections.Counter()
        for text in texts(os.path.join(sources, name)):
            seen.update(w.lower() for w in PIECE.findall(text) if SHORTEST <= len(w) <= LONGEST)
            for line in text[:65536].split(b"\n"):
                symbols = line.strip().translate(table)
                mine.update(zip(symbols, symbols[1:]))
        holders.update(seen.keys())
        for w, n in seen.items():
            counts[w] += min(n, 1000)
        total = sum(mine.values()) or 1
        for p, n in mine.items():
            pairs[p] += n / total  # each repository counts the same
    kept = [w for w, n in holders.items() if n >= REPOSITORIES and not made_up(w)]
    kept.sort(key=lambda w: (-holders[w], -counts[w], w))
    return kept[:WORDS], pairs


def fnv(data):
    h = 2166136261
    for b in data:
        h = ((h ^ b) * 16777619) & 0xFFFFFFFF
    return h


def pack_words(words):
    """The bits of the words' first three letters, and the table of their fingerprints."""
    prefixes = bytearray(PREFIX_BYTES)
    slots = [0] * SLOTS
    for w in words:
        a, b, c = (x - ord("a") for x in w[:3])
        n = (a * 26 + b) * 26 + c
        prefixes[n >> 3] |= 1 << (n & 7)
        h = fnv(w)
        at = h & (SLOTS - 1)
        while slots[at]:
            at = (at + 1) & (SLOTS - 1)
        slots[at] = (h >> 16) | 1
    return bytes(prefixes) + struct.pack(f"<{SLOTS}H", *slots)


def pack_pairs(pairs):
    """For each pair 8 times the binary logarithm of how much more frequent the second is behind the first than by chance."""
    import math

    out = bytearray()
    for a in range(SYMBOLS):
        row = [pairs[(a, b)] + 1e-6 for b in range(SYMBOLS)]
        total = sum(row)
        for n in row:
            odds = round(8 * math.log2(n / total * SYMBOLS))
            out += struct.pack("b", max(-127, min(127, odds)))
    return bytes(out)
