package scanner_test

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

// Binary patches that git itself writes: what a commit brings, what it takes away, and what a delta inserts.
func TestGitPatches(t *testing.T) {
	r := gittest.Init(t)
	secrets := probes{t: t}
	tokens := []string{secrets.token(), secrets.token(), secrets.token(), secrets.token()}
	// Bytes that no compression makes short, so that git writes deltas.
	noise := make([]byte, 4000)
	for i, x := 0, uint32(1); i < len(noise); i++ {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	line := func(i int) string { return "token = \"" + tokens[i] + "\"\n" }
	r.Write(".gitattributes", "*.env binary\n")
	r.Write("old.env", "# settings\n"+line(0))
	r.Write("large.bin", string(noise))
	r.Git("add", ".")
	r.Git("commit", "-q", "-m", "first")
	r.Write("old.env", "# none\n")
	r.Write("new.env", "# settings\n"+line(1))
	r.Write("large.bin", string(noise[:2000])+"\n# settings\n"+line(2)+string(noise[2000:3000])+"\n"+strings.Repeat("x", 200)+line(3)+string(noise[3000:]))
	r.Git("add", ".")
	patch := r.Git("diff", "--binary", "--cached") + "\n"
	if !strings.Contains(patch, "\nliteral ") || !strings.Contains(patch, "\ndelta ") || strings.Count(patch, "GIT binary patch\n") != 3 {
		t.Fatalf("git writes another patch:\n%s", patch)
	}
	_, got, receipt := scanFolder(t, map[string][]byte{"a.patch": []byte(patch), "b.patch": []byte(strings.ReplaceAll(patch, "\n", "\r\n"))})
	if !receipt.Complete || len(receipt.Limits) > 0 {
		t.Errorf("%+v", receipt)
	}
	for _, name := range []string{"a.patch", "b.patch"} {
		for i, token := range tokens {
			n := 0
			for _, f := range got {
				if strings.HasSuffix(f.Path, name) && f.Secret.Reveal() == token && strings.Join(f.Decoded, " ") == "base85" {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%s: secret %d is told %d times", name, i, n)
			}
		}
	}
}

// A binary patch that is damaged is told.
func TestDamagedGitPatch(t *testing.T) {
	r := gittest.Init(t)
	secrets := probes{t: t}
	r.Write("new.bin", "\x00 token = \""+secrets.token()+"\"\n")
	r.Git("add", ".")
	patch := r.Git("diff", "--binary", "--cached") + "\n"
	at := strings.Index(patch, "\nliteral ")
	end := at + 1 + strings.IndexByte(patch[at+1:], '\n')
	for name, damaged := range map[string]string{
		"cut off":           patch[:end+20],
		"other length":      patch[:at] + strings.Replace(patch[at:], "\nliteral ", "\nliteral 9", 1),
		"no base 85":        patch[:end+10] + "\"" + patch[end+11:],
		"another character": patch[:end+10] + string(other(patch[end+10])) + patch[end+11:],
	} {
		_, _, receipt := scanFolder(t, map[string][]byte{"a.patch": []byte(damaged)})
		if len(receipt.Limits) != 1 || !strings.HasPrefix(receipt.Limits[0], "binary patches of git: ") {
			t.Errorf("%s: limits %q", name, receipt.Limits)
		}
	}
}

func other(c byte) byte {
	if c == 'a' {
		return 'b'
	}
	return 'a'
}
