// Package source defines where bytes come from: a Source yields batches in a stable order, a worker opens one batch alone
// and gets its blobs one after the other.
package source

import (
	"context"
	"fmt"
	"io"

	"github.com/sluice-scan/sluice/scanner/internal/edit"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// Kind tells what a blob's text is.
type Kind string

// The kinds of text that sources yield.
const (
	File          Kind = "file"
	CommitMessage Kind = "commit-message"
	Tag           Kind = "tag"
	Note          Kind = "note"
	Author        Kind = "author"    // who made or committed a commit, or made a tag: "Name <address>"
	FileName      Kind = "file-name" // one name in a tree
	Index         Kind = "index"     // a content that an index names, and no tree
	Ref           Kind = "ref"       // a ref's name, or its log
	Config        Kind = "config"    // a file that git keeps beside its objects
)

// Blob is one content with what is known of its place.
type Blob struct {
	Kind Kind
	// Object is the git object that holds the content; zero outside git.
	Object oid.ID
	// Commit brings the content, or is the commit or tag object that it is a part of; zero where attribution finds the commits,
	// and where there is none.
	Commit oid.ID
	// Path is relative to the scanned root, with slashes; it may hold any bytes but NUL. "" where there is none, or where
	// attribution finds it; of a FileName the name itself.
	Path string
	// Ref is the ref whose name the content is, or for content of a file of git's own the path of that in git's folder; of a FileName the
	// path that ends in it, "" where many do.
	Ref string
	// Data is the whole content. It belongs to the batch and is valid only until yield returns.
	Data []byte
	// Open is set instead of Data for content above LargeSize: it starts a read from the beginning. It may be called
	// more than once while yield runs.
	Open func() (io.ReadCloser, error)
	// Size in bytes of the whole content.
	Size int64
	// Previous, when set, tells what this content replaces: a value that stood there is not news. It is called at most once, and
	// only if the blob has candidates.
	Previous Previous
	// Step tells how Data follows from an earlier blob of the batch. Only sources of this module can set it, so that no other can
	// break the exactness of a scan that looks at changes only.
	Step edit.Step
}

// Previous calls yield for each content that stood at a place before, of which Data, Open and Size are set; the *Blob is valid until
// yield returns. Its error is that of the first content that cannot be read, or of yield.
type Previous func(yield func(*Blob) error) error

// LargeSize is the size in bytes above which a source gives Open instead of Data.
const LargeSize = 64 << 20

// Class of a skip.
type Class string

const (
	// Unread content makes a scan incomplete: corrupt, missing, undecodable, crashed.
	Unread Class = "unread"
	// Outside the scope that was asked for: gitlinks, LFS content, promised objects.
	Outside Class = "outside"
)

// Skip is something that was not read.
type Skip struct {
	Class Class
	What  string // the object, file or folder, as a user would name it
	Why   string // lower case, without the name
}

// Accept says which gaps of a repository do not make its scan incomplete.
type Accept struct {
	Shallow bool // the history below the cut of a shallow clone or a graft
	Missing bool // objects that others name and the repository lacks; not damaged ones
}

// Below names the history below n commits, where it is cut.
func Below(n int) string {
	if n == 1 {
		return "history below 1 commit"
	}
	return fmt.Sprintf("history below %d commits", n)
}

// OfShallow returns the class of history below a cut.
func (a Accept) OfShallow() Class { return class(a.Shallow) }

// OfMissing returns the class of missing objects.
func (a Accept) OfMissing() Class { return class(a.Missing) }

func class(accepted bool) Class {
	if accepted {
		return Outside
	}
	return Unread
}

// Source yields batches.
type Source interface {
	// Batches calls yield for each batch, in the same order on every call, from the calling goroutine. It returns the
	// first error of yield unchanged, or its own when nothing more can be read. What can't be read goes to skip and does
	// not end the walk. skip may be called from the calling goroutine only.
	Batches(ctx context.Context, yield func(Batch) error, skip func(Skip)) error
}

// Late is implemented by sources that know some of their contents only when all others were read.
type Late interface {
	// Late returns them. It is called once, after all batches were read and, for a history, all trees.
	Late() Source
}

// Nested is implemented by sources that have others inside, such as the stores of submodules.
type Nested interface {
	// Nested opens those sources one after the other, in the same order on every call, and closes each when yield returns.
	// where is the path at which it lies, with slashes, relative to the root. Errors of yield are returned unchanged; what can't
	// be opened goes to skip.
	Nested(ctx context.Context, yield func(where string, inside Source) error, skip func(Skip)) error
}

// Place is where a commit brings a content.
type Place struct {
	Commit oid.ID
	Path   string
	// Previous tells what stood there before: a value that it has is not news. Contents that known, which may be nil, says are known are
	// left out. It is nil where nothing can have stood.
	Previous func(known func(content oid.ID) bool) Previous
}

// Batch is a piece of work that one worker does alone.
type Batch interface {
	// Blobs calls yield for each blob, in the same order on every call, from the calling goroutine; batches of one source
	// run concurrently. The *Blob may be reused for the next call. Errors of yield are returned unchanged; what can't be
	// read goes to skip, and the rest is read.
	Blobs(ctx context.Context, yield func(*Blob) error, skip func(Skip)) error
}

// Total is implemented by sources that know how much there is before the walk, for progress.
type Total interface {
	// Total returns the number of blobs that Batches will yield, duplicates left out.
	Total() int
}
