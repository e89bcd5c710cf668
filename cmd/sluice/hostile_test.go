package main

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
)

// Repositories that no git makes: every command ends, with the status that tells the truth, and writes nothing.

// store is a repository that is written object by object.
type store struct {
	t      *testing.T
	dir    string // of git's files
	secret string // a line with a token
}

func newStore(t *testing.T, dir string) *store {
	t.Helper()
	line, err := rules.Fill("GITHUB_TOKEN=ghp_{{base62:36:crc32-base62}}\n", "hostile", 0)
	if err != nil {
		t.Fatal(err)
	}
	s := &store{t, dir, line}
	for _, folder := range []string{"objects/pack", "objects/info", "refs/heads"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s.file("HEAD", "ref: refs/heads/main\n")
	s.file("config", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n")
	return s
}

// file writes one of git's files.
func (s *store) file(name, text string) {
	s.t.Helper()
	path := filepath.Join(s.dir, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		s.t.Fatal(err)
	}
}

// object writes a loose object and returns its name.
func (s *store) object(kind, content string) string {
	s.t.Helper()
	return s.raw(fmt.Sprintf("%s %d\x00%s", kind, len(content), content))
}

// raw writes a loose object with its header.
func (s *store) raw(text string) string {
	s.t.Helper()
	sum := sha1.Sum([]byte(text))
	id := hex.EncodeToString(sum[:])
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, err := z.Write([]byte(text))
	if err := errors.Join(err, z.Close()); err != nil {
		s.t.Fatal(err)
	}
	s.file("objects/"+id[:2]+"/"+id[2:], packed.String())
	return id
}

// tree writes a tree of entries "mode name" with their objects.
func (s *store) tree(entries ...string) string {
	s.t.Helper()
	var b strings.Builder
	for i := 0; i < len(entries); i += 2 {
		id, err := hex.DecodeString(entries[i+1])
		if err != nil {
			s.t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\x00%s", entries[i], id)
	}
	return s.object("tree", b.String())
}

// commit writes a commit, which becomes the head of main.
func (s *store) commit(tree string, parents ...string) string {
	s.t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "tree %s\n", tree)
	for _, p := range parents {
		fmt.Fprintf(&b, "parent %s\n", p)
	}
	b.WriteString("author A <a@example.com> 1700000000 +0000\ncommitter A <a@example.com> 1700000000 +0000\n\nmessage\n")
	id := s.object("commit", b.String())
	s.file("refs/heads/main", id+"\n")
	return id
}

// scan runs "sluice git" on a folder and returns the exit status and all that it prints. Nothing else may appear in the folder.
func scan(t *testing.T, dir string, args ...string) (int, string) {
	t.Helper()
	before := listing(t, dir)
	var out bytes.Buffer
	code := run(t.Context(), append([]string{"git", dir, "--format", "json"}, args...), streams{nil, &out, &out, new(temporary)})
	if after := listing(t, dir); !slices.Equal(before, after) {
		t.Errorf("the scan changed files: %q, before %q", after, before)
	}
	if strings.Contains(out.String(), "crashed") {
		t.Errorf("a panic: %s", out.String())
	}
	return code, out.String()
}

func listing(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		names = append(names, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// wants fails unless a scan ended with a status and printed these texts.
func wants(t *testing.T, code int, out string, want int, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(out, text) {
			t.Errorf("%q is not in\n%s", text, out)
		}
	}
	if code != want {
		t.Errorf("exit status %d, want %d\n%s", code, want, out)
	}
}

// TestNamesThatClimb: names in trees are only text.
func TestNamesThatClimb(t *testing.T) {
	for _, name := range []string{
		"..", ".", "../../up", "/etc/passwd", ".git/hooks/pre-commit", "a//b", "CON", "x\\..\\y", "new\nline", "\x1b[2J",
	} {
		s := newStore(t, t.TempDir())
		blob := s.object("blob", s.secret)
		s.commit(s.tree("40000 ..", s.tree("100644 "+name, blob), "100644 "+name, blob))
		code, out := scan(t, s.dir)
		wants(t, code, out, exitFindings)
		if strings.ContainsAny(out, "\x1b") {
			t.Errorf("%q is printed as it is", name)
		}
	}
}

// TestWrongTypes: what should be a tree is a blob, and so on. The content is scanned; what cannot be followed is told or left.
func TestWrongTypes(t *testing.T) {
	s := newStore(t, t.TempDir())
	blob := s.object("blob", s.secret)
	tree := s.tree("100644 a.txt", blob)
	commit := s.commit(tree)
	s.object("tag", "object "+tree+"\ntype commit\ntag v1\ntagger A <a@example.com> 1700000000 +0000\n\ntext\n")
	s.commit(blob, tree, commit, commit)
	s.commit(s.tree("40000 folder", blob, "100644 file", tree, "160000 module", commit, "100644 commit", commit))
	code, out := scan(t, s.dir)
	wants(t, code, out, exitFindings)
}

// TestOddObjects: headers that lie, and objects that are cut off.
func TestOddObjects(t *testing.T) {
	for _, text := range []string{
		"blob 1152921504606846976\x00x", "blob -1\x00x", "blob 18446744073709551616\x00x", "blob 3\x00x", "blob 0\x00x", "blob", "", "blub 1\x00x",
		"tree 5\x00100644", "tree 24\x00100644 a", "commit 4\x00tree", "tag 3\x00abc",
	} {
		s := newStore(t, t.TempDir())
		s.commit(s.tree("100644 a.txt", s.object("blob", s.secret)))
		s.raw(text)
		code, out := scan(t, s.dir)
		if wants(t, code, out, exitFindings, `"complete": false`, `"class": "unread"`); t.Failed() {
			t.Fatalf("%q", text)
		}
	}
}

// TestManyParents: a commit may name any number of parents, and one of them any number of times.
func TestManyParents(t *testing.T) {
	s := newStore(t, t.TempDir())
	first := s.commit(s.tree("100644 a.txt", s.object("blob", "nothing\n")))
	s.commit(s.tree("100644 a.txt", s.object("blob", s.secret)), slices.Repeat([]string{first}, 100_000)...)
	code, out := scan(t, s.dir)
	wants(t, code, out, exitFindings, `"complete": true`)
}

// TestManyRefs: a hundred thousand refs in packed-refs.
func TestManyRefs(t *testing.T) {
	s := newStore(t, t.TempDir())
	id := s.commit(s.tree("100644 a.txt", s.object("blob", s.secret)))
	var b strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&b, "%s refs/heads/topic/%07d\n", id, i)
	}
	s.file("packed-refs", b.String())
	code, out := scan(t, s.dir)
	wants(t, code, out, exitFindings, `"complete": true`, `"at_head": true`)
}

// TestHeadInCircles: refs that lead to themselves end.
func TestHeadInCircles(t *testing.T) {
	s := newStore(t, t.TempDir())
	s.commit(s.tree("100644 a.txt", s.object("blob", s.secret)))
	s.file("HEAD", "ref: refs/heads/a\n")
	s.file("refs/heads/a", "ref: refs/heads/b\n")
	s.file("refs/heads/b", "ref: refs/heads/a\n")
	s.file("refs/heads/c", "ref: ../../config\n")
	code, out := scan(t, s.dir)
	wants(t, code, out, exitFindings, `"at_head": false`)
}

// TestLinkedFolders: a .git that is a symbolic link or names another folder is followed, as git does, and not without end.
func TestLinkedFolders(t *testing.T) {
	root := t.TempDir()
	s := newStore(t, filepath.Join(root, "elsewhere"))
	s.commit(s.tree("100644 a.txt", s.object("blob", s.secret)))
	for name, make := range map[string]func(path string) error{
		"link":     func(path string) error { return os.Symlink(s.dir, path) },
		"relative": func(path string) error { return os.WriteFile(path, []byte("gitdir: ../elsewhere\n"), 0o600) },
		"chained": func(path string) error {
			return errors.Join(os.WriteFile(filepath.Join(root, "file"), []byte("gitdir: "+s.dir+"\n"), 0o600), os.Symlink("../file", path))
		},
	} {
		dir := filepath.Join(root, name)
		if err := errors.Join(os.Mkdir(dir, 0o700), make(filepath.Join(dir, ".git"))); err != nil {
			t.Fatal(err)
		}
		code, out := scan(t, dir)
		wants(t, code, out, exitFindings, `"a.txt"`)
	}
	for name, text := range map[string]string{
		"itself": "gitdir: .git\n", "above": "gitdir: ../..\n", "nowhere": "gitdir: /no/such/folder\n",
		"long": "gitdir: " + strings.Repeat("x", 1<<20), "other": "nonsense\n",
	} {
		dir := filepath.Join(root, name)
		if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, ".git"), []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
		if code, out := scan(t, dir); code != exitUsage && code != exitIncomplete {
			t.Errorf("%s: exit status %d\n%s", name, code, out)
		}
	}
}

// TestAlternatesInCircles: folders of objects that name each other, and themselves, are read once.
func TestAlternatesInCircles(t *testing.T) {
	root := t.TempDir()
	a, b := newStore(t, filepath.Join(root, "a")), newStore(t, filepath.Join(root, "b"))
	a.commit(a.tree("100644 a.txt", b.object("blob", b.secret)))
	a.file("objects/info/alternates", "../../b/objects\n../../a/objects\n")
	b.file("objects/info/alternates", "../../a/objects\n.\n")
	code, out := scan(t, a.dir)
	wants(t, code, out, exitFindings, `"complete": true`, `"objects": 3`)
}

// TestNothingIsRun: programs that a configuration names, also by what it includes, hooks and attributes.
func TestNothingIsRun(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the program is a shell script")
	}
	root := t.TempDir()
	dir, trace := filepath.Join(root, "repo"), filepath.Join(root, "ran")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	git := gitIn(t, dir)
	git("init", "-q", "-b", "main")
	s := &store{t: t, dir: filepath.Join(dir, ".git")}
	s.file("../a.txt", newStore(t, filepath.Join(root, "other")).secret)
	s.file("../.gitattributes", "* filter=evil diff=evil\n")
	git("add", ".")
	git("commit", "-q", "-m", "first")
	program := filepath.Join(root, "program")
	if err := os.WriteFile(program, []byte("#!/bin/sh\ntouch "+trace+"\nexit 1\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.file("evil", fmt.Sprintf("[core]\n\tfsmonitor = %[1]s\n\tsshCommand = %[1]s\n\tpager = %[1]s\n\teditor = %[1]s\n[diff \"evil\"]\n\ttextconv = %[1]s\n\tcommand = %[1]s\n[filter \"evil\"]\n\tclean = %[1]s\n\tsmudge = %[1]s\n[alias]\n\tcat-file = !%[1]s\n\tdiff-index = !%[1]s\n[credential]\n\thelper = !%[1]s\n", program))
	config, err := os.ReadFile(filepath.Join(s.dir, "config"))
	if err != nil {
		t.Fatal(err)
	}
	s.file("config", string(config)+"[include]\n\tpath = evil\n[includeIf \"gitdir:**\"]\n\tpath = evil\n")
	for _, hook := range []string{"pre-commit", "post-index-change", "fsmonitor-watchman", "reference-transaction", "post-checkout"} {
		if err := os.Symlink(program, filepath.Join(s.dir, "hooks", hook)); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("git", "status")
	cmd.Dir = dir
	_ = cmd.Run()
	if err := os.Remove(trace); err != nil {
		t.Fatal("git itself runs nothing: the trap does not work")
	}
	t.Chdir(dir)
	for _, args := range [][]string{{"git", "."}, {"staged"}, {"dir", "."}, {"git", s.dir}} {
		var out bytes.Buffer
		run(t.Context(), args, streams{strings.NewReader(""), &out, &out, new(temporary)})
		if _, err := os.Stat(trace); err == nil {
			t.Errorf("%q runs a program of the repository", args)
			os.Remove(trace)
		}
	}
}
