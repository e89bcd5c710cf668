package sourcetest

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/source"
)

// shortest is how long a text may be, in bytes, to stand for itself.
const shortest = 200

// Digest returns what stands for a content: up to 200 bytes the text itself, else its length and SHA-256.
func Digest[T string | []byte](content T) string {
	if len(content) <= shortest {
		return string(content)
	}
	return fmt.Sprintf("%d bytes, sha256 %x", len(content), sha256.Sum256([]byte(content)))
}

// digestOf is Digest for what a reader gives; it returns the number of bytes, too.
func digestOf(r io.Reader, also io.Writer) (string, int64, error) {
	sum, head := sha256.New(), &strings.Builder{}
	n, err := io.Copy(io.MultiWriter(sum, also), io.TeeReader(io.LimitReader(r, shortest), head))
	if err != nil {
		return "", n, err
	}
	rest, err := io.Copy(io.MultiWriter(sum, also), r)
	if rest == 0 {
		return head.String(), n, err
	}
	return fmt.Sprintf("%d bytes, sha256 %x", n+rest, sum.Sum(nil)), n + rest, err
}

// record is what is remembered of a blob.
type record struct {
	Content
	Object string
	Known  bool
}

func kinds() []source.Kind {
	return []source.Kind{
		source.File, source.CommitMessage, source.Tag, source.Note,
		source.Author, source.FileName, source.Index, source.Ref, source.Config,
	}
}

// record checks what must hold for every blob and returns what is compared between walks.
func (r *report) record(b *source.Blob) record {
	got := record{Content: Content{Kind: b.Kind, Path: b.Path}, Object: b.Object.String(), Known: b.Step.Known}
	name := fmt.Sprintf("%s %q", b.Kind, b.Path)
	if !slices.Contains(kinds(), b.Kind) {
		r.failf("%s: unknown kind", name)
	}
	if strings.Contains(b.Path, "\x00") || strings.HasPrefix(b.Path, "./") || strings.Contains(b.Path, "//") ||
		strings.HasSuffix(b.Path, "/") {
		r.failf("%s: the path is not in its shortest form", name)
	}
	if b.Open == nil {
		got.Text = r.data(name, b)
	} else {
		got.Text = r.opened(name, b)
	}
	if b.Previous != nil {
		old, err := Previous(b.Previous)
		if err != nil {
			r.failf("%s: the previous content: %v", name, err)
		}
		got.Previous = Digest(old)
	}
	return got
}

// Previous returns what stood at a place before: its contents, with line ends between.
func Previous(contents source.Previous) (all []byte, err error) {
	n := 0
	err = contents(func(old *source.Blob) error {
		if n++; n > 1 {
			all = append(all, '\n')
		}
		if old.Open == nil {
			all = append(all, old.Data...)
			return nil
		}
		in, err := old.Open()
		if err != nil {
			return err
		}
		defer in.Close()
		data, err := io.ReadAll(in)
		all = append(all, data...)
		return err
	})
	return all, err
}

// data checks a blob that is held whole.
func (r *report) data(name string, b *source.Blob) string {
	if b.Size != int64(len(b.Data)) {
		r.failf("%s: size %d, but %d bytes", name, b.Size, len(b.Data))
	}
	if b.Size > source.LargeSize {
		r.failf("%s: %d bytes are held although that is above LargeSize", name, b.Size)
	}
	r.named(name, b, func(h hash.Hash) { h.Write(b.Data) })
	return Digest(b.Data)
}

// opened reads a blob that is not held, twice.
func (r *report) opened(name string, b *source.Blob) string {
	if b.Data != nil || b.Size <= source.LargeSize {
		r.failf("%s: Open is set, so Data must be nil and the size above LargeSize; there are %d bytes of Data, size %d", name,
			len(b.Data), b.Size)
	}
	var texts [2]string
	for i := range texts {
		r.named(name, b, func(h hash.Hash) {
			in, err := b.Open()
			if err != nil {
				r.failf("%s: opening: %v", name, err)
				return
			}
			text, n, err := digestOf(in, h)
			if err := in.Close(); err != nil {
				r.failf("%s: closing: %v", name, err)
			}
			if texts[i] = text; err != nil || n != b.Size {
				r.failf("%s: %d bytes of %d were read, error %v", name, n, b.Size, err)
			}
		})
	}
	if texts[0] != texts[1] {
		r.failf("%s: opened again it is another content: %s, then %s", name, texts[0], texts[1])
	}
	return texts[0]
}

// named checks that a blob of git has the name of its content; a message has that of the commit or tag that it stands in.
func (r *report) named(name string, b *source.Blob, write func(hash.Hash)) {
	format := oid.SHA1
	if len(b.Object.Bytes()) == oid.SHA256Size {
		format = oid.SHA256
	}
	h := format.New()
	fmt.Fprintf(h, "blob %d\x00", b.Size)
	write(h)
	if b.Kind == source.File && !b.Object.IsZero() && oid.New(h.Sum(nil)) != b.Object {
		r.failf("%s: its object is %s, but its content is not", name, b.Object)
	}
}

// skip checks what must hold for every skip.
func (r *report) skip(s source.Skip) {
	if s.Class != source.Unread && s.Class != source.Outside {
		r.failf("skip %+v: unknown class", s)
	}
	if s.What == "" || s.Why == "" || strings.ContainsRune(s.Why, '\n') {
		r.failf("skip %+v: What and Why must be said, Why in one line", s)
	}
	if first := []rune(s.Why + " ")[0]; unicode.IsUpper(first) {
		r.failf("skip %+v: Why must be in lower case", s)
	}
}
