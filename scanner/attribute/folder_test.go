package attribute

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sluice-scan/sluice/scanner/internal/edit"
	"github.com/sluice-scan/sluice/scanner/internal/object"
)

// look takes half of the entries for branches.
func look(e object.TreeEntry) (link, bool) {
	return link{branch: branch{newStep(int32(len(e.Name)), !e.Mode.IsTree()), int32(e.ID[0])}}, e.ID[0]&1 == 0
}

// read reads a tree whole, or from a base.
func read(data []byte, base *folder, edits []edit.Edit) (folder, error) {
	var f folder
	r := reading{folder: &f, data: data, size: 20, take: look}
	var err error
	if base == nil {
		err = r.whole()
	} else {
		err = r.follow(base, edits)
	}
	f.known, f.size = err == nil, len(data)
	return f, err
}

// tree makes a tree of n entries.
func tree(random *rand.Rand, n int) []byte {
	var b bytes.Buffer
	for range n {
		id := make([]byte, 20)
		for i := range id {
			id[i] = byte(random.IntN(64)) // at times what looks like the mode and name of an entry
		}
		fmt.Fprintf(&b, "%s %s\x00%s", []string{"40000", "100644", "160000"}[random.IntN(3)], "name"[:1+random.IntN(4)], id)
	}
	return b.Bytes()
}

// FuzzFollowTree makes a tree of three runs of another and of something inserted: reading what is new must give what reading all gives.
func FuzzFollowTree(f *testing.F) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		base, insert := tree(random, 1+random.IntN(12)), tree(random, random.IntN(3))
		p, q := random.IntN(len(base)+1), random.IntN(len(base)+1)
		if random.IntN(2) == 0 { // at the borders of entries, mostly
			whole, _ := read(base, nil, nil)
			p, q = int(whole.starts[random.IntN(len(whole.starts))]), int(whole.starts[random.IntN(len(whole.starts))])
		}
		f.Add(base, insert, uint16(p), uint16(q))
	}
	f.Fuzz(func(t *testing.T, base, insert []byte, p, q uint16) {
		first, err := read(base, nil, nil)
		if err != nil {
			return
		}
		var text []byte
		var edits []edit.Edit
		add := func(src int, part []byte) {
			if len(part) > 0 {
				edits = append(edits, edit.Edit{Dst: len(text), Src: src, Len: len(part)})
				text = append(text, part...)
			}
		}
		a, b := int(p)%(len(base)+1), int(q)%(len(base)+1)
		add(0, base[:a])
		add(-1, insert)
		add(b, base[b:])
		add(0, base[:b])
		want, wantErr := read(text, nil, nil)
		got, gotErr := read(text, &first, edits)
		if (wantErr == nil) != (gotErr == nil) {
			t.Fatalf("error %v, want %v", gotErr, wantErr)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(folder{}, link{}, branch{}), cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}
