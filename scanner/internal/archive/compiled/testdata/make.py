#!/usr/bin/env python3
"""Makes settings.plist with Python's plistlib: run it in this folder."""
import plistlib

with open("settings.plist", "wb") as f:
    plistlib.dump({"first key": "a value", "schlüssel": "ein großer Wert", "list": [{"inner": "x" * 300}], "data": b"text as data", "n": 5, "bytes": b"\x00\xff"},
                  f, fmt=plistlib.FMT_BINARY)
