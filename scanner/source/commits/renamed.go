package commits

import (
	"path"
	"sync"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/treediff"
)

// From which files new ones were renamed. A commit may bring a content to very many places: what it takes away is looked for once for
// all of them, as long as other commits do not come in between.

// mostTaken is of how many commits is remembered what they take away; of the last one always, of others as long as all are together not
// more than mostGone files.
const (
	mostTaken = 8
	mostGone  = 1 << 16
)

// renames remembers what commits take away. The zero value is ready to use, by several goroutines.
type renames struct {
	mu    sync.Mutex
	taken []*taken // the last one at the end
}

// taken is what a commit takes away.
type taken struct {
	commit oid.ID
	files  int // in gone, once that is known; of renames' mutex
	once   sync.Once
	gone   []treediff.Gone
	err    error

	mu    sync.Mutex
	found map[asked]oid.ID
}

// asked is what decides from which file a new one was made, for one commit (treediff.From).
type asked struct {
	content oid.ID
	name    string
}

// of returns what is remembered of a commit, which need not be known yet.
func (r *renames) of(commit oid.ID) *taken {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, t := range r.taken {
		if t.commit == commit {
			r.taken = append(append(r.taken[:i:i], r.taken[i+1:]...), t)
			return t
		}
	}
	t := &taken{commit: commit, found: map[asked]oid.ID{}}
	r.taken = append(r.taken, t)
	return t
}

// learned notes what is known of a commit now, and forgets what is too much.
func (r *renames) learned(t *taken) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t.files = len(t.gone)
	files := 0
	for i := len(r.taken) - 1; i >= 0; i-- {
		files += r.taken[i].files
		if i < len(r.taken)-1 && (files > mostGone || len(r.taken)-i > mostTaken) {
			r.taken = r.taken[i+1:]
			return
		}
	}
}

// renamed returns the content of the file that a new one was renamed from, the zero ID if there is none.
func (s *Source) renamed(id oid.ID, a *arrival) (oid.ID, error) {
	t := s.renames.of(a.commit.ID)
	t.once.Do(func() {
		t.err = treediff.New(s.store).Gone(a.commit.Tree, a.commit.before, func(path string, id oid.ID) error {
			t.gone = append(t.gone, treediff.Gone{Path: path, ID: id})
			return nil
		}, func(string, error) {}) // what is unread was told
		s.renames.learned(t)
	})
	if t.err != nil || len(t.gone) == 0 {
		return oid.ID{}, t.err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	key := asked{id, path.Base(a.path)}
	from, known := t.found[key]
	if known {
		return from, nil
	}
	from, err := treediff.From(a.path, id, t.gone, func(id oid.ID) ([]byte, error) { return s.small(id) })
	if err == nil {
		t.found[key] = from
	}
	return from, err
}
