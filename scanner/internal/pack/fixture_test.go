package pack

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

// git runs git in a repository, isolated from the machine's configuration.
func git(t testing.TB, dir string, stdin io.Reader, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stdin = dir, stdin
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_DIR="+dir)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return out
}

// repository makes a bare repository with versions commits of a few growing and changing files, all in one pack.
func repository(t testing.TB, format oid.Format, versions int, config ...string) (dir, packPath string) {
	t.Helper()
	dir = t.TempDir()
	name := map[oid.Format]string{oid.SHA1: "sha1", oid.SHA256: "sha256"}[format]
	git(t, dir, nil, "init", "-q", "--bare", "--object-format="+name, dir)
	git(t, dir, bytes.NewReader(history(versions)), "fast-import", "--quiet")
	args := []string{}
	for _, c := range config {
		args = append(args, "-c", c)
	}
	git(t, dir, nil, append(args, "repack", "-adfq", "--depth=50", "--window=20")...)
	packs, err := filepath.Glob(filepath.Join(dir, "objects", "pack", "*.pack"))
	if err != nil || len(packs) != 1 {
		t.Fatalf("packs %q, error %v", packs, err)
	}
	return dir, packs[0]
}

// history is a stream for git fast-import.
func history(versions int) []byte {
	random := rand.New(rand.NewPCG(5, 6))
	files := map[string][]byte{"a.txt": nil, "dir/b.txt": nil, "dir/c.bin": nil}
	names := []string{"a.txt", "dir/b.txt", "dir/c.bin"}
	var b bytes.Buffer
	for version := range versions {
		fmt.Fprintf(&b, "commit refs/heads/main\ncommitter A <a@example.org> %d +0000\ndata 9\nversion %d\n", 1700000000+version,
			version%10)
		for i, name := range names {
			if version%(i+1) != 0 {
				continue
			}
			files[name] = change(random, files[name])
			fmt.Fprintf(&b, "M 644 inline %s\ndata %d\n%s\n", name, len(files[name]), files[name])
		}
	}
	fmt.Fprintf(&b, "M 644 inline empty\ndata 0\n\ntag v1\nfrom refs/heads/main\ntagger A <a@example.org> 1700000000 +0000\ndata 4\ntag\n\n")
	return b.Bytes()
}

// change inserts a few lines into a content and removes a piece of it.
func change(random *rand.Rand, content []byte) []byte {
	line := func() []byte {
		return fmt.Appendf(nil, "line %x %x of some text\n", random.Uint64(), random.Uint32())
	}
	for range 40 {
		at := random.IntN(len(content) + 1)
		content = slices.Insert(bytes.Clone(content), at, line()...)
		if len(content) > 20_000 {
			at = random.IntN(len(content) - 300)
			content = slices.Delete(content, at, at+random.IntN(300))
		}
	}
	return content
}

// content is what git says of an object.
type content struct {
	Type string
	Data string
}

// objects asks git for all objects of a repository.
func objects(t testing.TB, dir string) map[string]content {
	t.Helper()
	all := map[string]content{}
	out := git(t, dir, nil, "cat-file", "--batch-all-objects", "--batch")
	for len(out) > 0 {
		line, rest, _ := bytes.Cut(out, []byte("\n"))
		fields := strings.Fields(string(line))
		size, err := strconv.Atoi(fields[2])
		if err != nil {
			t.Fatal(err)
		}
		all[fields[0]] = content{fields[1], string(rest[:size])}
		out = rest[size+1:]
	}
	return all
}

// handmade is an entry of a handmade pack.
type handmade struct {
	kind     uint8
	data     []byte // the content or the delta
	base     int    // offsetDelta: the entry, which must come before
	ref      oid.ID // refDelta
	declared int64  // instead of len(data), if not 0
	header   []byte // instead of the right one
	packed   []byte // instead of data, compressed
}

// nameOf is the made-up name of a handmade entry.
func nameOf(entry int) oid.ID {
	hash := oid.SHA1.New()
	fmt.Fprint(hash, "entry ", entry)
	return oid.New(hash.Sum(nil))
}

// build makes a pack and its index of the given version, damages the pack by damage, and returns the pack's path.
func build(t testing.TB, version int, entries []handmade, damage func(pack []byte, offsets []int64)) string {
	t.Helper()
	pack := binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), uint32(len(entries)))
	var offsets []int64
	var sums []uint32
	for _, entry := range entries {
		at := len(pack)
		pack = appendEntry(pack, entry, offsets)
		offsets, sums = append(offsets, int64(at)), append(sums, crc32.ChecksumIEEE(pack[at:]))
	}
	if damage != nil {
		damage(pack, offsets)
	}
	pack = appendSum(pack)
	path := filepath.Join(t.TempDir(), "pack-handmade.pack")
	write(t, path, pack)
	write(t, sibling(path, ".idx"), makeIndex(version, offsets, sums, pack[len(pack)-oid.SHA1Size:]))
	return path
}

func appendSum(data []byte) []byte {
	hash := oid.SHA1.New()
	hash.Write(data)
	return hash.Sum(data)
}

func write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func appendEntry(pack []byte, entry handmade, offsets []int64) []byte {
	at := int64(len(pack))
	declared := max(entry.declared, int64(len(entry.data)))
	switch {
	case entry.header != nil:
		pack = append(pack, entry.header...)
	case entry.kind == offsetDelta:
		pack = append(appendHeader(pack, entry.kind, declared), distance(at-offsets[entry.base])...)
	case entry.kind == refDelta:
		pack = append(appendHeader(pack, entry.kind, declared), entry.ref.Bytes()...)
	default:
		pack = appendHeader(pack, entry.kind, declared)
	}
	if entry.packed != nil {
		return append(pack, entry.packed...)
	}
	return append(pack, deflated(entry.data)...)
}

func deflated(data []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

func appendHeader(pack []byte, kind uint8, size int64) []byte {
	b := kind<<4 | byte(size&15)
	for size >>= 4; size != 0; size >>= 7 {
		pack = append(pack, b|0x80)
		b = byte(size & 0x7f)
	}
	return append(pack, b)
}

func distance(n int64) []byte {
	b := []byte{byte(n & 0x7f)}
	for n >>= 7; n != 0; n >>= 7 {
		n--
		b = append([]byte{byte(n&0x7f) | 0x80}, b...)
	}
	return b
}

// makeIndex makes an index of entries with made-up names.
func makeIndex(version int, offsets []int64, sums []uint32, packSum []byte) []byte {
	type named struct {
		name  []byte
		entry int
	}
	order := make([]named, len(offsets))
	for entry := range order {
		order[entry] = named{nameOf(entry).Bytes(), entry}
	}
	slices.SortFunc(order, func(a, b named) int { return bytes.Compare(a.name, b.name) })
	var index []byte
	if version == 2 {
		index = []byte("\377tOc\x00\x00\x00\x02")
	}
	n := 0
	for first := range 256 {
		for n < len(order) && int(order[n].name[0]) <= first {
			n++
		}
		index = binary.BigEndian.AppendUint32(index, uint32(n))
	}
	for _, o := range order {
		if version == 1 {
			index = binary.BigEndian.AppendUint32(index, uint32(offsets[o.entry]))
		}
		index = append(index, o.name...)
	}
	if version == 2 {
		for _, o := range order {
			index = binary.BigEndian.AppendUint32(index, sums[o.entry])
		}
		for _, o := range order {
			index = binary.BigEndian.AppendUint32(index, uint32(offsets[o.entry]))
		}
	}
	return appendSum(append(index, packSum...))
}

// deltaOf makes a delta that turns base into base[from:to] followed by text.
func deltaOf(base []byte, from, to int, text string) []byte {
	size := to - from
	delta := binary.AppendUvarint(nil, uint64(len(base)))
	delta = binary.AppendUvarint(delta, uint64(size+len(text)))
	for ; size > 0; size = to - from {
		n := min(size, 0xffffff)
		delta = append(delta, 0xff, byte(from), byte(from>>8), byte(from>>16), byte(from>>24), byte(n), byte(n>>8), byte(n>>16))
		from += n
	}
	for len(text) > 0 {
		n := min(len(text), 127)
		delta = append(append(delta, byte(n)), text[:n]...)
		text = text[n:]
	}
	return delta
}

// open opens a pack until the test ends.
func open(t testing.TB, path string, format oid.Format) *Pack {
	t.Helper()
	p, err := Open(path, format)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}
