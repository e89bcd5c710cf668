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

// made returns contents for a cache.
func made(format oid.Format, n int) ([]Object, []Tree) {
	rng := rand.New(rand.NewPCG(uint64(n), 1))
	id := func() oid.ID {
		raw := make([]byte, format.Size())
		for i := range raw {
			raw[i] = byte(rng.IntN(256))
		}
		return oid.New(raw)
	}
	var objects []Object
	for range n {
		objects = append(objects, Object{id(), Flags(pack.Blob)})
		objects[len(objects)-1].Flags |= Flags(rng.IntN(2)) * Clean
	}
	slices.SortFunc(objects, func(a, b Object) int { return a.ID.Compare(b.ID) })
	var trees []Tree
	for i := range n / 3 {
		t := Tree{ID: id(), Branches: []Branch{}}
		for k := range i % 4 {
			t.Branches = append(t.Branches, Branch{[]string{"a", "b c", "\xff", "a"}[k], id(), k%2 == 0})
		}
		trees = append(trees, t)
	}
	slices.SortFunc(trees, func(a, b Tree) int { return a.ID.Compare(b.ID) })
	return objects, trees
}

func TestParseOfWrite(t *testing.T) {
	for _, format := range []oid.Format{oid.SHA1, oid.SHA256} {
		for _, n := range []int{0, 1, 7, 1000} {
			objects, trees := made(format, n)
			c, err := Parse(Write(key, format, objects, trees), key, format)
			if err != nil {
				t.Fatal(err)
			}
			if c.Len() != n || len(trees) > 0 && !reflect.DeepEqual(c.Trees, trees) {
				t.Errorf("%d objects: %d, trees %v", n, c.Len(), c.Trees)
			}
			for i, o := range objects {
				if f, ok := c.Find(o.ID); c.At(i) != o || f != o.Flags || !ok {
					t.Errorf("object %d: %v, %v, want %v", i, c.At(i), f, o)
				}
			}
			strange, _ := made(format, 77)
			for _, o := range strange {
				if _, ok := c.Find(o.ID); ok {
					t.Errorf("%v is known", o.ID)
				}
			}
		}
	}
}

// TestRefused: any damage, any cut, another key and another format of names is refused.
func TestRefused(t *testing.T) {
	objects, trees := made(oid.SHA1, 8)
	whole := Write(key, oid.SHA1, objects, trees)
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

// FuzzParse: whatever a cache with a right checksum holds, it is refused or means what is written for it again.
func FuzzParse(f *testing.F) {
	for _, n := range []int{0, 1, 9} {
		objects, trees := made(oid.SHA1, n)
		whole := Write(key, oid.SHA1, objects, trees)
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
		var objects []Object
		for i := range c.Len() {
			o := c.At(i)
			objects = append(objects, o)
			if f, ok := c.Find(o.ID); f != o.Flags || !ok {
				t.Fatalf("%v is not found", o.ID)
			}
		}
		again, err := Parse(Write(key, oid.SHA1, objects, c.Trees), key, oid.SHA1)
		if err != nil || !reflect.DeepEqual(again.Trees, c.Trees) || again.Len() != c.Len() {
			t.Errorf("written again: %v", err)
		}
	})
}
