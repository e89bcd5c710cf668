package git

import (
	"cmp"
	"context"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/sluice-scan/sluice/scanner/internal/object"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/regular"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Texts beside contents and messages: other headers of commits and tags (signed tags that were merged), who made commits and tags, names
// of files and refs, and the files that git keeps beside its objects (own.go). Each name comes once, however many objects have it, so
// they are known when all objects were read.

// gathered is what objects told of such texts.
type gathered struct {
	mu     sync.RWMutex
	names  map[string]bool   // of tree entries
	people map[string]signed // of commits and tags
	tags   map[string]oid.ID // the names that tag objects have
	rest   map[oid.ID]string // what stands in other headers of commits and tags
}

// signed is the oldest object that somebody made, and when.
type signed struct {
	when   time.Time
	object oid.ID
}

// name gathers the name of a tree entry.
func (g *gathered) name(name []byte) {
	g.mu.RLock()
	known := g.names[string(name)]
	g.mu.RUnlock()
	if known {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.names == nil {
		g.names = map[string]bool{}
	}
	g.names[string(name)] = true
}

// person gathers who made an object.
func (g *gathered) person(id oid.ID, by ...object.Signature) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.people == nil {
		g.people = map[string]signed{}
	}
	for _, p := range by {
		old, known := g.people[p.Name]
		if !known || cmp.Or(p.When.Compare(old.when), id.Compare(old.object)) < 0 {
			g.people[p.Name] = signed{p.When, id}
		}
	}
}

// tag gathers the name that a tag object gives itself.
func (g *gathered) tag(id oid.ID, name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.tags == nil {
		g.tags = map[string]oid.ID{}
	}
	if old, known := g.tags[name]; !known || id.Compare(old) < 0 {
		g.tags[name] = id
	}
}

// header gathers what stands in other headers of an object.
func (g *gathered) header(id oid.ID, text []byte) {
	if len(text) == 0 {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.rest == nil {
		g.rest = map[oid.ID]string{}
	}
	g.rest[id] = string(text)
}

// Late implements source.Late.
func (s *Source) Late() source.Source {
	l := &late{}
	if s.rest {
		s.named(&late{})
		l.names(s)
		return l
	}
	refs := s.named(l)
	s.gathered.mu.RLock()
	defer s.gathered.mu.RUnlock()
	for name, id := range s.gathered.tags {
		if name = "refs/tags/" + name; refs[name].IsZero() {
			refs[name] = id
		}
	}
	add(l, sorted(refs), func(name string) (source.Blob, string) {
		return source.Blob{Kind: source.Ref, Ref: name, Object: refs[name]}, name
	})
	logs := s.store.Repository.TableLogs()
	add(l, sorted(logs), func(name string) (source.Blob, string) {
		return source.Blob{Kind: source.Ref, Ref: "logs/" + name}, logs[name]
	})
	add(l, sorted(s.gathered.people), func(name string) (source.Blob, string) {
		return source.Blob{Kind: source.Author, Object: s.gathered.people[name].object}, name
	})
	l.names(s)
	dir := s.store.Repository.CommonDir
	l.files = ownFiles(dir, func(name string, err error) { l.unread(filepath.Join(dir, name), regular.Why(err)) })
	return l
}

// named asks for what refs and indexes name, gathers the names in indexes, and returns the refs.
func (s *Source) named(l *late) map[string]oid.ID {
	refs, problems := s.store.Repository.RefNames()
	for _, p := range problems {
		l.unread(p.What, p.Why)
	}
	asked := map[oid.ID]bool{} // many refs name the same commit
	want := func(id oid.ID) {
		if !id.IsZero() && !asked[id] {
			asked[id] = true
			s.want(id, func(k source.Skip) { l.skips = append(l.skips, k) })
		}
	}
	for _, id := range refs {
		want(id)
	}
	var before []byte
	s.indexes(func(path []byte, id oid.ID) {
		want(id)
		s.path(path, before)
		before = append(before[:0], path...)
	}, func(k source.Skip) { l.skips = append(l.skips, k) })
	return refs
}

// late is a source of what is known late.
type late struct {
	texts []source.Batch
	files []ownFile
	skips []source.Skip
}

// names adds the names of files and folders.
func (l *late) names(s *Source) {
	add(l, slices.SortedFunc(maps.Keys(s.gathered.rest), oid.ID.Compare), func(id oid.ID) (source.Blob, string) {
		return source.Blob{Kind: source.Tag, Commit: id}, s.gathered.rest[id]
	})
	add(l, sorted(s.gathered.names), func(name string) (source.Blob, string) {
		return source.Blob{Kind: source.FileName, Path: name}, name
	})
}

// sorted returns the names of what is told by name.
func sorted[V any](of map[string]V) []string {
	names := make([]string, 0, len(of)) // there may be a million
	for name := range of {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// add adds a text for each key. text gives its blob and the text itself; several goroutines call it.
func add[K any](l *late, keys []K, text func(K) (source.Blob, string)) {
	for part := range slices.Chunk(keys, lateTexts) {
		l.texts = append(l.texts, textBatch[K]{part, text})
	}
}

func (l *late) unread(what, why string) {
	l.skips = append(l.skips, source.Skip{Class: source.Unread, What: what, Why: why})
}

// Sizes of batches.
const (
	lateTexts = 4096
	lateFiles = 16
)

// Batches implements source.Source.
func (l *late) Batches(ctx context.Context, yield func(source.Batch) error, skip func(source.Skip)) error {
	for _, k := range l.skips {
		skip(k)
	}
	for _, texts := range l.texts {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := yield(texts); err != nil {
			return err
		}
	}
	for files := range slices.Chunk(l.files, lateFiles) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := yield(fileBatch(files)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// textBatch is texts that are made when they are read: a blob takes ten times what its name does.
type textBatch[K any] struct {
	keys []K
	text func(K) (source.Blob, string)
}

// Blobs implements source.Batch.
func (b textBatch[K]) Blobs(ctx context.Context, yield func(*source.Blob) error, _ func(source.Skip)) error {
	var blob source.Blob
	var text string
	for _, key := range b.keys {
		if err := ctx.Err(); err != nil {
			return err
		}
		blob, text = b.text(key)
		blob.Data, blob.Size = []byte(text), int64(len(text))
		if err := yield(&blob); err != nil {
			return err
		}
	}
	return nil
}

type fileBatch []ownFile

// Blobs implements source.Batch.
func (b fileBatch) Blobs(ctx context.Context, yield func(*source.Blob) error, skip func(source.Skip)) error {
	for _, f := range b {
		if err := ctx.Err(); err != nil {
			return err
		}
		blob, err := f.read()
		if err != nil {
			skip(source.Skip{Class: source.Unread, What: f.path, Why: regular.Why(err)})
			continue
		}
		if err := yield(blob); err != nil {
			return err
		}
	}
	return nil
}
