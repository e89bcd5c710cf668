# Compiled by each version: py_compile.compile("settings.py", "settings.3.8.pyc", dfile="settings.py")
import os
plain = "a plain value"
one = other = "two names"
first, second = "value of first", "value of second"
os.environ["VARIABLE"] = "value of variable"


class Settings(object):
    member = "value of member"

    def __init__(self, user, key="value of default", port=os.sep):
        super(Settings, self).__init__()
        self.attribute = "value of attribute"

        def inner():
            return captured
        captured = "value of captured"

    def change(self):
        global changed
        changed = "value of global"
        local = "value of local"
        return local


mapping = {"key": "value of key", "nested": {"inner": "value of inner"}, "number": 1}
partly = {"known": "value of known", "unknown": os}
connect(1, port=os.sep, keyword="value of keyword", choice=plain or one, item=one[0])
client.login("first argument", plain)
listed = ["a text in a list without a name", "short"]
fallback = os.environ.get("FALLBACK") or "value of fallback"
