// Package reftable reads refs and their logs from the tables that git keeps them in when extensions.refStorage says so (git's
// technical/reftable.txt). A stack is a list of tables, oldest first; what a later table says of a ref holds.
//
//	reftable.go  a stack of tables
//	table.go     the blocks of one table
//	record.go    the records of a block
//
// All blocks are read in order; indexes are not needed for that. Tables are hostile input: lengths are checked against what is there,
// logs are inflated to the length that their block declares, of 24 bits, and no further, and names and logs are bounded as a whole, since
// a name costs no more than the bytes in which it differs from the one before it.
package reftable

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
)

// Bounds, in bytes. A million refs take about 40 MiB.
const (
	maxTable = 512 << 20 // one table
	maxName  = 4096      // one name
	maxStack = 512 << 20 // all names and inflated logs of a stack
)

// Ref is what a stack says of a ref.
type Ref struct {
	ID     oid.ID // zero for a symbolic ref
	Target string // of a symbolic ref, else ""
}

// Entry is one line of a ref's log.
type Entry struct {
	Ref      string
	Index    uint64 // of the update; later ones are larger
	Old, New oid.ID
	Name     string // of who made the update
	Email    string
	Message  string
}

// Stack is all tables of a folder, merged.
type Stack struct {
	Refs map[string]Ref
	Log  []Entry // in the order of tables, which is not that of time
	held int     // bytes of names and logs
}

// hold counts what is kept.
func (s *Stack) hold(n int) error {
	if s.held += n; s.held > maxStack {
		return fmt.Errorf("names and logs of more than %d bytes", maxStack)
	}
	return nil
}

// attempts is how often a stack is read from the beginning: git may replace tables by a larger one meanwhile.
const attempts = 3

// Read reads the stack in a folder "reftable". What was read until an error is returned with it.
func Read(dir string, format oid.Format) (*Stack, error) {
	for try := 1; ; try++ {
		s, err := read(dir, format)
		if try == attempts || !errors.Is(err, os.ErrNotExist) {
			return s, err
		}
	}
}

func read(dir string, format oid.Format) (*Stack, error) {
	s := &Stack{Refs: map[string]Ref{}}
	list, err := regular.Read(filepath.Join(dir, "tables.list"), maxTable)
	if err != nil {
		return s, err
	}
	for _, name := range strings.Fields(string(list)) {
		if !filepath.IsLocal(name) || strings.ContainsAny(name, `/\`) {
			return s, fmt.Errorf("%s names a table outside of its folder", filepath.Join(dir, "tables.list"))
		}
		data, err := regular.Read(filepath.Join(dir, name), maxTable)
		if err == nil {
			err = s.add(data, format)
		}
		if err != nil {
			return s, fmt.Errorf("reading the table %s: %w", name, err)
		}
	}
	return s, nil
}
