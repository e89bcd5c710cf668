package cache

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

var key = Key{1, 2, 3}

// made returns contents of n objects.
func made(format oid.Format, n int) *Contents {
	rng := rand.New(rand.NewPCG(uint64(n), 1))
	c := &Contents{
		Rules: []Rule{{1}, {2, 3}}, Names: []byte{}, Flags: []Flags{},
		Trees: []Run{}, Branches: []Branch{}, Holders: []Run{}, Secrets: []uint32{},
		Commits: []Run{}, Details: []Detail{}, Parents: []uint32{}, Texts: []string{"a", "b c", "\xff"},
	}
	var names []string
	for range n {
		raw := make([]byte, format.Size())
		for i := range raw {
			raw[i] = byte(rng.IntN(256))
		}
		names = append(names, string(raw))
		c.Flags = append(c.Flags, Flags(pack.Blob)|Flags(rng.IntN(2))*Clean)
	}
	slices.Sort(names)
	for _, name := range names {
		c.Names = append(c.Names, name...)
	}
	for i := 0; i < n; i += 3 {
		c.Trees = append(c.Trees, Run{uint32(i), uint32(len(c.Branches))})
		c.Holders = append(c.Holders, Run{uint32(i), uint32(len(c.Secrets))})
		c.Commits = append(c.Commits, Run{uint32(i), uint32(len(c.Parents))})
		c.Details = append(c.Details, Detail{uint32(rng.IntN(n)), int64(i - 50)})
		for k := range i % 4 {
			c.Branches = append(c.Branches, Branch{uint32(rng.IntN(n)), uint32(k % 3), k%2 == 0})
			c.Secrets = append(c.Secrets, uint32(k))
			c.Parents = append(c.Parents, uint32(rng.IntN(n)))
		}
		c.Parents = append(c.Parents, None)
	}
	return c
}

func TestParseOfWrite(t *testing.T) {
	for _, format := range []oid.Format{oid.SHA1, oid.SHA256} {
		for _, n := range []int{0, 1, 7, 1000} {
			want := made(format, n)
			got, err := Parse(Write(key, format, want), key, format)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Fatalf("%d objects: %v, %+v, want %+v", n, err, got, want)
			}
			for i := range n {
				if at, ok := got.Find(want.Name(i)); at != i || !ok {
					t.Errorf("object %d is found at %d, %v", i, at, ok)
				}
			}
			strange := made(format, 77)
			for i := range 77 {
				if _, ok := got.Find(strange.Name(i)); ok {
					t.Errorf("%x is known", strange.Name(i))
				}
			}
			branches := 0
			for i := range got.Trees {
				branches += len(Of(got.Trees, got.Branches, i))
			}
			if branches != len(got.Branches) {
				t.Errorf("trees have %d of %d branches", branches, len(got.Branches))
			}
		}
	}
}

// TestRefused: any damage, any cut, another key and another format of names is refused.
func TestRefused(t *testing.T) {
	whole := Write(key, oid.SHA1, made(oid.SHA1, 8))
	for i := range whole {
		damaged := bytes.Clone(whole)
		damaged[i] ^= 1
		if _, err := Parse(damaged, key, oid.SHA1); err != ErrDamaged {
			t.Errorf("byte %d: %v", i, err)
		}
		if _, err := Parse(whole[:i], key, oid.SHA1); err != ErrDamaged {
			t.Errorf("cut at %d: %v", i, err)
		}
	}
	if _, err := Parse(whole, Key{9}, oid.SHA1); err != ErrForeign {
		t.Errorf("another key: %v", err)
	}
	if _, err := Parse(whole, key, oid.SHA256); err != ErrForeign {
		t.Errorf("another format: %v", err)
	}
}

// FuzzParse: whatever a cache with a right checksum holds, it is refused or means what is written for it again, and every part of it
// can be used.
func FuzzParse(f *testing.F) {
	for _, n := range []int{0, 1, 9} {
		whole := Write(key, oid.SHA1, made(oid.SHA1, n))
		f.Add(whole[:len(whole)-sha256.Size])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		sum := sha256.Sum256(body)
		c, err := Parse(append(bytes.Clone(body), sum[:]...), key, oid.SHA1)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrForeign) {
				t.Error(err)
			}
			return
		}
		for i := range c.Trees {
			for _, b := range Of(c.Trees, c.Branches, i) {
				_, _ = c.Name(int(b.Target)), c.Texts[b.Text]
			}
		}
		for i := range c.Holders {
			_ = Of(c.Holders, c.Secrets, i)
		}
		for i := range c.Commits {
			_, _ = Of(c.Commits, c.Parents, i), c.Details[i]
		}
		if again, err := Parse(Write(key, oid.SHA1, c), key, oid.SHA1); err != nil || !reflect.DeepEqual(again, c) {
			t.Errorf("written again: %v", err)
		}
	})
}

// TestStores: several caches in a file come back, and no cut of it is taken for whole.
func TestStores(t *testing.T) {
	want := map[string][]byte{"": []byte("root"), ".git/modules/a": []byte("x"), "b": {}}
	file := Join(want)
	got, err := Split(file)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v, %q", err, got)
	}
	ends := 0
	for i := range file {
		if _, err := Split(file[:i]); err == nil {
			ends++
		} else if err != ErrDamaged {
			t.Error(err)
		}
	}
	if ends != len(want) { // behind the first bytes and behind each cache but the last
		t.Errorf("%d cuts are taken for whole", ends)
	}
}

// FuzzSplit: whatever a file holds, it is refused or means what is written for it again.
func FuzzSplit(f *testing.F) {
	f.Add(Join(map[string][]byte{"": []byte("root"), "a": nil}))
	f.Fuzz(func(t *testing.T, file []byte) {
		if got, err := Split(file); err == nil {
			if again, err := Split(Join(got)); err != nil || !reflect.DeepEqual(again, got) {
				t.Errorf("written again: %v", err)
			}
		}
	})
}
