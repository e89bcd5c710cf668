package odb

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// readerShare is what one worker may hold of contents before it waits for others, in bytes.
const readerShare = 24 << 20

// Store is the objects of a repository. It is safe for concurrent use.
type Store struct {
	Repository *Repository
	dirs       []string // object folders, own first
	alternates int      // that were looked at
	problems   []Problem
	readers    sync.Pool
	large      spill.Files // contents above pack.LargeSize, as far as they are deltas

	mu    sync.RWMutex
	packs []*pack.Pack
	known map[string]bool // paths of the packs that were opened, and of what could not be
}

// Problem is something of the store that could not be read.
type Problem struct{ What, Why string }

// ErrNotFound is returned for an object that the store does not have.
var ErrNotFound = errors.New("object not found")

// Open opens the objects of r. What cannot be read of them is in Problems, not an error. The caller must call Close.
func Open(r *Repository) (*Store, error) {
	s, err := newStore(r, pack.NewBudget(readerShare))
	if err != nil {
		return nil, err
	}
	s.openPacks()
	return s, nil
}

// newStore makes a store without packs.
func newStore(r *Repository, budget *pack.Budget) (*Store, error) {
	s := &Store{Repository: r, large: spill.Files{Folder: r.Temporary}, known: map[string]bool{}}
	s.readers.New = func() any { return pack.NewReader(budget, &s.large) }
	return s, s.addDirs()
}

// addDirs adds the repository's folder of objects and all from which it borrows.
func (s *Store) addDirs() error {
	r := s.Repository
	if _, err := os.ReadDir(r.objects); err != nil {
		return fmt.Errorf("opening the object store: %w", err)
	}
	s.addDir(r.objects, 0)
	for _, dir := range r.alternates {
		s.addDir(dir, 1)
	}
	return nil
}

// Close closes all packs.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var problems []error
	for _, p := range s.packs {
		problems = append(problems, p.Close())
	}
	return errors.Join(problems...)
}

// Problems returns what of the store could not be read when it was opened.
func (s *Store) Problems() []Problem {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.problems)
}

// problem notes what could not be read. The caller holds the lock, or is the only one yet.
func (s *Store) problem(what string, why error) {
	s.problems = append(s.problems, Problem{what, regular.Why(why)})
}

// once is problem for what is looked at several times.
func (s *Store) once(path string, why error) {
	if !s.known[path] {
		s.known[path] = true
		s.problem(path, why)
	}
}

// openPacks opens the packs that were not known yet, in the order of folders and names. It reports whether there were any.
func (s *Store) openPacks() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	fresh := false
	for _, dir := range s.dirs {
		for _, path := range s.packFiles(filepath.Join(dir, "pack")) {
			if s.known[path] {
				continue
			}
			s.known[path], fresh = true, true
			p, err := s.openPack(path)
			if err != nil {
				s.problem(path, err)
			}
			if p != nil {
				s.packs = append(s.packs, p)
			}
		}
	}
	return fresh
}

// openPack opens a pack: without its index if only that is missing or damaged, since a multi-pack index can stand in for it and nothing
// is lost; else what the index says is whole, with an error besides.
func (s *Store) openPack(path string) (*pack.Pack, error) {
	format := s.Repository.Format
	p, err := pack.Open(path, format)
	if err == nil {
		return p, nil
	}
	if p, again := pack.OpenUnindexed(path, format, &s.large); again == nil {
		return p, nil
	}
	if p, again := pack.OpenDamaged(path, format); again == nil {
		return p, err
	}
	return nil, err
}

// packFiles lists the packs in a folder, whatever they are called: git names them pack-*.pack, but reads others as well.
func (s *Store) packFiles(dir string) (paths []string) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		s.once(dir, err)
	}
	for _, e := range entries {
		if path := filepath.Join(dir, e.Name()); strings.HasSuffix(path, ".pack") {
			paths = append(paths, path)
		}
	}
	for _, e := range entries {
		name, isIndex := strings.CutSuffix(filepath.Join(dir, e.Name()), ".idx")
		if _, found := slices.BinarySearch(paths, name+".pack"); isIndex && !found {
			s.once(name+".idx", errors.New("the pack that it is for is missing"))
		}
	}
	return paths
}

func (s *Store) snapshot() []*pack.Pack {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.packs
}

// Get returns an object that is held: of a blob above pack.LargeSize only the type. When it is nowhere the packs are listed once more:
// a concurrent git gc may have moved it. The bytes are in buf's memory if they fit its capacity, and belong to the caller.
func (s *Store) Get(id oid.ID, buf []byte) (pack.Type, []byte, error) {
	c, err := s.GetAny(id, buf)
	if err != nil {
		return 0, nil, err
	}
	return c.Type, c.Data, c.Close()
}

// GetAny is Get for objects of any size. The caller must call Close.
func (s *Store) GetAny(id oid.ID, buf []byte) (*Content, error) {
	return s.get(id, buf, s.base, false)
}

// whole returns a copy of an object that has its name.
func (s *Store) whole(id oid.ID) (*Content, error) { return s.get(id, nil, s.base, true) }

func (s *Store) get(id oid.ID, buf []byte, base pack.Base, verify bool) (*Content, error) {
	r := s.readers.Get().(*pack.Reader)
	defer s.readers.Put(r)
	c, err := s.find(r, id, buf, base, verify)
	if errors.Is(err, ErrNotFound) && base != nil && s.openPacks() {
		c, err = s.find(r, id, buf, base, verify)
	}
	return c, err
}

func (s *Store) find(r *pack.Reader, id oid.ID, buf []byte, base pack.Base, verify bool) (*Content, error) {
	err := ErrNotFound
	for _, p := range s.snapshot() {
		entry, ok := p.Find(id)
		if !ok {
			continue
		}
		packed, failed := r.Read(p, entry, buf, base)
		c := &Content{Content: packed}
		if failed == nil && verify {
			failed = c.object(id).verify(s.Repository.Format)
		}
		if failed == nil {
			return c, nil
		}
		_ = c.Close()
		err = fmt.Errorf("object %s: %w", id, failed) // another pack may hold it whole
	}
	for _, dir := range s.dirs {
		c, failed := readLoose(loosePath(dir, id), id, pack.LargeSize, s.Repository.Format, buf)
		if failed == nil {
			return c, nil
		}
		if !errors.Is(failed, os.ErrNotExist) {
			err = fmt.Errorf("object %s: %w", id, failed)
		}
	}
	return nil, err
}

// base resolves a delta's base that lies in another pack, or loose. A delta across packs must end in whole objects: following it
// further could come back here.
func (s *Store) base(id oid.ID) (pack.Content, error) {
	c, err := s.get(id, nil, nil, false)
	if err != nil {
		return pack.Content{}, ErrNotFound
	}
	if c.open == nil {
		return c.Content, nil
	}
	in, err := c.open()
	if err != nil {
		return pack.Content{}, err
	}
	defer in.Close()
	return pack.Spill(&s.large, c.Size, in)
}

// Has reports whether the store lists an object; it does not read it. As in Get, one that is nowhere may have moved.
func (s *Store) Has(id oid.ID) bool { return s.lists(id) || s.openPacks() && s.lists(id) }

func (s *Store) lists(id oid.ID) bool {
	for _, p := range s.snapshot() {
		if _, ok := p.Find(id); ok {
			return true
		}
	}
	for _, dir := range s.dirs {
		if _, err := os.Lstat(loosePath(dir, id)); err == nil {
			return true
		}
	}
	return false
}

// TypeOf returns the type of an object, as far as headers tell it: those of a whole pack are read for the first of its objects.
func (s *Store) TypeOf(id oid.ID) (t pack.Type, ok bool) {
	for _, p := range s.snapshot() {
		if entry, ok := p.Find(id); ok {
			return p.Type(entry)
		}
	}
	for _, dir := range s.dirs {
		if l, err := openLoose(loosePath(dir, id)); err == nil {
			return l.typ, l.Close() == nil
		}
	}
	return 0, false
}

// Abbreviated returns the objects whose names begin with some hexadecimal digits in lower case; one that lies in several places comes
// several times.
func (s *Store) Abbreviated(digits string) []oid.ID {
	var found []oid.ID
	add := func(id oid.ID) {
		if strings.HasPrefix(id.String(), digits) {
			found = append(found, id)
		}
	}
	for _, p := range s.snapshot() {
		for i := range p.Len() {
			add(p.ID(i))
		}
	}
	for _, dir := range s.dirs {
		for _, id := range s.looseIDs(dir) {
			add(id)
		}
	}
	return found
}

func loosePath(dir string, id oid.ID) string {
	name := id.String()
	if name == "" {
		return filepath.Join(dir, "none")
	}
	return filepath.Join(dir, name[:2], name[2:])
}

// looseIDs lists the loose objects of a folder, in order.
func (s *Store) looseIDs(dir string) []oid.ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []oid.ID
	for i := range 256 {
		prefix := hex.EncodeToString([]byte{byte(i)})
		entries, err := os.ReadDir(filepath.Join(dir, prefix))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			s.once(filepath.Join(dir, prefix), err)
		}
		for _, e := range entries {
			if id, err := oid.Parse(prefix + e.Name()); err == nil && len(e.Name()) == 2*s.Repository.Format.Size()-2 {
				ids = append(ids, id)
			}
		}
	}
	return ids
}
