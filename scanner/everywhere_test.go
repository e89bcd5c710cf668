package scanner_test

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
	"github.com/sluice-scan/sluice/scanner/source/git"
)

// hiding is a place in a repository where a secret can lie.
type hiding struct {
	name string
	hide func(r *gittest.Repo, secret string)
	// want is each finding: its kind, its path or ref, and how many commits brought it.
	want []string
}

// base makes a first commit, of a file with a line end only.
func base(r *gittest.Repo) {
	r.Add("base", "\n")
	r.Commit()
}

// utf16le encodes ASCII.
func utf16le(mark, text string) string {
	var out strings.Builder
	for _, u := range utf16.Encode([]rune(mark + text)) {
		out.WriteByte(byte(u))
		out.WriteByte(byte(u >> 8))
	}
	return out.String()
}

func committed(r *gittest.Repo, path, text string) {
	r.Add(path, text)
	r.Commit()
}

// someHidings returns all of them, under -short each fifth: the others tell the race detector the same.
func someHidings() []hiding {
	if !testing.Short() {
		return hidings
	}
	var some []hiding
	for i := 0; i < len(hidings); i += 5 {
		some = append(some, hidings[i])
	}
	return some
}

var hidings = []hiding{
	{"added, then deleted", func(r *gittest.Repo, secret string) {
		committed(r, "a.env", secret)
		r.Git("rm", "-q", "a.env")
		r.Commit()
	}, []string{"file a.env 1"}},
	{"only in a merge commit", func(r *gittest.Repo, secret string) {
		base(r)
		r.Git("checkout", "-q", "-b", "side")
		committed(r, "side", "side\n")
		r.Git("checkout", "-q", "main")
		committed(r, "main", "main\n")
		r.Git("merge", "-q", "--no-commit", "side")
		r.Add("merged.env", secret)
		r.Commit()
		r.Git("rm", "-q", "merged.env")
		r.Commit()
	}, []string{"file merged.env 1"}},
	{"a commit message", func(r *gittest.Repo, secret string) {
		base(r)
		r.Git("commit", "-q", "--allow-empty", "-m", "subject\n\nbody "+secret)
	}, []string{"commit-message  1"}},
	{"a git note", func(r *gittest.Repo, secret string) {
		base(r)
		r.Git("notes", "add", "-m", secret)
	}, []string{"note * 1"}},
	{"the message of an annotated tag", func(r *gittest.Repo, secret string) {
		base(r)
		r.Git("tag", "-a", "v1", "-m", secret)
	}, []string{"tag  1"}},
	{"a tag that was deleted", func(r *gittest.Repo, secret string) {
		base(r)
		r.Git("tag", "-a", "v-"+secret, "-m", "message")
		r.Git("tag", "-d", "v-"+secret)
	}, []string{"ref refs/tags/v-* 0"}},
	{"a tagger's name", func(r *gittest.Repo, secret string) {
		base(r)
		r.Git("-c", "user.name=A", "-c", "user.email=a@e.com", "tag", "-a", "v1", "-m", "message")
		object := r.Git("cat-file", "tag", "v1")
		r.Write("tag", strings.Replace(object, "tagger Ada", "tagger "+secret, 1)+"\n")
		r.Git("hash-object", "-w", "-t", "tag", "tag")
	}, []string{"author  1"}},
	{"a signed tag that was merged", func(r *gittest.Repo, secret string) {
		base(r)
		id := r.Git("rev-parse", "HEAD")
		head, message, _ := strings.Cut(r.Git("cat-file", "commit", id), "\n\n")
		r.Write("commit", head+"\nmergetag object "+id+"\n type commit\n tag v1\n tagger A <a@e.com> 1 +0000\n \n "+secret+"\n\n"+message+"\n")
		r.Git("hash-object", "-w", "-t", "commit", "commit")
	}, []string{"tag  1"}},
	{"a comment in a signature", func(r *gittest.Repo, secret string) {
		base(r)
		head, message, _ := strings.Cut(r.Git("cat-file", "commit", "HEAD"), "\n\n")
		r.Write("commit", head+"\ngpgsig -----BEGIN PGP SIGNATURE-----\n Comment: "+secret+"\n \n iQEz\n -----END PGP SIGNATURE-----\n\n"+message+"\n")
		r.Git("hash-object", "-w", "-t", "commit", "commit")
	}, []string{"tag  1"}},
	{"a branch name", func(r *gittest.Repo, secret string) {
		base(r)
		r.Git("branch", "b/"+secret)
	}, []string{"ref refs/heads/b/* 0"}},
	{"a packed branch name", func(r *gittest.Repo, secret string) {
		base(r)
		r.Git("branch", "b/"+secret)
		r.Git("pack-refs", "--all")
	}, []string{"ref refs/heads/b/* 0"}},
	{"the name of a branch without commits", func(r *gittest.Repo, secret string) {
		r.Git("symbolic-ref", "HEAD", "refs/heads/"+secret)
	}, []string{"ref refs/heads/* 0"}},
	{"an author's name", func(r *gittest.Repo, secret string) {
		base(r)
		r.Git("commit", "-q", "--allow-empty", "-m", "one", "--author", "A "+secret+" <a@e.com>")
		r.Git("commit", "-q", "--allow-empty", "-m", "two", "--author", "A "+secret+" <a@e.com>")
	}, []string{"author  1"}},
	{"a committer's address", func(r *gittest.Repo, secret string) {
		base(r)
		os.Setenv("GIT_COMMITTER_EMAIL", secret+"@e.com") // gittest brings it back
		r.Commit()
	}, []string{"author  1"}},
	{"a stash of a tracked file", func(r *gittest.Repo, secret string) {
		base(r)
		r.Write("base", secret)
		r.Git("stash")
	}, []string{"file base 1"}},
	{"a stash of an untracked file", func(r *gittest.Repo, secret string) {
		base(r)
		r.Write("new", secret)
		r.Git("stash", "-u")
	}, []string{"file new 1"}},
	{"an older stash", func(r *gittest.Repo, secret string) {
		base(r)
		r.Write("base", secret)
		r.Git("stash")
		r.Write("base", "other\n")
		r.Git("stash")
	}, []string{"file base 1"}},
	{"a commit that only the reflog names", func(r *gittest.Repo, secret string) {
		base(r)
		committed(r, "a.env", secret)
		r.Git("reset", "-q", "--hard", "HEAD~")
	}, []string{"file a.env 1"}},
	{"a commit that nothing names", func(r *gittest.Repo, secret string) {
		base(r)
		committed(r, "a.env", secret)
		r.Git("reset", "-q", "--hard", "HEAD~")
		r.Git("reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all")
	}, []string{"file a.env 1"}},
	{"a reflog's message", func(r *gittest.Repo, secret string) {
		base(r)
		r.Git("update-ref", "--create-reflog", "-m", "pull: https://"+secret+"@example.com", "refs/heads/other", "HEAD")
	}, []string{"ref logs/refs/heads/other 0"}},
	{"a content that nothing names", func(r *gittest.Repo, secret string) {
		r.Write("a", secret)
		r.Git("hash-object", "-w", "a")
	}, []string{"file  0"}},
	{"a content that a tag names", func(r *gittest.Repo, secret string) {
		r.Write("a", secret)
		r.Git("tag", "-a", "-m", "a key", "key", r.Git("hash-object", "-w", "a"))
	}, []string{"file  0"}},
	{"a tree that a tag names", func(r *gittest.Repo, secret string) {
		r.Add("dir/a.env", secret)
		r.Git("tag", "tree", r.Git("write-tree"))
		r.Git("rm", "-q", "--cached", "dir/a.env")
	}, []string{"file dir/a.env 0"}},
	{"a content that only the index names", func(r *gittest.Repo, secret string) {
		base(r)
		r.Add("dir/a.env", secret)
	}, []string{"index dir/a.env 0"}},
	{"the index of a linked worktree", func(r *gittest.Repo, secret string) {
		base(r)
		r.Git("worktree", "add", "-q", "linked")
		r.At("linked").Add("a.env", secret)
	}, []string{"index a.env 0"}},
	{"a file name that only the index has", func(r *gittest.Repo, secret string) {
		base(r)
		r.Add("dir/"+secret, "a\n")
	}, []string{"file-name  0"}},
	{"a remote's URL", func(r *gittest.Repo, secret string) {
		r.Git("remote", "add", "origin", "https://user:"+secret+"@example.com/a.git")
	}, []string{"config config 0"}},
	{"a header in the configuration", func(r *gittest.Repo, secret string) {
		r.Git("config", "http.https://example.com.extraHeader", "Authorization: "+secret)
	}, []string{"config config 0"}},
	{"a worktree's configuration", func(r *gittest.Repo, secret string) {
		base(r)
		r.Git("config", "extensions.worktreeConfig", "true")
		r.Git("worktree", "add", "-q", "linked")
		r.At("linked").Git("config", "--worktree", "a.token", secret)
	}, []string{"config worktrees/linked/config.worktree 0"}},
	{"a hook", func(r *gittest.Repo, secret string) {
		r.Write(".git/hooks/post-receive", "curl -H "+secret+"\n")
	}, []string{"config hooks/post-receive 0"}},
	{"refs/pull/7/head", func(r *gittest.Repo, secret string) {
		base(r)
		committed(r, "a.env", secret)
		r.Git("update-ref", "refs/pull/7/head", "HEAD")
		r.Git("reset", "-q", "--hard", "HEAD~")
	}, []string{"file a.env 1"}},
	{"a file name", func(r *gittest.Repo, secret string) {
		committed(r, "dir/"+secret+".txt", "a\n")
		committed(r, "dir/"+secret+".txt", "b\n")
		r.Git("rm", "-q", "-r", "dir")
		r.Commit()
	}, []string{"file-name  1"}},
	{"a folder's name", func(r *gittest.Repo, secret string) {
		base(r)
		committed(r, secret+"/sub/b.txt", "a\n")
	}, []string{"file-name  1"}},
	{"a symbolic link's target", func(r *gittest.Repo, secret string) {
		if err := os.Symlink("/run/"+secret, r.Path("link")); err != nil {
			return
		}
		r.Git("add", "link")
		r.Commit()
	}, []string{"file link 1"}},
	{"UTF-16 with a byte order mark", func(r *gittest.Repo, secret string) {
		committed(r, "a.reg", utf16le("\ufeff", "key "+secret+"\r\n"))
	}, []string{"file a.reg 1"}},
	{"UTF-16 without a byte order mark", func(r *gittest.Repo, secret string) {
		committed(r, "a.reg", utf16le("", "key "+secret+"\r\n"))
	}, []string{"file a.reg 1"}},
	{"a file that is binary by its attributes", func(r *gittest.Repo, secret string) {
		r.Add(".gitattributes", "*.conf binary -diff\n")
		committed(r, "a.conf", secret)
	}, []string{"file a.conf 1"}},
	{"behind a NUL byte", func(r *gittest.Repo, secret string) {
		committed(r, "a.bin", "a\x00b "+secret+"\n")
	}, []string{"file a.bin 1"}},
	{"behind a textconv that fails", func(r *gittest.Repo, secret string) {
		r.Git("config", "diff.x.textconv", "false")
		r.Add(".gitattributes", "* diff=x\n")
		committed(r, "a.env", secret)
	}, []string{"file a.env 1"}},
	{"a content hidden by refs/replace", func(r *gittest.Repo, secret string) {
		committed(r, "a.env", secret)
		r.Write("b", "harmless\n")
		r.Git("replace", r.Git("rev-parse", "HEAD:a.env"), r.Git("hash-object", "-w", "b"))
	}, []string{"file a.env 1"}},
	{"a commit hidden by refs/replace", func(r *gittest.Repo, secret string) {
		base(r)
		first := r.Git("rev-parse", "HEAD")
		committed(r, "a.env", secret)
		r.Git("replace", "HEAD", first)
	}, []string{"file a.env 1"}},
}

// TestEverywhere hides a secret where histories have places for one, and wants it found there, with its place.
func TestEverywhere(t *testing.T) {
	s := newScanner(t, acme(t, ""), scanner.Options{})
	for i, h := range hidings {
		t.Run(h.name, func(t *testing.T) {
			repo := gittest.Init(t)
			if !strings.Contains(h.name, "reflog") && !strings.Contains(h.name, "stash") {
				repo.Git("config", "core.logAllRefUpdates", "false")
			}
			h.hide(repo, key(i))
			findings, receipt := scanRepository(t, s, repo.Dir)
			var got []string
			for _, f := range findings {
				got = append(got, fmt.Sprintf("%s %s %d", f.Source.Kind, place(f, key(i)), len(f.History.Introduced)))
			}
			slices.Sort(got)
			if diff := gocmp.Diff(h.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if !receipt.Complete {
				t.Errorf("incomplete: %+v", receipt.Skipped)
			}
		})
	}
}

// place is a finding's path or ref, with "*" for the secret and for the name of the object that a note is about.
func place(f finding.Finding, secret string) string {
	if f.Source.Kind == "note" {
		return "*"
	}
	return strings.ReplaceAll(cmp.Or(f.Path, f.Source.Ref), secret, "*")
}

func scanRepository(t *testing.T, s *scanner.Scanner, dir string) ([]finding.Finding, finding.Receipt) {
	t.Helper()
	src, err := git.Open(dir, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	var findings list
	receipt, err := s.Scan(context.Background(), src, &findings)
	if err != nil {
		t.Fatal(err)
	}
	return findings, receipt
}
