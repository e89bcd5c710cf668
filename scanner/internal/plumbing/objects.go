package plumbing

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// Objects reads contents through one git cat-file --batch, which is started when it is first needed, and again after it has ended:
// git ends at a damaged object. Objects is safe for concurrent use; one content is read at a time.
type Objects struct {
	git *Git
	ctx context.Context

	mu      sync.Mutex
	process *process
	in      *bufio.Reader
}

// Objects returns a reader of the repository's objects. ctx ends it; the caller must call Close.
func (g *Git) Objects(ctx context.Context) *Objects { return &Objects{git: g, ctx: ctx} }

// ErrTooLarge is returned for a content above the limit.
var ErrTooLarge = errors.New("the object is too large to be held")

// errMissing is returned for an object that git does not find; one whose header is damaged it does not find either.
var errMissing = errors.New("missing from the repository, or damaged")

// Read returns a blob and its size. The bytes are in buf's memory if they fit its capacity, and belong to the caller. Above limit
// bytes there are none, but ErrTooLarge and the size. What was read has the name id.
func (o *Objects) Read(id oid.ID, limit int64, buf []byte) (data []byte, size int64, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.ctx.Err(); err != nil {
		return nil, 0, err // git may answer before it is ended
	}
	line, err := o.ask(id)
	if err != nil {
		return nil, 0, o.ended(err)
	}
	size, err = parseHeader(line)
	if err == nil && size > limit {
		err = ErrTooLarge
	}
	if err != nil {
		if err != errMissing {
			o.restart() // sooner done than reading what nobody wants
		}
		return nil, size, err
	}
	data = slices.Grow(buf[:0], int(size)+1)[:size+1] // a line end follows
	if _, err := io.ReadFull(o.in, data); err != nil {
		return nil, size, o.ended(err)
	}
	if data = data[:size]; name(id, data) != id {
		return nil, size, errors.New("its content does not have its name: it is damaged")
	}
	return data, size, nil
}

// name returns the name of a blob, in id's format.
func name(id oid.ID, data []byte) oid.ID {
	format := oid.SHA1
	if len(id.Bytes()) == oid.SHA256Size {
		format = oid.SHA256
	}
	h := format.New()
	fmt.Fprintf(h, "blob %d\x00", len(data))
	h.Write(data)
	return oid.New(h.Sum(nil))
}

// ask requests an object and returns the line in front of its content, valid until the next read.
func (o *Objects) ask(id oid.ID) ([]byte, error) {
	if o.process == nil {
		p, err := o.git.start(o.ctx, []string{"cat-file", "--batch"}, true)
		if err != nil {
			return nil, err
		}
		o.process, o.in = p, bufio.NewReaderSize(p.out, 64<<10)
	}
	if _, err := io.WriteString(o.process.in, id.String()+"\n"); err != nil {
		return nil, err
	}
	return o.in.ReadSlice('\n')
}

var errSyntax = errors.New("git cat-file: its output is not understood")

// parseHeader reads "name type size", or "name missing" (git-cat-file(1), BATCH OUTPUT).
func parseHeader(line []byte) (size int64, err error) {
	fields := strings.Fields(string(line))
	if len(fields) == 2 && fields[1] == "missing" {
		return 0, errMissing
	}
	if len(fields) != 3 {
		return 0, errSyntax
	}
	if fields[1] != "blob" {
		return 0, fmt.Errorf("a %s and no blob", fields[1])
	}
	if size, err = strconv.ParseInt(fields[2], 10, 64); err != nil || size < 0 {
		return 0, errSyntax
	}
	return size, nil
}

// ended waits for a process whose output has ended, and returns what git said of that, else err.
func (o *Objects) ended(err error) error {
	p := o.process
	if p == nil {
		return err
	}
	o.process = nil
	if err == bufio.ErrBufferFull {
		p.stop()
		return errSyntax
	}
	_ = p.in.Close()
	if failure := p.wait(); failure != nil {
		return failure
	}
	return err
}

// restart ends the process; the next read starts another.
func (o *Objects) restart() {
	if o.process != nil {
		o.process.stop()
		o.process = nil
	}
}

// Close ends the process.
func (o *Objects) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.restart()
	return nil
}
