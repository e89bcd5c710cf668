"""Labels of candidates: where the labelled set says that a value is a credential."""
import bisect
import collections
import hashlib
import json
import os
import re

# Labels of these categories alone name something and open nothing: they are left out.
IDENTIFIERS = {
    "UUID", "Nonce", "Salt", "AWS S3 Bucket", "Firebase Domain", "Tencent WeChat API App ID", "Twilio Credentials", "Salesforce Credentials", "Other",
}


class Text:
    """A labelled file: labels count characters and lines, candidates count bytes."""

    def __init__(self, path):
        with open(path, "rb") as f:
            self.data = f.read()
        self.text = self.data.decode("utf8", "replace").replace("\r\n", "\n")
        self.lines = [0] + [m.end() for m in re.finditer("\n", self.text)] + [len(self.text) + 1]
        self.marks = [0]  # characters before each 4 KiB of bytes
        self.rough = None

    def character(self, offset):
        """The character at a byte offset."""
        return len(self.data[:offset].decode("utf8", "ignore").replace("\r\n", "\n"))

    def line(self, character):
        return bisect.bisect_right(self.lines, character, 0, len(self.lines) - 1)

    def range(self, label):
        """The characters of a label's value, None for whole lines."""
        if label["value_start"] < 0:
            return None
        first, last = label["line_start"], label["line_end"]
        starts = self.lines
        if (label["cd_line_start"], label["cd_line_end"]) != (first, last):  # the labels count a lone CR as a line end
            if self.rough is None:
                self.rough = [0] + [m.end() for m in re.finditer("[\r\n]", self.text)]
            starts, first, last = self.rough, label["cd_line_start"], label["cd_line_end"]
        begin = starts[first - 1] + label["value_start"]
        end = starts[last - 1] + label["value_end"] if label["value_end"] >= 0 else self.lines[label["line_end"]] - 1
        return begin, max(end, begin + 1)


def read(labelled):
    by_path = collections.defaultdict(list)
    with open(os.path.join(labelled, "labels.jsonl")) as f:
        for i, line in enumerate(f):
            x = json.loads(line)
            x["index"] = i
            x["id_only"] = x.get("id_only") or set(x["category"].split(":")) <= IDENTIFIERS
            by_path[x["path"]].append(x)
    return by_path


def label(rows, labelled):
    """Sets label and hits of the rows that lie below labelled/data: T, F, X, I (an identifier's label), O (another value of a T line) or U (no label).

    A candidate is T if it overlaps a true value, F if its lines carry a false label, as the scorer has it.
    """
    by_path = read(labelled)
    root = os.path.join(labelled, "data") + os.sep
    groups = collections.defaultdict(list)
    for row in rows:
        if row["file"].startswith(root):
            groups[row["file"]].append(row)
    for path, mine in groups.items():
        text = Text(path)
        labels = by_path[path[len(root):]]
        for row in mine:
            begin, end = text.character(row["start"]), text.character(row["end"])
            first, last = text.line(begin), text.line(max(begin, end - 1))
            seen, hits = set(), []
            for x in labels:
                if x["line_end"] < first or x["line_start"] > last:
                    continue
                r = text.range(x)
                over = r is None or "PEM Private Key" in x["category"] or r[0] < end and begin < r[1]
                if x["label"] == "T" and over:
                    seen.add("I" if x["id_only"] else "T")
                    hits.append(x["index"])
                elif x["label"] == "T":
                    seen.add("O")
                else:
                    seen.add(x["label"])
            row["label"] = next((k for k in "TIFXO" if k in seen), "U")
            row["hits"] = hits


def digest(name, value):
    """What stands in read.tsv for a value under a name: repositories that hold credentials are named there, so the credentials are not."""
    return hashlib.sha256((name + "\0" + value).encode()).hexdigest()[:12]


def read_repositories(path):
    """The labels of read.tsv by repository (OWNER+NAME) and digest."""
    by_group = collections.defaultdict(dict)
    with open(path) as f:
        for line in f:
            repository, _, label, digests = line.rstrip("\n").split("\t")
            by_group[repository.replace("/", "+")].update((d, label) for d in digests.split(" "))
    return by_group


def label_read(rows, path):
    """Sets label and hits of rows, whose groups are repositories of read.tsv: T, F, X, or "unread". What the reader could not tell is left out."""
    by_group = read_repositories(path)
    for row in rows:
        row["label"], row["hits"] = by_group[row["group"]].get(digest(row["name"], row["value"]), "unread"), []
    return [r for r in rows if r["label"] != "?"]
