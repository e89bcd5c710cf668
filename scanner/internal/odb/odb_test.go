package odb

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// git runs a command in dir without the machine's configuration.
func git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = environment()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// environment is that of git commands.
func environment() []string {
	return append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@e.com",
		"GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@e.com", "GIT_AUTHOR_DATE=2024-05-06T07:08:09Z", "GIT_COMMITTER_DATE=2024-05-06T07:08:09Z", "LC_ALL=C")
}

// run runs a command.
func run(t testing.TB, args ...string) {
	t.Helper()
	if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// unpack writes the objects of a pack as loose ones.
func unpack(t testing.TB, gitDir, packPath string) {
	t.Helper()
	in, err := os.Open(packPath)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	cmd := exec.Command("git", "--git-dir", gitDir, "unpack-objects", "-q")
	cmd.Stdin = in
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git unpack-objects: %v\n%s", err, out)
	}
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// commits makes n commits that grow some files, so that packs hold deltas.
func commits(t testing.TB, dir, prefix string, n int) {
	t.Helper()
	for i := range n {
		write(t, filepath.Join(dir, prefix+"grows.txt"),
			strings.Repeat(fmt.Sprintf("%s line of a file that grows\n", prefix), 200+i)+fmt.Sprint(i))
		write(t, filepath.Join(dir, "sub", fmt.Sprintf("%s%d.txt", prefix, i%3)), fmt.Sprintf("%s content %d\n", prefix, i))
		git(t, dir, "add", ".")
		git(t, dir, "commit", "-q", "-m", fmt.Sprintf("%s %d", prefix, i))
	}
}

// repositories makes one repository for each way in which objects are stored, and returns their paths.
func repositories(t testing.TB) map[string]string {
	t.Helper()
	root := t.TempDir()
	out := map[string]string{}
	create := func(name string, args ...string) string {
		dir := filepath.Join(root, name)
		git(t, root, append(append([]string{"init", "-q", "-b", "main"}, args...), dir)...)
		out[name] = dir
		return dir
	}
	commits(t, create("loose"), "a", 4)
	packed := create("packs")
	commits(t, packed, "a", 5)
	git(t, packed, "repack", "-q", "-ad")
	commits(t, packed, "b", 5)
	git(t, packed, "repack", "-q", "-d")
	git(t, packed, "tag", "-a", "v1", "-m", "a tag")
	doubled := create("doubled")
	commits(t, doubled, "a", 5)
	git(t, doubled, "repack", "-q", "-a") // loose objects stay
	git(t, doubled, "-c", "pack.threads=1", "repack", "-q", "-a", "-F", "--depth=1")
	git(t, doubled, "multi-pack-index", "write")
	git(t, root, "clone", "-q", "--bare", packed, filepath.Join(root, "bare.git"))
	out["bare"] = filepath.Join(root, "bare.git")
	borrowed := create("borrows")
	write(t, filepath.Join(borrowed, ".git", "objects", "info", "alternates"), "# a comment\n../../../packs/.git/objects\n")
	commits(t, borrowed, "c", 3)
	chained := create("chained")
	write(t, filepath.Join(chained, ".git", "objects", "info", "alternates"),
		filepath.Join(borrowed, ".git", "objects")+"\n"+filepath.Join(chained, ".git", "objects")+"\n")
	commits(t, chained, "d", 2)
	git(t, packed, "worktree", "add", "-q", "-b", "other", filepath.Join(root, "linked"))
	out["linked"] = filepath.Join(root, "linked")
	wide := create("sha256", "--object-format=sha256")
	commits(t, wide, "a", 4)
	git(t, wide, "repack", "-q", "-ad")
	commits(t, wide, "b", 2)
	create("empty")
	return out
}

// fromGit lists what git has, sorted: one line for each object, "name type sha256-of-content". env is added to its environment.
func fromGit(t testing.TB, dir string, env ...string) []string {
	t.Helper()
	cmd := exec.Command("git", "-C", dir, "cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch")
	cmd.Env = append(append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_NO_REPLACE_OBJECTS=1"), env...)
	pipe, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for out := bufio.NewReaderSize(pipe, 1<<20); ; {
		head, err := out.ReadString('\n')
		if err == io.EOF {
			break
		}
		var name, typ string
		var size int64
		if _, err := fmt.Sscanf(head, "%s %s %d", &name, &typ, &size); err != nil {
			t.Fatalf("%q: %v", head, err)
		}
		sum := sha256.New()
		if _, err := io.CopyN(sum, out, size); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%s %s %x", name, typ, sum.Sum(nil)))
		out.Discard(1)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return lines
}

// opened opens the store of the repository in a folder. The caller closes it: tests open thousands.
func opened(t testing.TB, dir string, getenv func(string) string) *Store {
	t.Helper()
	r, err := Find(dir, getenv)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fromStore lists what the store yields, in the same form; an object that comes twice stands there twice.
func fromStore(t testing.TB, dir string, getenv func(string) string) (lines []string, problems []Problem) {
	t.Helper()
	s := opened(t, dir, getenv)
	defer s.Close()
	batches := s.Batches(pack.Blob, pack.Tree, pack.Commit, pack.Tag)
	problems = s.Problems()
	for i := range batches {
		err := batches[i].Read(t.Context(), func(o *Object) error {
			if !o.Step.Known {
				lines = append(lines, fmt.Sprintf("%s %v %x", o.ID, o.Type, contentSum(t, o)))
			}
			return nil
		}, func(p Problem) { problems = append(problems, p) })
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(lines)
	return lines, problems
}

func contentSum(t testing.TB, o *Object) []byte {
	sum := sha256.New()
	sum.Write(o.Data)
	if o.Open != nil {
		in, err := o.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if n, err := io.Copy(sum, in); err != nil || n != o.Size {
			t.Errorf("%v: %d of %d bytes, %v", o.ID, n, o.Size, err)
		}
	}
	return sum.Sum(nil)
}

func compare(t *testing.T, dir string) {
	t.Helper()
	got, problems := fromStore(t, dir, nil)
	want := fromGit(t, dir)
	if len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%d objects, git has %d: %s", len(got), len(want), diff)
	}
}

func TestStoreEqualsGit(t *testing.T) {
	for name, dir := range repositories(t) {
		t.Run(name, func(t *testing.T) { compare(t, dir) })
	}
}

// TestRealStoreEqualsGit does the same for the repository that SLUICE_REPO names.
func TestRealStoreEqualsGit(t *testing.T) {
	repo := os.Getenv("SLUICE_REPO")
	if repo == "" {
		t.Skip("SLUICE_REPO is not set")
	}
	compare(t, repo)
}

// TestGet reads every object by name.
func TestGet(t *testing.T) {
	dir := repositories(t)["chained"]
	s := opened(t, dir, nil)
	defer s.Close()
	for _, line := range fromGit(t, dir) {
		var id, typ string
		fmt.Sscan(line, &id, &typ)
		name, err := parse(id)
		if err != nil {
			t.Fatal(err)
		}
		got, data, err := s.Get(name, nil)
		if err != nil || fmt.Sprintf("%s %v %x", id, got, sha256.Sum256(data)) != line || !s.Has(name) {
			t.Errorf("%s: %v, %v", id, got, err)
		}
	}
	missing, _ := parse(strings.Repeat("12", 20))
	if _, _, err := s.Get(missing, nil); err == nil || s.Has(missing) {
		t.Error("an object that is nowhere is found")
	}
}

// TestDamageIsToldAndTheRestRead damages one object in each way.
func TestDamageIsToldAndTheRestRead(t *testing.T) {
	packFile := func(dir string) string {
		packs, err := filepath.Glob(filepath.Join(dir, ".git", "objects", "pack", "*.pack"))
		if err != nil || len(packs) == 0 {
			t.Fatal("no pack")
		}
		os.Chmod(packs[0], 0o600)
		return packs[0]
	}
	for name, damage := range map[string]func(t *testing.T, dir string){
		"truncated pack": func(t *testing.T, dir string) {
			git(t, dir, "repack", "-q", "-ad")
			path := packFile(dir)
			info, err := os.Stat(path)
			if err != nil || os.Truncate(path, info.Size()/2) != nil {
				t.Fatal(err)
			}
		},
		"flipped byte in a pack": func(t *testing.T, dir string) {
			git(t, dir, "repack", "-q", "-ad")
			path := packFile(dir)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			data[len(data)/2] ^= 0x55
			write(t, path, string(data))
		},
		"pack cut off and without an index": func(t *testing.T, dir string) {
			git(t, dir, "repack", "-q", "-ad")
			path := packFile(dir)
			os.Remove(strings.TrimSuffix(path, "pack") + "idx")
			if err := os.Truncate(path, 1000); err != nil {
				t.Fatal(err)
			}
		},
		"loose garbage": func(t *testing.T, dir string) {
			id := strings.TrimSpace(git(t, dir, "rev-parse", "HEAD:agrows.txt"))
			path := filepath.Join(dir, ".git", "objects", id[:2], id[2:])
			os.Chmod(path, 0o600)
			write(t, path, "no zlib")
		},
		"loose object under another's name": func(t *testing.T, dir string) {
			id, other := strings.TrimSpace(git(t, dir, "rev-parse", "HEAD:agrows.txt")),
				strings.TrimSpace(git(t, dir, "rev-parse", "HEAD:sub/a1.txt"))
			path := filepath.Join(dir, ".git", "objects", id[:2], id[2:])
			data, err := os.ReadFile(filepath.Join(dir, ".git", "objects", other[:2], other[2:]))
			if err != nil {
				t.Fatal(err)
			}
			os.Chmod(path, 0o600)
			write(t, path, string(data))
		},
		"missing alternate": func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, ".git", "objects", "info", "alternates"), "/no/such/folder\n")
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			git(t, dir, "init", "-q", "-b", "main")
			commits(t, dir, "a", 5)
			whole := fromGit(t, dir)
			damage(t, dir)
			git(t, dir, "init", "-q", "--bare", filepath.Join(t.TempDir(), "unrelated"))
			got, problems := fromStore(t, dir, nil)
			if len(problems) == 0 {
				t.Error("nothing is told")
			}
			for _, line := range got {
				if !slices.Contains(whole, line) {
					t.Errorf("yields what was never there: %s", line)
				}
			}
			if !strings.HasPrefix(name, "pack cut off") && name != "truncated pack" && len(got) < len(whole)-12 {
				t.Errorf("%d of %d objects are read", len(got), len(whole))
			}
		})
	}
}

// TestBrokenInOnePackWholeInAnother: the whole one is read, and nothing is told.
func TestBrokenInOnePackWholeInAnother(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	commits(t, dir, "a", 3)
	git(t, dir, "repack", "-q", "-a") // and loose
	packs, err := filepath.Glob(filepath.Join(dir, ".git", "objects", "pack", "*.pack"))
	if err != nil || len(packs) != 1 {
		t.Fatal(packs, err)
	}
	want := fromGit(t, dir)
	data, err := os.ReadFile(packs[0])
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 0x55
	os.Chmod(packs[0], 0o600)
	write(t, packs[0], string(data))
	got, problems := fromStore(t, dir, nil)
	if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
		t.Errorf("%v %s", problems, diff)
	}
}

func TestEnvironmentCountsForTheCurrentFolderOnly(t *testing.T) {
	all := repositories(t)
	env := func(name string) string {
		return map[string]string{"GIT_DIR": filepath.Join(all["packs"], ".git"),
			"GIT_OBJECT_DIRECTORY":             filepath.Join(all["loose"], ".git", "objects"),
			"GIT_ALTERNATE_OBJECT_DIRECTORIES": filepath.Join(all["packs"], ".git", "objects")}[name]
	}
	t.Chdir(all["empty"])
	here, err := Find(".", env)
	if err != nil || here.GitDir != filepath.Join(all["packs"], ".git") ||
		here.objects != filepath.Join(all["loose"], ".git", "objects") || len(here.alternates) != 1 {
		t.Errorf("%+v, %v", here, err)
	}
	named, err := Find(all["sha256"], env)
	if err != nil || named.GitDir != filepath.Join(all["sha256"], ".git") ||
		named.objects != filepath.Join(all["sha256"], ".git", "objects") {
		t.Errorf("%+v, %v", named, err)
	}
}

// TestMillionRefs: in packed-refs.
func TestMillionRefs(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	commits(t, dir, "a", 1)
	head := strings.TrimSpace(git(t, dir, "rev-parse", "HEAD"))
	var b strings.Builder
	const n = 1_000_000
	for i := range n {
		fmt.Fprintf(&b, "%s refs/heads/topic/%07d\n", head, i)
	}
	write(t, filepath.Join(dir, ".git", "packed-refs"), b.String())
	write(t, filepath.Join(dir, ".git", "HEAD"), fmt.Sprintf("ref: refs/heads/topic/%07d\n", n-1))
	r, err := Find(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	names, problems := r.RefNames()
	if id, ok := r.Head(); len(names) != n+2 || len(problems) > 0 || !ok || id.String() != head {
		t.Errorf("%d names, %v; HEAD is %v", len(names), problems, id)
	}
}

// TestOddPackedRefs: a line that is cut off or longer than any ref is told, and those around it are read.
func TestOddPackedRefs(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	id := strings.Repeat("1", 40)
	for name, text := range map[string]string{
		"whole": id + " refs/heads/a\n" + id + " refs/heads/b\n", "cut off": id + " refs/heads/a\n" + id + " refs/heads/b",
		"long": id + " refs/heads/a\n" + id + " refs/heads/" + strings.Repeat("x", longestRef-52) + id + " refs/heads/c\n" + id + " refs/heads/b\n",
	} {
		write(t, filepath.Join(dir, ".git", "packed-refs"), text)
		r, err := Find(dir, nil)
		if err != nil {
			t.Fatal(err)
		}
		names, problems := r.RefNames()
		if (len(problems) == 0) != (name == "whole") || names["refs/heads/a"].String() != id || names["refs/heads/b"].String() != id || len(names) != 4 {
			t.Errorf("%s: %d names, %v", name, len(names), problems)
		}
	}
}

// TestEndlessRefs: symbolic refs that lead in a circle or further than git follows them are told, those that lead to a branch, which
// need not be there, are not.
func TestEndlessRefs(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "repo")
	git(t, root, "init", "-q", "-b", "main", dir)
	commits(t, dir, "a", 1)
	git(t, dir, "worktree", "add", "-q", "--detach", filepath.Join(root, "linked"))
	for name, target := range map[string]string{
		"HEAD": "HEAD", "refs/heads/a": "refs/heads/b", "refs/heads/b": "refs/heads/a", "refs/heads/into": "refs/heads/a",
		"worktrees/linked/HEAD": "HEAD", "worktrees/linked/refs/bisect/good": "refs/bisect/bad",
		"worktrees/linked/refs/bisect/bad": "refs/heads/main", "refs/bisect/bad": "refs/bisect/bad",
		"refs/heads/c1": "refs/heads/main", "refs/heads/c2": "refs/heads/c1", "refs/heads/c3": "refs/heads/c2", "refs/heads/c4": "refs/heads/c3",
		"refs/heads/c5": "refs/heads/c4", "refs/remotes/origin/HEAD": "refs/remotes/origin/gone",
	} {
		write(t, filepath.Join(dir, ".git", filepath.FromSlash(name)), "ref: "+target+"\n")
	}
	r, err := Find(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, problems := r.RefNames()
	var told []string
	for _, p := range problems {
		name, err := filepath.Rel(r.CommonDir, p.What)
		if err != nil || p.Why != errEndless.Error() {
			t.Errorf("%v: %v", p, err)
		}
		told = append(told, filepath.ToSlash(name))
	}
	want := []string{"HEAD", "refs/bisect/bad", "refs/heads/a", "refs/heads/b", "refs/heads/c5", "refs/heads/into", "worktrees/linked/HEAD"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
}

func TestRefs(t *testing.T) {
	dir := repositories(t)["packs"]
	git(t, dir, "notes", "add", "-m", "a note")
	r, err := Find(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		head, ok := r.Head()
		if want := strings.TrimSpace(git(t, dir, "rev-parse", "HEAD")); !ok || head.String() != want {
			t.Errorf("HEAD is %v, want %s", head, want)
		}
		notes := r.Refs("refs/notes/")
		if want := strings.TrimSpace(git(t, dir, "rev-parse", "refs/notes/commits")); len(notes) != 1 ||
			notes["refs/notes/commits"].String() != want {
			t.Errorf("notes are %v", notes)
		}
		git(t, dir, "pack-refs", "--all")
	}
}

// TestWorktreeRefs: what a linked worktree stands on is one ref more, not another word for the repository's own HEAD.
func TestWorktreeRefs(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "repo")
	git(t, root, "init", "-q", "-b", "main", dir)
	commits(t, dir, "a", 2)
	git(t, dir, "checkout", "-q", "--detach")
	git(t, dir, "worktree", "add", "-q", "--detach", filepath.Join(root, "linked"), "HEAD~")
	r, err := Find(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	names, problems := r.RefNames()
	for name, revision := range map[string]string{"HEAD": "HEAD", "worktrees/linked/HEAD": "HEAD~", "refs/heads/main": "main"} {
		if want := strings.TrimSpace(git(t, dir, "rev-parse", revision)); names[name].String() != want {
			t.Errorf("%s is %v, want %s", name, names[name], want)
		}
	}
	if len(names) != 3 || len(problems) > 0 {
		t.Errorf("%v, %v", names, problems)
	}
}
