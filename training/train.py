#!/usr/bin/env python3
"""Trains the model of generic values and writes what the scanner embeds. README.md says what it needs.

usage: train.py --labelled SET --read READ --sources REPOSITORIES --trees TREES [--work FOLDER] [--only-validate] [--skip-words] [--curve]
"""
import argparse
import collections
import csv
import json
import math
import os
import shutil
import subprocess
import sys

import lightgbm
import numpy

import labels
import swapped
import weights
import words

HERE = os.path.dirname(os.path.abspath(__file__))
MODULE = os.path.dirname(HERE)
READ = os.path.join(HERE, "read.tsv")
EMBEDDED = os.path.join(MODULE, "scanner", "internal", "model", "weights.bin")
FOLDS = 6
SEED = 1
ROUNDS = 200
PARAMETERS = dict(
    objective="binary", learning_rate=0.07, num_leaves=24, max_depth=6, min_data_in_leaf=15, bagging_fraction=0.8, bagging_freq=1, feature_fraction=0.4,
    lambda_l2=5.0, seed=SEED, deterministic=True, force_row_wise=True, num_threads=1, verbose=-1,
)
WEIGHT = {"T": 1.0, "F": 1.0, "X": 0.4, "O": 0.15, "U": 0.3, "tree": 1.8, "swapped": 0.15, "unread": 0.03}
SURELY_NONE = 0.02
DESCRIBED = 8  # columns of a dump in front of the features
BINS = {"true": (0.97, 0.9, 0.7, 0.5, 0.2), "false": (0.5, 0.2)}  # of probability, for random values and for words: each up to the one before it
LARGEST = 1 << 20  # bytes of a file of a repository of read.tsv
RANDOM = 8  # characters outside of words that make a value random, whatever its pairs of characters
MOST_OF_ONE = 40.0  # weight of one repository's credentials


def run_dump(roots, to):
    env = dict(os.environ, SLUICE_TRAINING=os.pathsep.join(roots), SLUICE_DUMP=to)
    subprocess.run(["go", "test", "./scanner/detect", "-run", "TestTrainingDump", "-count=1"], cwd=MODULE, env=env, check=True)


def read_rows(path):
    csv.field_size_limit(1 << 30)
    rows = []
    with open(path, encoding="utf8", errors="replace", newline="\n") as f:
        head = f.readline().rstrip("\n").split("\t")
        for line in f:
            cells = line.rstrip("\n").split("\t")
            row = dict(zip(head[:DESCRIBED], cells[:DESCRIBED]), features=[int(x) for x in cells[DESCRIBED:]])
            row["start"], row["end"] = int(row["start"]), int(row["end"])
            rows.append(row)
    return head[DESCRIBED:], [r for r in rows if not r["refused"]]


def read_dump(path, labelled, trees):
    columns, rows = read_rows(path)
    labels.label(rows, labelled)
    data = os.path.join(labelled, "data") + os.sep
    for r in rows:
        if r["file"].startswith(data):
            r["group"] = r["file"][len(data):].split(os.sep)[0]
        else:
            r["group"], r["label"], r["hits"] = "tree:" + os.path.relpath(r["file"], trees).split(os.sep)[0], "tree", []
    return columns, [r for r in rows if r["label"] != "I"]


def read_swapped(path, values, to):
    """The rows of the values that swapped.write put into its files: of the repositories whose places they stand in."""
    rows = [r for r in read_rows(path)[1] if r["value"] == json.dumps(values[r["file"]])]
    for r in rows:
        r["group"], r["label"], r["hits"] = os.path.relpath(r["file"], to).split(os.sep)[0], "swapped", []
    return rows


def read_read(path, read):
    """The rows of the repositories of read.tsv."""
    rows = [r for r in read_rows(path)[1] if os.path.getsize(r["file"]) <= LARGEST]
    for r in rows:
        r["group"] = os.path.relpath(r["file"], read).split(os.sep)[0]
    rows = labels.label_read(rows, READ)
    for r in rows:
        r["read"] = True
    return rows


def weigh(rows):
    same = collections.Counter((r["group"], r["name"], r["value"], r["label"]) for r in rows)
    w = numpy.array([WEIGHT[r["label"]] / math.sqrt(same[(r["group"], r["name"], r["value"], r["label"])]) for r in rows])
    of_one = collections.Counter()
    for r, x in zip(rows, w):
        if r["label"] == "T":
            of_one[r["group"]] += x
    for i, r in enumerate(rows):
        if r["label"] == "T":
            w[i] *= min(1.0, MOST_OF_ONE / of_one[r["group"]])
    return w


def folds(rows):
    """The fold of each row: of its repository as folds.txt has it, so that figures of different days compare; else that of the fewest rows, the largest repository first."""
    with open(os.path.join(HERE, "folds.txt")) as f:
        of = {group: int(k) for k, group in (line.rstrip("\n").split("\t") for line in f)}
    size = collections.Counter(r["group"] for r in rows)
    filled = [sum(n for group, n in size.items() if of.get(group) == k) for k in range(FOLDS)]
    for group, n in sorted(size.items(), key=lambda x: (-x[1], x[0])):
        if group not in of:
            of[group] = filled.index(min(filled))
            filled[of[group]] += n
    return numpy.array([of[r["group"]] for r in rows])


def fit(x, y, w, seed=SEED):
    data = lightgbm.Dataset(x, y, weight=w, free_raw_data=False)
    return lightgbm.train(dict(PARAMETERS, seed=seed), data, ROUNDS)


def write_model(to, tables, booster, x):
    nodes, leaves, roots = weights.flatten(booster)
    weights.write(to, *tables, nodes, leaves, roots, *weights.early(booster, x))
    print(to, os.path.getsize(to), "bytes,", len(nodes), "nodes,", len(leaves), "leaves")


def write_folds(to, tables, rows, x, y, w, fold):
    """A model for each fold, and the repositories that it has not seen: to measure the whole scan out of fold."""
    for k in range(FOLDS):
        folder = os.path.join(to, str(k))
        os.makedirs(folder, exist_ok=True)
        write_model(os.path.join(folder, "weights.bin"), tables, fit(x[fold != k], y[fold != k], w[fold != k]), x)
        with open(os.path.join(folder, "repositories"), "w") as f:
            f.write("".join(g + "\n" for g in sorted({r["group"] for r, i in zip(rows, fold) if i == k})))


def out_of_fold(x, y, w, fold):
    p = numpy.zeros(len(y))
    for k in range(FOLDS):
        p[fold == k] = fit(x[fold != k], y[fold != k], w[fold != k]).predict(x[fold == k])
    return p


def curve(rows, x, y, w, fold, labelled):
    """Figures out of fold when only a part of the labelled repositories of the other folds is there to learn from: what more of them would add."""
    groups = numpy.array([r["group"] for r in rows])
    mine = sorted({g for g in groups if not g.startswith("tree:")})
    for share, draws in ((0.25, 4), (0.5, 4), (1.0, 1)):
        figures = []
        for draw in range(draws):
            order = numpy.random.default_rng(SEED + draw).permutation(len(mine))
            p = numpy.zeros(len(y))
            for k in range(FOLDS):
                others = [mine[i] for i in order if mine[i] in set(groups[fold != k])]
                left_out = set(others[round(share * len(others)):])
                seen = (fold != k) & ~numpy.isin(groups, list(left_out))
                p[fold == k] = fit(x[seen], y[seen], w[seen]).predict(x[fold == k])
            figures.append(max(figure(rows, p, labelled, t) for t in (0.1, 0.2, 0.3)))
        print(f"{share:.0%} of the repositories: F1 at the best of three thresholds, precision, recall, unlabelled places, values in trees; mean of {draws} draws:", " / ".join(f"{v:.3f}" for v in numpy.mean(figures, axis=0)))


def trimmed(rows, names, x, y, w, fold):
    """Public trees hold credentials, too: what a first model takes for one, out of fold, counts for nothing in the second, unless it reads as words.

    Nor does what nobody read, unless the first model is sure that it is none.
    """
    tree = numpy.array([r["label"] == "tree" for r in rows])
    unlabelled = numpy.array([r["label"] in ("tree", "U") for r in rows])
    unread = numpy.array([r["label"] == "unread" for r in rows])
    p = out_of_fold(x, y, numpy.where(tree, w * 0.3, w), fold)
    random = x[:, names.index("uncovered")] >= RANDOM
    return numpy.where(unlabelled & random & (p > 0.5) | unread & (p > SURELY_NONE), 0.0, w)


def wanted(labelled):
    return {x["index"] for v in labels.read(labelled).values() for x in v if x["label"] == "T" and not x["id_only"]}


def figure(rows, p, labelled, t):
    """F1, precision and recall of candidates alone at a threshold, then how many unlabelled places and values in trees it keeps."""
    hits, false, unlabelled, tree = set(), set(), set(), set()
    for r, q in zip(rows, p):
        if q < t or r.get("read"):
            continue
        if r["label"] == "T":
            hits.update(r["hits"])
        elif r["label"] == "F":
            false.add((r["file"], r["start"]))
        elif r["label"] == "U":
            unlabelled.add((r["file"], r["start"]))
        elif r["label"] == "tree":
            tree.add((r["group"], r["value"]))
    hits &= labelled
    precision, recall = len(hits) / max(1, len(hits) + len(false)), len(hits) / len(labelled)
    return 2 * precision * recall / max(1e-9, precision + recall), precision, recall, len(unlabelled), len(tree)


def report(rows, p, labelled):
    """Figures out of fold, of candidates alone: the scorer of the whole scan adds what other rules find."""
    for t in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        f1, precision, recall, unlabelled, tree = figure(rows, p, labelled, t)
        print(f"p >= {t:.2f}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}; unlabelled {unlabelled}, values in trees {tree}")


def report_read(rows, p):
    """The same of the repositories of read.tsv, each value under a name once. Precision without and with what is a stand-in or an example."""
    for t in (0.2, 0.3, 0.5, 0.7):
        at = {(r["group"], r["name"], r["value"], r["label"]): q >= t for r, q in zip(rows, p) if r.get("read")}
        n = collections.Counter((label, told) for (*_, label), told in at.items())
        true, false = n["T", True], n["F", True]
        precision, recall = true / (true + false), true / (true + n["T", False])
        print(f"read, p >= {t:.2f}: precision {precision:.3f} ({true / (true + false + n['X', True]):.3f}) recall {recall:.3f} F1 {2 * precision * recall / (precision + recall):.3f}; unread {n['unread', True]}")


def report_calibration(rows, p):
    """Of random values and of words, by probability: T, F, precision and its lower bound (all but T are false) of the labelled set, values in trees, and T, F, X, precision and with X of the repositories of read.tsv."""
    for random, least in BINS.items():
        for low, high in zip(least, (1.0,) + least):
            told = [r for r, q in zip(rows, p) if r["random"] == random and low <= q and (q < high or high == 1.0)]
            n = collections.Counter(label for _, _, label in {(r["file"], r["start"], r["label"]) for r in told if not r.get("read")})
            m = collections.Counter(label for *_, label in {(r["group"], r["name"], r["value"], r["label"]) for r in told if r.get("read")})
            others = n["F"] + n["X"] + n["U"] + n["O"]
            print(
                f"{'random' if random == 'true' else 'words'}, p {low} to {high}: T {n['T']} F {n['F']} {share(n['T'], n['F'])} {share(n['T'], others)}, trees {n['tree']};",
                f"read T {m['T']} F {m['F']} X {m['X']} {share(m['T'], m['F'])} {share(m['T'], m['F'] + m['X'])}",
            )


def share(true, false):
    return f"{true / max(1, true + false):.3f}"


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--labelled", required=True)
    a.add_argument("--read", required=True)
    a.add_argument("--sources", help="not asked for with --skip-words")
    a.add_argument("--trees", required=True)
    a.add_argument("--work", default="training-work")
    a.add_argument("--skip-words", action="store_true")
    a.add_argument("--only-validate", action="store_true")
    a.add_argument("--curve", action="store_true")
    a.add_argument("--folds", help="a folder for a model of each fold")
    a = a.parse_args()
    os.makedirs(a.work, exist_ok=True)
    dump = os.path.abspath(os.path.join(a.work, "dump.tsv"))
    if a.skip_words:
        packed, pairs = weights.tables(EMBEDDED, (words.PREFIX_BYTES + 2 * words.SLOTS, words.SYMBOLS**2))
    else:
        found, counted = words.read(a.sources)
        packed, pairs = words.pack_words(found), words.pack_pairs(counted)
    names = weights.names(os.path.join(MODULE, "scanner", "internal", "model", "features.go"))
    # the features need the tables: the dump is made with a model that has no trees yet
    with open(EMBEDDED, "rb") as f:
        before = f.read()
    tables_packed = (names, packed, pairs, words.SLOTS)
    weights.write(EMBEDDED, *tables_packed)
    try:
        roots = [os.path.join(a.labelled, "data")] + [os.path.join(a.trees, d) for d in sorted(os.listdir(a.trees))]
        run_dump([os.path.abspath(r) for r in roots], dump)
        columns, rows = read_dump(dump, os.path.abspath(a.labelled), os.path.abspath(a.trees))
        to = os.path.abspath(os.path.join(a.work, "swapped"))
        shutil.rmtree(to, ignore_errors=True)
        values = swapped.write(rows, to, SEED)
        run_dump([to], dump + ".swapped")
        run_dump([os.path.abspath(a.read)], dump + ".read")
    finally:
        with open(EMBEDDED, "wb") as f:
            f.write(before)
    if columns != names:
        sys.exit("the dump has other features than the model")
    rows += read_swapped(dump + ".swapped", values, to)
    rows += read_read(dump + ".read", os.path.abspath(a.read))
    x = numpy.array([r["features"] for r in rows], dtype=numpy.float64)
    y = numpy.array([r["label"] in ("T", "swapped") for r in rows], dtype=numpy.float64)
    w, fold = weigh(rows), folds(rows)
    w = trimmed(rows, names, x, y, w, fold)
    p = out_of_fold(x, y, w, fold)
    numpy.savez(os.path.join(a.work, "folds.npz"), p=p, fold=fold)
    print(len(rows), "candidates,", int(y.sum()), "true, of them", sum(r["label"] == "swapped" for r in rows), "random in the places of others, of", len({r["group"] for r in rows}), "repositories")
    truth = wanted(a.labelled)
    report(rows, p, truth)
    report_read(rows, p)
    report_calibration(rows, p)
    if a.curve:
        curve(rows, x, y, w, fold, truth)
    if a.folds:
        write_folds(a.folds, tables_packed, rows, x, y, w, fold)
    if a.only_validate:
        return
    booster = fit(x, y, w)
    gain = sorted(zip(booster.feature_importance("gain"), names), reverse=True)
    print(" · ".join(f"{n} {g / sum(x for x, _ in gain):.3f}" for g, n in gain))
    write_model(EMBEDDED, tables_packed, booster, x)


if __name__ == "__main__":
    main()
