package pack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// variants are the ways in which git writes packs.
var variants = []struct {
	name   string
	format oid.Format
	config []string
}{
	{"SHA-1", oid.SHA1, nil},
	{"SHA-256", oid.SHA256, nil},
	{"SHA-1 with rev", oid.SHA1, []string{"pack.writeReverseIndex=true"}},
	{"SHA-256 with rev", oid.SHA256, []string{"pack.writeReverseIndex=true"}},
	{"named bases", oid.SHA1, []string{"repack.useDeltaBaseOffset=false"}},
	{"index version 1", oid.SHA1, []string{"pack.indexVersion=1"}},
	{"not compressed", oid.SHA1, []string{"pack.compression=0"}},
	{"large offsets", oid.SHA1, []string{"pack.indexVersion=2,0x1000"}},
}

func TestWalkLikeGit(t *testing.T) {
	for _, v := range variants {
		t.Run(v.name, func(t *testing.T) {
			config := v.config
			if v.name == "large offsets" {
				config = nil
			}
			dir, path := repository(t, v.format, 40, config...)
			if v.name == "large offsets" {
				if err := os.Remove(sibling(path, ".idx")); err != nil {
					t.Fatal(err)
				}
				git(t, dir, nil, "index-pack", "--index-version=2,0x1000", path)
			}
			p := open(t, path, v.format)
			want := objects(t, dir)
			got := map[string]content{}
			deltas := walkAll(t, p, func(e *Entry) {
				got[p.ID(e.Index).String()] = content{e.Type.String(), string(e.Data)}
			})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error("objects differ from git's (-git +walk):", diff)
			}
			if deltas < 30 {
				t.Errorf("only %d deltas: the test shows little", deltas)
			}
		})
	}
}

// walkAll walks all entries and checks that each comes once, that types agree and that edits lead from the base to the data.
func walkAll(t *testing.T, p *Pack, each func(*Entry)) (deltas int) {
	t.Helper()
	seen := make([]bool, p.Len())
	var path [][]byte // contents from the root on
	r := NewReader(nil, &spill.Files{})
	for _, family := range p.Families(nil) {
		err := r.Walk(context.Background(), p, family, nil, func(e *Entry) error {
			if seen[e.Index] {
				t.Errorf("entry %d comes twice", e.Index)
			}
			seen[e.Index] = true
			if kind, ok := p.Type(e.Index); !ok || kind != e.Type {
				t.Errorf("entry %d: walk says %v, Type %v", e.Index, e.Type, kind)
			}
			path = append(path[:e.Depth], bytes.Clone(e.Data))
			if e.Depth > 0 {
				deltas++
				checkEdits(t, path[e.Depth-1], e)
			} else if e.Edits != nil {
				t.Errorf("entry %d is a root with edits", e.Index)
			}
			each(e)
			return nil
		}, func(entry int, err error) { t.Errorf("entry %d: %v", entry, err) })
		if err != nil {
			t.Fatal(err)
		}
	}
	if i := slices.Index(seen, false); i >= 0 {
		t.Errorf("entry %d is missing", i)
	}
	return deltas
}

func checkEdits(t *testing.T, base []byte, e *Entry) {
	t.Helper()
	at := 0
	for _, edit := range e.Edits {
		if edit.Dst != at || edit.Len <= 0 {
			t.Fatalf("entry %d: edit %+v at %d", e.Index, edit, at)
		}
		if edit.Src >= 0 && !bytes.Equal(e.Data[at:at+edit.Len], base[edit.Src:edit.Src+edit.Len]) {
			t.Fatalf("entry %d: edit %+v does not copy what it says", e.Index, edit)
		}
		at += edit.Len
	}
	if at != len(e.Data) || e.BaseSize != len(base) || e.Size != int64(len(e.Data)) {
		t.Errorf("entry %d: edits cover %d of %d bytes, base %d of %d", e.Index, at, e.Size, e.BaseSize, len(base))
	}
}

func TestFamiliesByType(t *testing.T) {
	_, path := repository(t, oid.SHA1, 20)
	p := open(t, path, oid.SHA1)
	want, got := map[Type]int{}, map[Type]int{}
	walkAll(t, p, func(e *Entry) { want[e.Type]++ })
	r := NewReader(nil, &spill.Files{})
	for kind := Commit; kind <= Tag; kind++ {
		announced, last := 0, -1
		for _, family := range p.Families(nil, kind) {
			announced += family.Entries
			if family.roots[0].entry <= int32(last) {
				t.Error("families are not in pack order")
			}
			last = int(family.roots[len(family.roots)-1].entry)
			err := r.Walk(context.Background(), p, family, nil, func(e *Entry) error { got[e.Type]++; return nil }, nil)
			if err != nil {
				t.Fatal(err)
			}
		}
		if announced != want[kind] {
			t.Errorf("families of %vs announce %d entries, want %d", kind, announced, want[kind])
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("all together and each type alone differ:", diff)
	}
}

// outcomes is what a walk reports of each entry.
func outcomes(t *testing.T, r *Reader, p *Pack, base Base, types ...Type) []string {
	t.Helper()
	reports := make([]string, p.Len())
	report := func(entry int, text string) {
		if reports[entry] != "" {
			t.Errorf("entry %d is reported twice: %s, %s", entry, reports[entry], text)
		}
		reports[entry] = text
	}
	for _, family := range p.Families(nil, types...) {
		err := r.Walk(context.Background(), p, family, base, func(e *Entry) error {
			if e.Open != nil {
				report(e.Index, "stream")
				return nil
			}
			report(e.Index, fmt.Sprint(e.Type, " ", string(e.Data)))
			return nil
		}, func(entry int, err error) { report(entry, "error: "+err.Error()) })
		if err != nil {
			t.Fatal(err)
		}
	}
	return reports
}

func TestWalkHandmade(t *testing.T) {
	foreign := []byte("foreign base")
	elsewhere := func(id oid.ID) (Content, error) {
		if id == nameOf(100) {
			return held(Blob, foreign), nil
		}
		return Content{}, errors.New("no such object")
	}
	blob := handmade{kind: uint8(Blob), data: []byte("root")}
	delta := func(base int, text string) handmade {
		return handmade{kind: offsetDelta, base: base, data: deltaOf([]byte(strings.Repeat("x", 4)), 0, 4, text)}
	}
	broken := "error: delta base can't be read: "
	tests := []struct {
		name    string
		entries []handmade
		damage  func(pack []byte, offsets []int64)
		want    []string
	}{
		{"delta", []handmade{blob, delta(0, "+1"), delta(0, "+2")}, nil, []string{"blob root", "blob root+1", "blob root+2"}},
		{"base behind its delta", []handmade{{kind: refDelta, ref: nameOf(1), data: deltaOf([]byte("root"), 1, 3, "")}, blob}, nil,
			[]string{"blob oo", "blob root"}},
		{"itself", []handmade{blob, {kind: refDelta, ref: nameOf(1), data: deltaOf([]byte("root"), 0, 4, "")}}, nil,
			[]string{"blob root", "error: " + errCycle.Error()}},
		{"cycle with a tail", []handmade{
			{kind: refDelta, ref: nameOf(1), data: deltaOf([]byte("root"), 0, 4, "")},
			{kind: refDelta, ref: nameOf(0), data: deltaOf([]byte("root"), 0, 4, "")}, delta(0, "+"), blob}, nil,
			[]string{"error: " + errCycle.Error(), "error: " + errCycle.Error(), "error: " + errCycle.Error(), "blob root"}},
		{"foreign", []handmade{
			{kind: refDelta, ref: nameOf(100), data: deltaOf(foreign, 0, 4, "")}, {kind: offsetDelta, base: 0, data: deltaOf([]byte("fore"), 1, 4, "")}}, nil,
			[]string{"blob fore", "blob ore"}},
		{"missing", []handmade{{kind: refDelta, ref: nameOf(101), data: deltaOf(foreign, 0, 4, "")}, delta(0, "+")}, nil,
			[]string{"error: no such object", broken + "no such object"}},
		{"no type", []handmade{{header: []byte{5 << 4}}, blob}, nil, []string{"error: " + errHeaderType.Error(), "blob root"}},
		{"base between entries", []handmade{blob, {header: append([]byte{offsetDelta<<4 | 8}, distance(3)...), data: deltaOf([]byte("root"), 0, 4, "")}}, nil,
			[]string{"blob root", "error: " + errBrokenBase.Error()}},
		{"base before the pack", []handmade{blob, {header: append([]byte{offsetDelta<<4 | 8}, distance(3000)...), data: deltaOf([]byte("root"), 0, 4, "")}}, nil,
			[]string{"blob root", "error: " + errBrokenBase.Error()}},
		{"flipped bit", []handmade{blob, delta(0, "+1"), delta(1, "+2"), delta(0, "+3")}, func(pack []byte, offsets []int64) { pack[offsets[1]+8] ^= 4 },
			[]string{"blob root", "error: " + errCRC.Error(), broken + errCRC.Error(), "blob root+3"}},
		{"other base size", []handmade{blob, {kind: offsetDelta, base: 0, data: deltaOf([]byte("roots"), 0, 5, "")}}, nil,
			[]string{"blob root", "error: " + errBaseSize.Error()}},
		{"copy from outside", []handmade{blob, {kind: offsetDelta, base: 0, data: deltaOf([]byte("root"), 1, 5, "")}}, nil,
			[]string{"blob root", "error: " + errDeltaCopy.Error()}},
		{"declared 2^59", []handmade{{kind: uint8(Tree), declared: 1 << 59}, blob}, nil,
			[]string{"error: size of 576460752303423488 bytes is above the limit of 67108864", "blob root"}},
		{"large blob that is none", []handmade{{kind: uint8(Blob), declared: 1 << 59}, blob}, nil,
			[]string{"error: 20 packed bytes can't hold the declared size of 576460752303423488 bytes", "blob root"}},
		{"delta declares too much", []handmade{blob, {kind: offsetDelta, base: 0, data: []byte("\x04\x80\x80\x80\x80\x80\x80\x80\x01\x90\x04")}}, nil,
			[]string{"blob root", "error: size of 562949953421312 bytes is above the limit of 4294967296"}},
		{"declared too little", []handmade{{kind: uint8(Blob), declared: 3, packed: deflated([]byte("root"))}}, nil,
			[]string{"error: decoded data is not of the declared size"}},
		{"bytes behind the stream", []handmade{{kind: uint8(Blob), declared: 4, packed: append(deflated([]byte("root")), "junk"...)}}, nil,
			[]string{"error: " + errEntryEnd.Error()}},
		{"many bytes behind the stream", []handmade{{kind: uint8(Blob), declared: 4, packed: append(deflated([]byte("root")), make([]byte, 1<<20)...)}}, nil,
			[]string{"error: " + errPackedLen.Error()}},
		{"empty", []handmade{{kind: uint8(Blob)}, {kind: offsetDelta, base: 0, data: []byte{0, 0}}}, nil, []string{"blob ", "blob "}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := open(t, build(t, 2, test.entries, test.damage), oid.SHA1)
			r := NewReader(nil, &spill.Files{})
			got := outcomes(t, r, p, elsewhere)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error("(-want +got)", diff)
			}
			if r.buffers.live != 0 {
				t.Errorf("%d bytes are still held", r.buffers.live)
			}
			for entry, want := range test.want {
				kind, data, err := readBytes(r, p, entry, nil, elsewhere)
				if failed := strings.HasPrefix(want, "error"); failed != (err != nil) {
					t.Errorf("entry %d: Read gives error %v, Walk %q", entry, err, want)
				} else if !failed && fmt.Sprint(kind, " ", string(data)) != want {
					t.Errorf("entry %d: Read gives %v %q, Walk %q", entry, kind, data, want)
				}
			}
		})
	}
}

func TestWalkForeignOfOtherType(t *testing.T) {
	p := open(t, build(t, 2, []handmade{{kind: refDelta, ref: nameOf(9), data: deltaOf([]byte("base"), 0, 4, "")}}, nil), oid.SHA1)
	base := func(oid.ID) (Content, error) { return held(Tree, []byte("base")), nil }
	if got := outcomes(t, NewReader(nil, &spill.Files{}), p, base, Blob); got[0] != "" {
		t.Errorf("a walk over blobs reports %q", got)
	}
	if got := outcomes(t, NewReader(nil, &spill.Files{}), p, base, Tree); got[0] != "tree base" {
		t.Errorf("a walk over trees reports %q", got)
	}
	if got := outcomes(t, NewReader(nil, &spill.Files{}), p, nil, Tree); got[0] != "error: "+errNoBase.Error() {
		t.Errorf("a walk without bases reports %q", got)
	}
}

// versions makes a pack with a content of size bytes and n-1 versions of it, the i-th one a delta of parent(i).
func versions(t testing.TB, size, n int, parent func(i int) int) *Pack {
	random := rand.New(rand.NewPCG(7, 8))
	first := make([]byte, size)
	for i := range first {
		first[i] = byte(random.Uint32())
	}
	entries := []handmade{{kind: uint8(Blob), data: first}}
	for i := 1; i < n; i++ {
		delta := deltaOf(first, 0, size-4, fmt.Sprintf("%04d", i%10_000))
		entries = append(entries, handmade{kind: offsetDelta, base: parent(i), data: delta})
	}
	return open(t, build(t, 2, entries, nil), oid.SHA1)
}

func TestWalkHoldsFewBases(t *testing.T) {
	const size, n = 1 << 20, 48
	random := rand.New(rand.NewPCG(9, 10))
	tests := []struct {
		name   string
		parent func(i int) int
		copies int // besides the packed bytes of the root
	}{
		{"chain", func(i int) int { return i - 1 }, 2},
		{"star", func(int) int { return 0 }, 2},
		{"comb", func(i int) int { return (i - 1) / 2 * 2 }, 2},
		{"binary tree", func(i int) int { return (i - 1) / 2 }, 6},
		{"random tree", func(i int) int { return random.IntN(i) }, 5},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := versions(t, size, n, test.parent)
			r := NewReader(nil, &spill.Files{})
			for entry, report := range outcomes(t, r, p, nil) {
				if want := fmt.Sprintf("%04d", entry); entry > 0 && !strings.HasSuffix(report, want) || len(report) != len("blob ")+size {
					t.Fatalf("entry %d: wrong content of %d bytes", entry, len(report))
				}
			}
			if got := float64(r.buffers.peak) / (size * 1.25); got > float64(test.copies)+0.1 {
				t.Errorf("%.1f copies held at a time, want at most %d", got, test.copies)
			}
		})
	}
}

func TestWalkLongChain(t *testing.T) {
	p := versions(t, 64, 3_000, func(i int) int { return i - 1 })
	r := NewReader(nil, &spill.Files{})
	if got := outcomes(t, r, p, nil); !strings.HasSuffix(got[2_999], "2999") {
		t.Errorf("last version reads %q", got[2_999])
	}
	if cap(r.walk.held) > 4 {
		t.Errorf("%d bases held", cap(r.walk.held))
	}
	if _, data, err := readBytes(r, p, 2_999, nil, nil); err != nil || !strings.HasSuffix(string(data), "2999") {
		t.Errorf("Read gives %q, error %v", data, err)
	}
}

func TestWalkLarge(t *testing.T) {
	content := bytes.Repeat([]byte("large content "), 100)
	entries := []handmade{
		{kind: uint8(Blob), data: content},
		{kind: offsetDelta, base: 0, data: deltaOf(content, 0, 14, "")},
		{kind: uint8(Tree), data: content},
		{kind: uint8(Blob), data: bytes.Repeat(content, 5)},
		{kind: offsetDelta, base: 3, data: deltaOf(bytes.Repeat(content, 5), 0, 14, "")},
		{kind: offsetDelta, base: 0, data: deltaOf(content, 0, 1400, strings.Repeat("more", 500))},
		{kind: uint8(Blob), declared: 2000, packed: deflated(content)},
		{kind: uint8(Blob), declared: 1000, packed: deflated(content)},
		{kind: uint8(Blob), data: bytes.Repeat(content, 2)},
	}
	p := open(t, build(t, 2, entries, func(pack []byte, offsets []int64) { pack[offsets[8]+20] ^= 1 }), oid.SHA1)
	r := NewReader(nil, &spill.Files{})
	r.largeSize, r.maxSize = 900, 3000
	streams := map[int]string{}
	reports := make([]string, p.Len())
	for _, family := range p.Families(nil) {
		err := r.Walk(context.Background(), p, family, nil, func(e *Entry) error {
			if e.Open == nil {
				reports[e.Index] = fmt.Sprint(e.Type, " ", len(e.Data))
				return nil
			}
			for range 2 {
				in, err := e.Open()
				if err != nil {
					return err
				}
				data, err := io.ReadAll(in)
				streams[e.Index] = fmt.Sprint(e.Size, " ", len(data), " ", err)
				if err := in.Close(); err != nil {
					return err
				}
			}
			return nil
		}, func(entry int, err error) { reports[entry] = err.Error() })
		if err != nil {
			t.Fatal(err)
		}
	}
	short := " content is not of the declared size: unexpected EOF"
	wantStreams := map[int]string{
		0: "1400 1400 <nil>", 3: "7000 7000 <nil>", 5: "3400 3400 <nil>", 6: "2000 1400" + short, 7: "1000 1000" + short,
	}
	if diff := cmp.Diff(wantStreams, streams); diff != "" {
		t.Error("streams (-want +got)", diff)
	}
	want := []string{"", "blob 14", "tree 1400", "", "blob 14", "", "", "", errCRC.Error()}
	if diff := cmp.Diff(want, reports); diff != "" {
		t.Error("(-want +got)", diff)
	}
}

func TestWalkTruncatedPack(t *testing.T) {
	_, path := repository(t, oid.SHA1, 30)
	p := open(t, path, oid.SHA1)
	families := p.Families(nil)
	if err := os.Truncate(path, p.size/2); err != nil {
		t.Fatal(err)
	}
	r := NewReader(nil, &spill.Files{})
	read, failed := 0, 0
	for _, family := range families {
		err := r.Walk(context.Background(), p, family, nil, func(*Entry) error { read++; return nil }, func(int, error) { failed++ })
		if err != nil {
			t.Fatal(err)
		}
	}
	if read == 0 || failed == 0 || read+failed != p.Len() {
		t.Errorf("%d entries read, %d failed, %d in the pack", read, failed, p.Len())
	}
}

func TestWalkStops(t *testing.T) {
	p := versions(t, 100, 10, func(i int) int { return i - 1 })
	budget := NewBudget(1)
	r := NewReader(budget, &spill.Files{})
	family := p.Families(nil)[0]
	stop := errors.New("stop")
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	yield := func(*Entry) error {
		if n++; n == 5 {
			return stop
		}
		if n == 8 {
			cancel()
		}
		return nil
	}
	if err := r.Walk(ctx, p, family, nil, yield, nil); err != stop {
		t.Errorf("error %v, want yield's", err)
	}
	if err := r.Walk(ctx, p, family, nil, yield, nil); err != context.Canceled || n != 8 {
		t.Errorf("error %v after %d entries, want the context's after 8", err, n)
	}
	func() {
		defer func() { _ = recover() }()
		_ = r.Walk(context.Background(), p, family, nil, func(*Entry) error { panic("yield") }, nil)
	}()
	if r.buffers.live != 0 || !budget.ahead.TryLock() {
		t.Errorf("%d bytes held, or the budget", r.buffers.live)
	}
}

func TestBudgetAmongReaders(t *testing.T) {
	p := versions(t, 3<<10, 200, func(i int) int { return i / 2 })
	many := versions(t, 10, 500, func(i int) int { return i - 1 })
	budget := NewBudget(4 << 10)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			r := NewReader(budget, &spill.Files{})
			for _, p := range []*Pack{p, many, p} {
				n := 0
				for _, family := range p.Families(nil) {
					if err := r.Walk(context.Background(), p, family, nil, func(*Entry) error { n++; return nil }, nil); err != nil {
						t.Error(err)
					}
				}
				if n != p.Len() {
					t.Errorf("%d of %d entries", n, p.Len())
				}
			}
		})
	}
	group.Wait()
}

func TestWalkAllocates(t *testing.T) {
	_, path := repository(t, oid.SHA1, 100)
	p := open(t, path, oid.SHA1)
	families, r := p.Families(nil), NewReader(nil, &spill.Files{})
	entries := 0
	yield := func(*Entry) error { entries++; return nil }
	walk := func() {
		for _, family := range families {
			if err := r.Walk(context.Background(), p, family, nil, yield, nil); err != nil {
				t.Error(err)
			}
		}
	}
	walk()
	n := testing.AllocsPerRun(5, walk)
	if n > 0 {
		t.Errorf("%v allocations for %d entries", n, p.Len())
	}
}

func BenchmarkWalk(b *testing.B) {
	_, path := repository(b, oid.SHA1, 300)
	p := open(b, path, oid.SHA1)
	families, r := p.Families(nil, Blob), NewReader(nil, &spill.Files{})
	var size int64
	yield := func(e *Entry) error { size += e.Size; return nil }
	walk := func() {
		size = 0
		for _, family := range families {
			if err := r.Walk(context.Background(), p, family, nil, yield, nil); err != nil {
				b.Fatal(err)
			}
		}
	}
	walk()
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		walk()
	}
}
