// Package object reads git's commit, tree and tag objects (gitformat: Documentation/gitformat-*.txt and git-cat-file(1)). Objects
// are hostile input and old ones are odd: what is missing reads as zero, what cannot be read ends the iteration with an error.
package object

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// Signature is who did something and when.
type Signature struct {
	Name string // "Name <address>" as it stands in the object, or all that does if it is not of that form
	When time.Time
}

// Commit is a commit object. Message is a part of the bytes that were parsed. Extra is what stands in other headers: the
// tag that was merged, what a signature has beside its armor, and what no git wrote.
type Commit struct {
	Tree      oid.ID
	Parents   []oid.ID
	Author    Signature
	Committer Signature
	Message   []byte
	Extra     []byte
}

// ErrMalformed is returned for an object that is not of its format.
var ErrMalformed = errors.New("malformed object")

// ParseCommit reads a commit. A commit without a tree is malformed; all else may be missing.
func ParseCommit(data []byte) (Commit, error) {
	var c Commit
	var rest extra
	message := headers(data, func(key, value []byte) {
		if rest.add(key, value, "tree", "parent", "author", "committer") {
			return
		}
		switch string(key) {
		case "tree":
			c.Tree, _ = oid.Parse(value)
		case "parent":
			if id, err := oid.Parse(value); err == nil {
				c.Parents = append(c.Parents, id)
			} else {
				rest.text = append(append(rest.text, value...), '\n')
			}
		case "author":
			c.Author = parseSignature(value)
		case "committer":
			c.Committer = parseSignature(value)
		}
	})
	c.Message, c.Extra = message, rest.text
	if c.Tree.IsZero() {
		return c, ErrMalformed
	}
	return c, nil
}

// Tag is an annotated tag object.
type Tag struct {
	Target  oid.ID
	Kind    string // type of the target
	Name    string
	Tagger  Signature
	Message []byte
	Extra   []byte // as in a commit
}

// ParseTag reads a tag. A tag without a target is malformed.
func ParseTag(data []byte) (Tag, error) {
	var t Tag
	var rest extra
	t.Message = headers(data, func(key, value []byte) {
		if rest.add(key, value, "object", "type", "tag", "tagger") {
			return
		}
		switch string(key) {
		case "object":
			t.Target, _ = oid.Parse(value)
		case "type":
			t.Kind = string(value)
		case "tag":
			t.Name = string(value)
		case "tagger":
			t.Tagger = parseSignature(value)
		}
	})
	t.Extra = rest.text
	if t.Target.IsZero() {
		return t, ErrMalformed
	}
	return t, nil
}

// headers calls yield for each header line, those that continue one with an empty key, and returns what stands behind the first empty
// line.
func headers(data []byte, yield func(key, value []byte)) []byte {
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte{'\n'})
		data = rest
		if len(line) == 0 {
			return data
		}
		key, value, _ := bytes.Cut(line, []byte{' '})
		yield(key, value)
	}
	return nil
}

// extra collects the headers that nobody asks for.
type extra struct {
	text []byte
	seen [4]bool // the headers that may come once
	on   bool    // the last header belongs to it
	sign bool    // the last header is a signature
}

// add takes over a header line, unless it is one of known or part of a signature; of known, a second author, committer and the like is
// taken, too. It reports whether it was a line that does not need to be looked at.
func (e *extra) add(key, value []byte, known ...string) bool {
	if len(key) > 0 {
		i := slices.Index(known, string(key))
		e.on = i < 0 && !isCharset(key, value) || i >= 0 && e.seen[i] && string(key) != "parent"
		e.sign = bytes.HasPrefix(key, []byte("gpgsig"))
		if i >= 0 {
			e.seen[i] = true
		}
		if i >= 0 && !e.on {
			return false
		}
		if i < 0 && !e.sign {
			value = slices.Concat(key, []byte{' '}, value)
		}
	}
	if e.on && !(e.sign && isArmor(value)) {
		e.text = append(append(e.text, value...), '\n')
	}
	return true
}

// maxCharset bounds the name of an encoding in characters: the longest that IANA has registered are of 45, those in use of 15.
const maxCharset = 45

func isCharset(key, value []byte) bool { return string(key) == "encoding" && len(value) <= maxCharset }

// isArmor reports whether a line is as those of a signature in armor: its ends, and base64 in between (RFC 4880, 6.2). Its own headers,
// such as a comment, are text.
func isArmor(line []byte) bool {
	const maxLine, letters = 76, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	rest := bytes.Trim(line, letters+"abcdefghijklmnopqrstuvwxyz0123456789+/=")
	ends := bytes.HasPrefix(line, []byte("-----")) && len(bytes.Trim(line, "- "+letters)) == 0
	return len(line) <= maxLine && (len(rest) == 0 || ends)
}

// parseSignature reads "Name <address> seconds zone".
func parseSignature(text []byte) Signature {
	end := bytes.LastIndexByte(text, '>')
	if end < 0 {
		return Signature{Name: string(text)}
	}
	s := Signature{Name: string(text[:end+1])}
	fields := bytes.Fields(text[end+1:])
	if len(fields) == 0 {
		return s
	}
	seconds, err := strconv.ParseInt(string(fields[0]), 10, 64)
	if len(fields) > 2 || slices.ContainsFunc(fields, notNumber) {
		s.Name = string(text)
	}
	if err != nil || seconds < 0 || seconds > 1<<40 {
		return s
	}
	s.When = time.Unix(seconds, 0).UTC()
	if len(fields) > 1 {
		s.When = s.When.In(zone(fields[1]))
	}
	return s
}

func notNumber(field []byte) bool { return len(bytes.Trim(field, "+-0123456789")) > 0 }

// zone reads "+hhmm".
func zone(text []byte) *time.Location {
	n, err := strconv.Atoi(string(text))
	if err != nil || n < -2400 || n > 2400 {
		return time.UTC
	}
	return time.FixedZone("", (n/100*60+n%100)*60)
}

// Mode is the kind of a tree entry, as git's octal file modes.
type Mode uint32

// The modes that git writes.
const (
	ModeTree    Mode = 0o040000
	ModeRegular Mode = 0o100000
	ModeSymlink Mode = 0o120000
	ModeGitlink Mode = 0o160000
	modeKind    Mode = 0o170000
)

// IsTree and IsGitlink tell folders and submodules.
func (m Mode) IsTree() bool { return m&modeKind == ModeTree }

// IsRegular tells files, executable or not, from links, folders and submodules.
func (m Mode) IsRegular() bool { return m&modeKind == ModeRegular }

// IsGitlink reports a submodule's commit, which lies in another repository.
func (m Mode) IsGitlink() bool { return m&modeKind == ModeGitlink }

// TreeEntry is one entry; Name and ID are parts of the bytes that were parsed.
type TreeEntry struct {
	Mode       Mode
	Name       []byte
	ID         []byte // raw object name
	Start, End int    // the entry's place in the tree, in bytes, end exclusive
}

// MaxDepth is how many folders deep paths are followed through trees, against hostile ones: as far as git itself goes, whose
// core.maxTreeDepth is at most that by default. Real trees have some tens.
const MaxDepth = 4096

// Tree iterates over the entries of a tree object whose names are size bytes long, until yield returns false.
func Tree(data []byte, size int, yield func(TreeEntry) bool) error {
	for at := 0; at < len(data); {
		e, err := EntryAt(data, at, size)
		if err != nil {
			return err
		}
		if !yield(e) {
			return nil
		}
		at = e.End
	}
	return nil
}

// EntryAt reads the entry that begins at a place in a tree object.
func EntryAt(tree []byte, at, size int) (TreeEntry, error) {
	e, data := TreeEntry{Start: at}, tree[at:]
	i := 0
	for ; i < len(data) && data[i] != ' '; i++ {
		if c := data[i]; c < '0' || c > '7' || i > 6 {
			return e, ErrMalformed
		}
		e.Mode = e.Mode<<3 | Mode(data[i]-'0')
	}
	end := bytes.IndexByte(data, 0)
	if i == 0 || end <= i+1 || end+1+size > len(data) {
		return e, ErrMalformed
	}
	e.Name, e.ID, e.End = data[i+1:end], data[end+1:end+1+size], at+end+1+size
	return e, nil
}
