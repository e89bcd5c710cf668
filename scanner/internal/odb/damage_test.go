package odb

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// overwrite replaces a file that may be read-only.
func overwrite(t testing.TB, path, text string) {
	t.Helper()
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	write(t, path, text)
}

// onePack makes a repository of n commits that are in one pack.
func onePack(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	commits(t, dir, "a", n)
	git(t, dir, "repack", "-q", "-ad")
	return dir
}

func onlyPack(t testing.TB, dir string) string {
	t.Helper()
	packs, err := filepath.Glob(filepath.Join(dir, ".git", "objects", "pack", "*.pack"))
	if err != nil || len(packs) != 1 {
		t.Fatal(packs, err)
	}
	return packs[0]
}

// TestBrokenBaseWholeElsewhere: each object of a pack in turn is broken there, and lies whole in a loose file. It is read, and of the
// others each is read or told: deltas that are built on the broken copy are not rebuilt on the whole one.
func TestBrokenBaseWholeElsewhere(t *testing.T) {
	dir := onePack(t, 6)
	want := fromGit(t, dir)
	path := onlyPack(t, dir)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p, err := pack.Open(path, oid.SHA1)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	offsets := map[string]int{}
	for _, line := range strings.Split(git(t, dir, "verify-pack", "-v", strings.TrimSuffix(path, "pack")+"idx"), "\n") {
		if f := strings.Fields(line); len(f) >= 5 && len(f[0]) == 40 {
			for _, c := range f[4] {
				offsets[f[0]] = offsets[f[0]]*10 + int(c-'0')
			}
		}
	}
	copyDir := filepath.Join(t.TempDir(), "loose.git")
	git(t, dir, "clone", "-q", "--bare", "--no-local", dir, copyDir)
	packed, err := filepath.Glob(filepath.Join(copyDir, "objects", "pack", "*.pack"))
	if err != nil || len(packed) != 1 {
		t.Fatal(packed, err)
	}
	moved := filepath.Join(t.TempDir(), "moved.pack")
	if err := os.Rename(packed[0], moved); err != nil {
		t.Fatal(err)
	}
	unpack(t, copyDir, moved)
	for i := range p.Len() {
		id := p.ID(i).String()
		broken := slices.Clone(whole)
		broken[offsets[id]+3] ^= 0x55
		overwrite(t, path, string(broken))
		loose := filepath.Join("objects", id[:2], id[2:])
		data, err := os.ReadFile(filepath.Join(copyDir, loose))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, ".git", loose), string(data))
		got, problems := fromStore(t, dir, nil)
		told := func(line string) bool {
			return slices.ContainsFunc(problems, func(p Problem) bool { return p.What == "object "+line[:40] && line[:40] != id })
		}
		if diff := cmp.Diff(slices.DeleteFunc(slices.Clone(want), told), got); diff != "" || len(want)-len(got) != len(problems) {
			t.Errorf("%s is broken in the pack: %v %s", id, problems, diff)
		}
		overwrite(t, path, string(whole))
		os.Remove(filepath.Join(dir, ".git", loose))
	}
}

// TestBrokenLooseWholeInAlternate: what the first folder has broken is read from the second, once.
func TestBrokenLooseWholeInAlternate(t *testing.T) {
	root := t.TempDir()
	lender, dir := filepath.Join(root, "lender"), filepath.Join(root, "own")
	git(t, root, "init", "-q", "-b", "main", lender)
	commits(t, lender, "a", 3)
	git(t, root, "clone", "-q", "--shared", lender, dir)
	id := strings.TrimSpace(git(t, dir, "rev-parse", "HEAD:agrows.txt"))
	want := fromGit(t, dir)
	whole, err := os.ReadFile(filepath.Join(lender, ".git", "objects", id[:2], id[2:]))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"header": "no zlib", "end": string(whole[:len(whole)-8]), "empty": ""} {
		overwrite(t, filepath.Join(dir, ".git", "objects", id[:2], id[2:]), text)
		got, problems := fromStore(t, dir, nil)
		if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
			t.Errorf("%s: %v %s", name, problems, diff)
		}
	}
}

// TestUnknownTypeIsToldOnce: of an object whose header is broken, packed or loose, one walk tells, that over contents.
func TestUnknownTypeIsToldOnce(t *testing.T) {
	dir := onePack(t, 1)
	head := strings.TrimSpace(git(t, dir, "rev-parse", "HEAD"))
	listing := git(t, dir, "verify-pack", "-v", strings.TrimSuffix(onlyPack(t, dir), "pack")+"idx")
	fields := strings.Fields(listing[strings.Index(listing, head):])
	offset, err := strconv.Atoi(fields[4])
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(onlyPack(t, dir))
	if err != nil {
		t.Fatal(err)
	}
	data[offset] = data[offset]&0x8f | 5<<4 // a type that there is not
	overwrite(t, onlyPack(t, dir), string(data))
	loose := strings.Repeat("ab", 20)
	write(t, filepath.Join(dir, ".git", "objects", loose[:2], loose[2:]), "no zlib")
	s := opened(t, dir, nil)
	told := func(types ...pack.Type) (names []string) {
		for _, b := range s.Batches(types...) {
			err := b.Read(t.Context(), func(*Object) error { return nil }, func(p Problem) { names = append(names, p.What) })
			if err != nil {
				t.Fatal(err)
			}
		}
		return names
	}
	want := []string{"object " + head, "object " + loose}
	if d := cmp.Diff(want, told(pack.Blob, pack.Commit, pack.Tag)); d != "" {
		t.Error(d)
	}
	if got := append(told(pack.Tree), told(pack.Commit)...); len(got) > 0 {
		t.Errorf("told again: %v", got)
	}
}

// TestWhatCannotBeListedIsTold: a folder that cannot be read is no empty folder.
func TestWhatCannotBeListedIsTold(t *testing.T) {
	for _, name := range []string{"pack", "3e", "info/alternates"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			git(t, dir, "init", "-q", "-b", "main")
			commits(t, dir, "a", 2)
			path := filepath.Join(dir, ".git", "objects", name)
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(filepath.Base(name), path); err != nil { // a loop
				t.Skip(err)
			}
			if _, problems := fromStore(t, dir, nil); !slices.ContainsFunc(problems, func(p Problem) bool { return p.What == path }) {
				t.Errorf("problems: %v", problems)
			}
		})
	}
}

// TestOddPackNames: git reads packs of any name that have an index.
func TestOddPackNames(t *testing.T) {
	dir := onePack(t, 3)
	path := onlyPack(t, dir)
	for _, extension := range []string{".pack", ".idx"} {
		from := strings.TrimSuffix(path, ".pack") + extension
		if err := os.Rename(from, filepath.Join(filepath.Dir(path), "[odd"+extension)); err != nil {
			t.Fatal(err)
		}
	}
	compare(t, dir)
}

// TestWithoutIndex: a pack whose index is missing or damaged in any way is read all the same, with a multi-pack index beside it or not.
func TestWithoutIndex(t *testing.T) {
	for name, damage := range map[string]func(idx string) error{
		"missing":  os.Remove,
		"empty":    func(idx string) error { return os.Truncate(idx, 0) },
		"cut off":  func(idx string) error { return os.Truncate(idx, 1200) },
		"a folder": func(idx string) error { return errors.Join(os.Remove(idx), os.Symlink(".", idx)) },
		"other pack's": func(idx string) error {
			data, err := os.ReadFile(idx)
			if err == nil {
				data[len(data)-30] ^= 1
				err = os.WriteFile(idx, data, 0o600)
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := onePack(t, 5)
			commits(t, dir, "b", 3)
			git(t, dir, "repack", "-q", "-d")
			want := fromGit(t, dir)
			git(t, dir, "multi-pack-index", "write")
			indexes, err := filepath.Glob(filepath.Join(dir, ".git", "objects", "pack", "*.idx"))
			if err != nil || len(indexes) != 2 {
				t.Fatal(indexes, err)
			}
			for _, idx := range indexes {
				if err := errors.Join(os.Chmod(idx, 0o600), damage(idx)); err != nil {
					t.Fatal(err)
				}
			}
			got, problems := fromStore(t, dir, nil)
			if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
				t.Errorf("%v %s", problems, diff)
			}
		})
	}
}

// TestDamagedFrame: of a pack that is cut off, or has another header or trailer than its index says, what is whole is read, each other
// object is told, and so is the pack.
func TestDamagedFrame(t *testing.T) {
	dir := onePack(t, 8)
	want := fromGit(t, dir)
	path := onlyPack(t, dir)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := func(at int) string {
		data := slices.Clone(whole)
		data[at] ^= 0x55
		return string(data)
	}
	for name, c := range map[string]struct {
		text  string
		least int
	}{
		"header": {flipped(0), len(want)}, "count": {flipped(11), len(want)}, "trailer": {flipped(len(whole) - 1), len(want)},
		"half": {string(whole[:len(whole)/2]), 2}, "three bytes": {"PAC", 0}, "empty": {"", 0},
	} {
		overwrite(t, path, c.text)
		got, problems := fromStore(t, dir, nil)
		told := func(line string) bool {
			return slices.ContainsFunc(problems, func(p Problem) bool { return p.What == "object "+line[:40] })
		}
		rest := slices.DeleteFunc(slices.Clone(want), told)
		if !slices.Equal(rest, got) || len(got) < c.least ||
			!slices.ContainsFunc(problems, func(p Problem) bool { return p.What == path }) {
			t.Errorf("%s: %d of %d objects, %d told, %v", name, len(got), len(want), len(problems), problems[0])
		}
	}
}

// TestFlippedBytes: whichever byte of a pack, an index or a loose object is another one, each object is read as it is, or told.
func TestFlippedBytes(t *testing.T) {
	dir := onePack(t, 6)
	commits(t, dir, "b", 1)
	want := fromGit(t, dir)
	path := onlyPack(t, dir)
	loose, err := filepath.Glob(filepath.Join(dir, ".git", "objects", "??", "*"))
	if err != nil || len(loose) == 0 {
		t.Fatal(loose, err)
	}
	for _, path := range []string{path, strings.TrimSuffix(path, "pack") + "idx", loose[0]} {
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		step := max(len(whole)/97, 1)
		for at := 0; at < len(whole); at += step {
			data := slices.Clone(whole)
			data[at] ^= 1 << (at % 8)
			overwrite(t, path, string(data))
			got, problems := fromStore(t, dir, nil)
			rest := slices.DeleteFunc(slices.Clone(want), func(line string) bool {
				return slices.ContainsFunc(problems, func(p Problem) bool { return p.What == "object "+line[:40] })
			})
			if !slices.Equal(rest, got) {
				t.Errorf("%s, byte %d: %d of %d objects, %v", filepath.Base(path), at, len(got), len(want), problems)
			}
		}
		overwrite(t, path, string(whole))
	}
}

// TestIndexWithoutPack: what it lists may be nowhere else, and nothing may name it.
func TestIndexWithoutPack(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	commits(t, dir, "a", 2)
	git(t, dir, "repack", "-q", "-a")
	path := onlyPack(t, dir)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, problems := fromStore(t, dir, nil); len(problems) != 1 || problems[0].What != strings.TrimSuffix(path, "pack")+"idx" {
		t.Errorf("problems: %v", problems)
	}
}

// TestLargeBlobs: contents above the limit, loose and packed, are streamed.
func TestLargeBlobs(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	for name, size := range map[string]int64{"held": pack.LargeSize, "large": pack.LargeSize + 1} {
		write(t, filepath.Join(dir, name), "")
		if err := os.Truncate(filepath.Join(dir, name), size); err != nil {
			t.Fatal(err)
		}
	}
	git(t, dir, "add", ".")
	compare(t, dir)
	git(t, dir, "commit", "-q", "-m", "large")
	git(t, dir, "repack", "-q", "-ad")
	compare(t, dir)
}

// TestPipesAreNotOpened: opening a pipe would wait for ever.
func TestPipesAreNotOpened(t *testing.T) {
	for _, name := range []string{
		"config", "packed-refs", "HEAD", "commondir", "objects/info/alternates",
		"objects/ab/" + strings.Repeat("cd", 19), "objects/pack/pack-x.pack", "objects/pack/pack-y.idx",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			git(t, dir, "init", "-q", "-b", "main")
			commits(t, dir, "a", 1)
			path := filepath.Join(dir, ".git", name)
			os.Remove(path)
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			makePipe(t, path)
			r, err := Find(dir, nil)
			if err != nil {
				return // told
			}
			r.Head()
			s, err := Open(r)
			if err != nil {
				return
			}
			s.Close()
			if strings.HasSuffix(name, ".idx") {
				write(t, strings.TrimSuffix(path, "idx")+"pack", "PACK")
			}
			if _, problems := fromStore(t, dir, nil); strings.HasPrefix(name, "objects") && len(problems) != 1 {
				t.Errorf("problems: %v", problems)
			}
		})
	}
}

func makePipe(t *testing.T, path string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("no named pipes in folders")
	}
	run(t, "mkfifo", path)
}
