#!/usr/bin/env python3
"""Makes settings.plist and keyed.plist with Python's plistlib: run it in this folder."""
import plistlib

with open("settings.plist", "wb") as f:
    plistlib.dump({"first key": "a value", "schlüssel": "ein großer Wert", "list": [{"inner": "x" * 300}], "data": b"text as data", "n": 5, "bytes": b"\x00\xff"},
                  f, fmt=plistlib.FMT_BINARY)

number = plistlib.UID  # of an object in the list, as NSKeyedArchiver writes them
archived = {
    "$archiver": "NSKeyedArchiver",
    "$top": {"root": number(1)},
    "$objects": [
        "$null",
        {"apiKey": number(2), "settings": number(3), "$class": number(8)},
        "a value",
        {"NS.keys": [number(4), number(5)], "NS.objects": [number(6), number(7)]},
        "first key",
        "second key",
        "its value",
        "the other",
        {"$classname": "Settings"},
    ],
}
with open("keyed.plist", "wb") as f:
    plistlib.dump(archived, f, fmt=plistlib.FMT_BINARY, sort_keys=False)
