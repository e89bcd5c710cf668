"""The file that the scanner embeds; scanner/internal/model/trees.go says what is in it."""
import re
import struct

import numpy

MAGIC = 0x314D4C53
HEADER = "<7Ii"
UNIT = 4096


FIRST = 40  # trees after which most values are refused
KEPT = 0.2  # probability from which a value must not be refused early


def names(path):
    """The features' names, as the scanner's source lists them."""
    with open(path) as f:
        source = f.read()
    return re.findall(r'"([^"]+)"', source[source.index("var featureNames"):source.index("func (f Feature)")])


def early(booster, x):
    """How many trees are asked first, and the score below which a value is refused then: below that of all that is worth keeping."""
    first = booster.predict(x, raw_score=True, num_iteration=FIRST)
    whole = booster.predict(x)
    return FIRST, int(numpy.floor(UNIT * (first[whole >= KEPT].min() - 0.25)))


def fnv_names(names):
    h = 2166136261
    for name in names:
        for b in name.encode() + b"\n":
            h = ((h ^ b) * 16777619) & 0xFFFFFFFF
    return h


def flatten(booster):
    """Nodes (feature, threshold, left, right, mean), leaves and roots of a LightGBM model."""
    nodes, leaves, roots = [], [], []

    def clamp(v):
        return max(-32768, min(32767, round(v * UNIT)))

    def add(tree):
        if "leaf_value" in tree:
            leaves.append(clamp(tree["leaf_value"]))
            return ~(len(leaves) - 1)
        at = len(nodes)
        nodes.append(None)
        left, right = add(tree["left_child"]), add(tree["right_child"])
        threshold = int(tree["threshold"] // 1)  # features are whole numbers: x <= 3.5 is x <= 3
        nodes[at] = (tree["split_feature"], threshold, left, right, clamp(tree["internal_value"]))
        return at

    for t in booster.dump_model()["tree_info"]:
        roots.append(add(t["tree_structure"]))
    return nodes, leaves, roots


def tables(path, sizes):
    """The tables that stand behind the header of a written file, of so many bytes each: its words and its pairs."""
    with open(path, "rb") as f:
        f.seek(struct.calcsize(HEADER))
        return [f.read(n) for n in sizes]


def write(path, names, words, pairs, slots, nodes=(), leaves=(), roots=(), first=0, bound=0):
    with open(path, "wb") as f:
        f.write(struct.pack(HEADER, MAGIC, fnv_names(names), slots, len(roots), len(nodes), len(leaves), first, bound))
        f.write(words)
        f.write(pairs)
        f.write(struct.pack(f"<{len(roots)}h", *roots))
        for n in nodes:
            f.write(struct.pack("<Bhhhh", *n))
        f.write(struct.pack(f"<{len(leaves)}h", *leaves))
