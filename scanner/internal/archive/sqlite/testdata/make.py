#!/usr/bin/env python3
"""Makes the databases here with Python's sqlite3, and beside each the text that the engine gives of its tables: run it in this folder."""
import os
import sqlite3


def text_of(value):
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError:
            return ""
        if any(c < " " and c not in "\t\r\n" or c == "\x7f" for c in value):
            return ""
    return value if isinstance(value, str) else ""


def pair(name, value):
    if any(c in value for c in '"\\\r\n'):
        return f"{name}: {value}\n"
    return f'{name} = "{value}"\n'


def dump(db, table, order="rowid", columns="*"):
    out = f"== {table}\n"
    cursor = db.execute(f'SELECT {columns} FROM "{table}" ORDER BY {order}')
    names = [d[0] for d in cursor.description]
    for row in cursor:
        texts = [(n, text_of(v)) for n, v in zip(names, row) if text_of(v)]
        out += "".join(pair(n, v) for n, v in texts) + ("\n" if texts else "")
    return out


def fill(db):
    db.executescript("""
        CREATE TABLE "users" (id INTEGER PRIMARY KEY, "first name" TEXT, [pass)word] VARCHAR(20) DEFAULT (1 + (2)), `note,` TEXT, -- a, comment
            score REAL, picture BLOB, /* another, one */ CHECK (score > -1), UNIQUE (id));
        CREATE TABLE pages(body TEXT, title TEXT COLLATE NOCASE);
        CREATE TABLE links(a TEXT, b TEXT, c TEXT, PRIMARY KEY (c, a)) WITHOUT ROWID;
        CREATE TABLE named(x TEXT, length INT AS (length(x)) VIRTUAL, y TEXT AS (x || '!') STORED, z TEXT);
        CREATE INDEX by_name ON users("first name");
        CREATE VIEW v AS SELECT * FROM users;
    """)
    for i in range(40):
        db.execute("INSERT INTO users VALUES (?,?,?,?,?,?)", (i * 3, f"näme {i}", f"word-{i * i}" if i % 3 else None, "two\nlines" if i % 7 == 0 else "", i / 2,
                                                             b"blob of text" if i % 5 == 0 else b"\x00\xff\x01"))
    for i in range(9):
        db.execute("INSERT INTO pages VALUES (?,?)", (f"{i} " * (i * i * 12), f"page {i}"))
        db.execute("INSERT INTO links VALUES (?,?,?)", (f"a{i}", "long " * (i * 30), f"c{8 - i}"))
        db.execute("INSERT INTO named(x, z) VALUES (?,?)", (f"x{i}", f"z{i}"))
    db.execute("ALTER TABLE pages ADD COLUMN later TEXT")
    db.execute("INSERT INTO pages VALUES ('short', 'last', 'added')")
    db.commit()


def make(name, encoding, size):
    if os.path.exists(name):
        os.remove(name)
    db = sqlite3.connect(name)
    db.execute(f'PRAGMA encoding = "{encoding}"')
    db.execute(f"PRAGMA page_size = {size}")
    fill(db)
    with open(name + ".txt", "w", newline="") as f:
        f.write(dump(db, "users") + dump(db, "pages") + dump(db, "links", "c, a", "c, a, b") + dump(db, "named"))
    db.close()


make("utf8.db", "UTF-8", 512)
make("utf16le.db", "UTF-16le", 1024)
make("utf16be.db", "UTF-16be", 2048)

# A log whose pages were not copied back: of a row that was changed it has both versions.
for suffix in ("", "-wal", "-shm"):
    if os.path.exists("log.db" + suffix):
        os.remove("log.db" + suffix)
db = sqlite3.connect("log.db")
db.execute("PRAGMA page_size = 512")
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA wal_autocheckpoint = 0")
db.execute("CREATE TABLE settings(key TEXT, value TEXT)")
db.execute("INSERT INTO settings VALUES ('colour', 'old blue')")
db.commit()
db.execute("UPDATE settings SET value = 'new green'")
db.commit()
with open("log.db-wal", "rb") as f:
    log = f.read()
db.close()
os.remove("log.db")
with open("log.db-wal", "wb") as f:
    f.write(log)
