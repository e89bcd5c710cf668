#!/usr/bin/env python3
"""Lists example credentials that products' own documentation shows, as the scanner embeds them.

usage: published.py SLUICE URL=FOLDER ... > scanner/detect/published.txt

FOLDER holds what is published at URL. Of a folder of documentation every text counts, of others (+FOLDER) examples in comments alone, which become pages of reference.
Only what the scanner tells by a generic rule, and that is too long and too random for anybody to choose it again. @FILE lists, a line each, the
keys that the page says everybody has: of emulators, of test networks, of a walk through a protocol.
"""
import hashlib
import json
import re
import subprocess
import sys
import tempfile

COMMENTED = "it stands in an example: in a comment, or in the transcript of an interpreter"
MADE_UP = re.compile(r"(.)\1\1\1|0?123456|abcdef|qwerty|x{3}|[Ee][Xx][Aa][Mm][Pp][Ll][Ee]")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
TESTS = re.compile(r"(^|/)(tests?|specs?|fixtures|node_modules)/|\.lock$|-lock\.")
SHORTEST = 13


def told(sluice, folder):
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run([sluice, "dir", folder, "--format", "json", "--output", out.name, "--show-secrets", "--no-config", "--no-ignore", "--min-confidence", "low"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return json.load(open(out.name, encoding="utf8"))["findings"]


def random(value):
    return len(value) >= SHORTEST and re.search("[0-9]", value) and re.search("[A-Za-z]", value) and not MADE_UP.search(value) and not UUID.fullmatch(value)


def generic(finding):
    return finding["provider"] in ("generic", "http-auth", "password-hash", "rails", "laravel") and finding["rule"] not in ("generic-in-transit-clear", "generic-private-key")


def values(sluice, folder):
    if folder.startswith("@"):
        yield from open(folder[1:], encoding="utf8").read().splitlines()
        return
    comments = folder.startswith("+")
    for x in told(sluice, folder.lstrip("+")):
        if TESTS.search(x["path"][len(folder):]) or comments and COMMENTED not in x["reasons"] and not x["rule"].startswith("password-hash"):
            continue
        if generic(x) and random(x["secret"]) and "the value reads as words" not in x["reasons"]:
            yield x["secret"]


def main():
    sluice, seen, last = sys.argv[1], set(), ""
    for source in sys.argv[2:]:
        url, folder = source.split("=", 1)
        digests = {hashlib.sha256(v.encode()).hexdigest()[:16] for v in values(sluice, folder)} - seen
        seen |= digests
        if digests and url != last:
            print("#", url)
            last = url
        for d in sorted(digests):
            print(d)


if __name__ == "__main__":
    main()
