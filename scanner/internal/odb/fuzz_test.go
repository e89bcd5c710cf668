package odb

import (
	"bytes"
	"compress/zlib"
	"crypto/sha1"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
)

func parse(text string) (oid.ID, error) { return oid.Parse(text) }

// FuzzLoose: a loose object is read only if it has its name, and never panics.
func FuzzLoose(f *testing.F) {
	deflate := func(text string) []byte {
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		io.WriteString(z, text)
		z.Close()
		return b.Bytes()
	}
	for _, text := range []string{
		"blob 3\x00abc", "blob 99999999999999\x00abc", "tree 0\x00", "blob -1\x00", "thing 3\x00abc", "blob 3", "",
	} {
		f.Add(deflate(text))
	}
	f.Add([]byte("garbage"))
	path := filepath.Join(f.TempDir(), "object")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var claimed oid.ID
		if z, err := zlib.NewReader(bytes.NewReader(data)); err == nil {
			whole, _ := io.ReadAll(io.LimitReader(z, 1<<20))
			claimed = oid.New(sha1Of(whole))
		}
		c, err := readLoose(path, claimed, 1<<20, oid.SHA1, nil)
		if err == nil && c.Large() {
			c.Data, err = readAll(c)
		}
		if err == nil && oid.New(sha1Of(fmt.Appendf(nil, "%s %d\x00%s", c.Type, len(c.Data), c.Data))) != claimed {
			t.Error("content does not have the name under which it was read")
		}
	})
}

// readAll reads a large content.
func readAll(c *Content) ([]byte, error) {
	in, err := c.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(in)
}

func sha1Of(data []byte) []byte {
	sum := sha1.Sum(data)
	return sum[:]
}

// FuzzRepository: whatever the small files of a repository say, it is opened or refused, and its refs are those of its lines.
func FuzzRepository(f *testing.F) {
	one := strings.Repeat("1f", oid.SHA1Size)
	f.Add("ref: refs/heads/main\n", "[extensions]\nobjectformat = sha256\n", "../other\n", "deadbeef refs/heads/main\n", ".")
	f.Add("ref: ref: x", "[extensions] refstorage=reftable", "#\n/\n\n", "", "../../..")
	f.Add("ref: refs/heads/a", "", "", "# pack-refs with: peeled\n"+one+" refs/heads/a\n^"+one+"\n"+one+" refs/\r\n"+one+" ../a", "")
	dir := f.TempDir()
	for _, folder := range []string{"refs/heads", "objects/info", "objects/pack"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, head, config, alternates, packed, common string) {
		for name, text := range map[string]string{
			"HEAD": head, "config": config, "objects/info/alternates": alternates, "packed-refs": packed, "commondir": common,
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		r, err := Find(dir, nil)
		if err != nil {
			return
		}
		own := r.CommonDir == dir && !r.reftables
		if id, ok := r.Head(); ok && own && !strings.Contains(strings.ToLower(head+packed+config+alternates+common), id.String()) {
			t.Errorf("HEAD is %v, but no file says so", id)
		}
		for name, id := range r.Refs("refs/") {
			if own && !strings.Contains(strings.ToLower(packed), id.String()+" "+strings.ToLower(name)) {
				t.Errorf("%q does not hold %q, %v", packed, name, id)
			}
		}
		if s, err := Open(r); err == nil {
			if len(s.dirs) > alternateDepth+100 {
				t.Error("alternates without end")
			}
			s.Close()
		}
	})
}
