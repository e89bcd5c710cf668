package treediff

import (
	"bytes"
	"errors"
	"hash/maphash"
	"path"
	"slices"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// A new file was made from one that is gone if they share at least half of their lines, counted in bytes of the larger: git's
// measure (diffcore-delta.c, git-diff(1), -M). Of several the most alike counts; one of the same name goes first if it is alike
// enough.

// Gone is a file that a commit takes away.
type Gone struct {
	Path string
	ID   oid.ID
}

// Bounds of looking for renames: how many files are compared (git's diff.renameLimit), and their size in bytes.
const (
	maxCompared = 1000
	MaxRenamed  = 16 << 20
)

// ErrTooLarge is for contents above MaxRenamed: a file with one counts as new.
var ErrTooLarge = errors.New("too large to be compared")

// From returns which of the files that are gone the new file at path with content id was made from; the zero ID if it is from none of
// them. read returns a content of at most MaxRenamed bytes, or ErrTooLarge, valid until its next call but one; of the files that are gone
// those that it cannot return are passed over.
func From(name string, id oid.ID, gone []Gone, read func(oid.ID) ([]byte, error)) (oid.ID, error) {
	if slices.ContainsFunc(gone, func(g Gone) bool { return g.ID == id }) {
		return id, nil
	}
	if len(gone) == 0 {
		return oid.ID{}, nil
	}
	content, err := read(id)
	if err == ErrTooLarge {
		return oid.ID{}, nil
	}
	if err != nil {
		return oid.ID{}, err
	}
	mine := spans(content)
	best, most := oid.ID{}, 0.5
	compare := func(g Gone) {
		old, err := read(g.ID)
		if err != nil || 2*min(len(old), len(content)) < max(len(old), len(content)) {
			return
		}
		if s := mine.shared(spans(old)) / float64(max(len(old), len(content), 1)); s >= most && (s > most || best.IsZero()) {
			best, most = g.ID, s
		}
	}
	for _, same := range []bool{true, false} {
		compared := 0
		for _, g := range gone {
			if (path.Base(g.Path) == path.Base(name)) == same && compared < maxCompared {
				compared++
				compare(g)
			}
		}
		if !best.IsZero() {
			return best, nil
		}
	}
	return oid.ID{}, nil
}

// counts are the bytes of a content by the hash of the span that they stand in.
type counts map[uint64]int

// spanSize is how many bytes of a line are hashed together at most.
const spanSize = 64

// seed makes hashes that nobody can foresee, so that no content can be made to look like another.
var seed = maphash.MakeSeed()

// spans cuts a content into lines, and long lines into pieces.
func spans(content []byte) counts {
	out := counts{}
	for len(content) > 0 {
		n := min(spanSize, len(content))
		if end := bytes.IndexByte(content[:n], '\n'); end >= 0 {
			n = end + 1
		}
		out[maphash.Bytes(seed, content[:n])] += n
		content = content[n:]
	}
	return out
}

// shared returns how many bytes two contents have in common.
func (a counts) shared(b counts) float64 {
	sum := 0
	for hash, n := range a {
		sum += min(n, b[hash])
	}
	return float64(sum)
}
