package odb

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/sha1"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/pack"
)

// forge makes a pack of one blob with a text, whose index gives it another name, and puts it into the repository.
func forge(t *testing.T, dir, text, name, file string) {
	t.Helper()
	other := t.TempDir()
	git(t, other, "init", "-q")
	write(t, filepath.Join(other, "text"), text)
	git(t, other, "add", "text")
	git(t, other, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")
	git(t, other, "repack", "-q", "-adf")
	path := onlyPack(t, other)
	idx, err := os.ReadFile(strings.TrimSuffix(path, "pack") + "idx")
	if err != nil {
		t.Fatal(err)
	}
	id, _ := hex.DecodeString(strings.TrimSpace(git(t, other, "rev-parse", ":text")))
	forged, _ := hex.DecodeString(name)
	idx = rename(idx, id, forged)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, ".git/objects/pack", file+".pack"), string(whole))
	write(t, filepath.Join(dir, ".git/objects/pack", file+".idx"), string(idx))
}

// rename gives an object another name in an index of version 2.
func rename(idx, old, name []byte) []byte {
	const head, size = 8, sha1.Size
	n := int(binary.BigEndian.Uint32(idx[head+4*255:]))
	names, sums, offsets := idx[head+1024:], idx[head+1024+n*size:], idx[head+1024+n*(size+4):]
	type entry struct{ name, sum, offset string }
	var entries []entry
	for i := range n {
		e := entry{string(names[i*size : i*size+size]), string(sums[4*i : 4*i+4]), string(offsets[4*i : 4*i+4])}
		if e.name == string(old) {
			e.name = string(name)
		}
		at := 0
		for at < len(entries) && entries[at].name < e.name {
			at++
		}
		entries = append(entries[:at], append([]entry{e}, entries[at:]...)...)
	}
	out := bytes.NewBuffer(append([]byte(nil), idx[:head]...))
	for first := range 256 {
		count := 0
		for _, e := range entries {
			if int(e.name[0]) <= first {
				count++
			}
		}
		out.Write(binary.BigEndian.AppendUint32(nil, uint32(count)))
	}
	for _, e := range entries {
		out.WriteString(e.name)
	}
	for _, e := range entries {
		out.WriteString(e.sum)
	}
	for _, e := range entries {
		out.WriteString(e.offset)
	}
	out.Write(offsets[4*n : 4*n+size])
	sum := sha1.Sum(out.Bytes())
	return append(out.Bytes(), sum[:]...)
}

// TestTwoContentsOfOneName: other bytes behind the name of an object, in whichever place, are told, and the object itself is read.
func TestTwoContentsOfOneName(t *testing.T) {
	for _, place := range []string{"a first pack", "a last pack", "a loose file", "a loose file, the object loose in an alternate"} {
		for _, remembered := range []bool{false, true} {
			t.Run(fmt.Sprint(place, " ", remembered), func(t *testing.T) {
				dir := t.TempDir()
				git(t, dir, "init", "-q")
				write(t, filepath.Join(dir, "f"), "harmless\n")
				git(t, dir, "add", "f")
				name := strings.TrimSpace(git(t, dir, "rev-parse", ":f"))
				git(t, dir, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x")
				loose := filepath.Join(dir, ".git/objects", name[:2], name[2:])
				if !strings.Contains(place, "alternate") {
					git(t, dir, "repack", "-q", "-ad")
				}
				switch place {
				case "a first pack":
					forge(t, dir, "hidden\n", name, "a")
				case "a last pack":
					forge(t, dir, "hidden\n", name, "z")
				case "a loose file":
					overwrite(t, loose, looseText("hidden\n"))
				default:
					other := t.TempDir()
					git(t, other, "init", "-q")
					overwrite(t, filepath.Join(other, ".git/objects", name[:2], name[2:]), looseText("hidden\n"))
					write(t, filepath.Join(dir, ".git/objects/info/alternates"), filepath.Join(other, ".git/objects")+"\n")
				}
				checkTold(t, dir, name, remembered)
			})
		}
	}
}

func looseText(text string) string {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	fmt.Fprintf(z, "blob %d\x00%s", len(text), text)
	z.Close()
	return out.String()
}

// checkTold reads all blobs, as if all were known from an earlier scan or none.
func checkTold(t *testing.T, dir, name string, remembered bool) {
	t.Helper()
	s := opened(t, dir, nil)
	defer s.Close()
	batches := s.Batches(pack.Blob)
	if remembered {
		batches = s.BatchesBut(s.Numbers(), func(int32) bool { return true }, pack.Blob)
	}
	read, told := 0, 0
	for _, b := range batches {
		err := b.Read(context.Background(), func(o *Object) error {
			if o.ID.String() == name && !o.Step.Known {
				read++
				if string(o.Data) != "harmless\n" {
					t.Errorf("read %q", o.Data)
				}
			}
			return nil
		}, func(p Problem) {
			if told++; p.What != "object "+name || !strings.Contains(p.Why, "does not have its name") {
				t.Errorf("told %+v", p)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if told != 1 || read != 1 && !remembered {
		t.Errorf("read %d times, told %d times", read, told)
	}
}
