package archive

import (
	"archive/zip"
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/andybalholm/brotli"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

func brotliOf(t testing.TB, data []byte, quality, window int) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterOptions(&b, brotli.WriterOptions{Quality: quality, LGWin: window})
	_, err := w.Write(data)
	must(t, err)
	must(t, w.Close())
	return b.Bytes()
}

// settings is a text of which Brotli leaves no letter as it is.
var settings = []byte(`{"api": "https://api.example.org/", "level": "information", "password": "first", "language": "second"}` + "\n")

func TestBrotli(t *testing.T) {
	long := bytes.Repeat(settings, 5000)
	for _, text := range [][]byte{settings, long, append([]byte("größe – "), settings...)} {
		for quality := range 12 {
			for _, window := range []int{10, 16, 17, 18, 22, 24} {
				data := brotliOf(t, text, quality, window)
				got := walk(t, "a.json.br", data, Limits{})
				if got.texts["a.json.br!a.json"] != string(text) || len(got.gaps) > 0 {
					t.Errorf("%d bytes, quality %d, window %d: %d texts, %v", len(text), quality, window, len(got.texts), got.gaps)
				}
			}
		}
	}
}

func TestBrotliOfContainers(t *testing.T) {
	stream := brotliOf(t, settings, 11, 22)
	for name, test := range map[string]struct {
		data       []byte
		path, text string
	}{
		"tar":      {brotliOf(t, tarOf(t, someFiles...), 5, 22), "c!dir/a.txt", someFiles[0].text},
		"zip":      {brotliOf(t, zipOf(t, zip.Store, someFiles...), 5, 22), "c!dir/a.txt", someFiles[0].text},
		"in a zip": {zipOf(t, zip.Deflate, file{"a.json.br", string(stream)}), "c!a.json.br!a.json", string(settings)},
		"in gzip":  {gzipOf(t, stream), "c!c!c", string(settings)},
	} {
		if got := walk(t, "c", test.data, Limits{}); got.texts[test.path] != test.text || len(got.gaps) > 0 {
			t.Errorf("%s: %q, %v", name, got.order, got.gaps)
		}
	}
}

// What is cut off, goes on behind the stream's end, is short or stands for no text is no stream.
func TestNoBrotli(t *testing.T) {
	data := brotliOf(t, settings, 11, 22)
	for n := range len(data) {
		if isBrotli(data[:n]) {
			t.Errorf("%d of %d bytes are taken for a stream", n, len(data))
		}
	}
	if !isBrotli(data) || isBrotli(append(slices.Clip(data), 0)) {
		t.Error("all bytes and no more must be a stream")
	}
	r := rand.New(rand.NewPCG(1, 2))
	random := make([]byte, 4096)
	for range 20_000 {
		for i := range random {
			random[i] = byte(r.Uint32())
		}
		if n := leastBrotli + r.IntN(len(random)-leastBrotli); isBrotli(random[:n]) {
			t.Fatalf("%d random bytes are taken for a stream: %x", n, random[:n])
		}
	}
	if kind := SniffFile(brotliOf(t, random, 5, 22)); kind != None {
		t.Errorf("a stream of random bytes: %v", kind)
	}
	if kind := SniffFile(data); kind != magic.Brotli || Sniff(data) != None {
		t.Errorf("kind %v", kind)
	}
}

func TestBrotliBomb(t *testing.T) {
	got := walk(t, "c", brotliOf(t, make([]byte, 64<<20), 9, 24), Limits{})
	if len(got.gaps) != 0 || len(got.order) != 0 {
		t.Errorf("zeros are no text: %v", got.gaps)
	}
	got = walk(t, "c", brotliOf(t, bytes.Repeat([]byte("a\n"), 32<<20), 9, 24), Limits{})
	if len(got.gaps) != 1 || !got.gaps[0].Limit {
		t.Errorf("%v", got.gaps)
	}
}

func FuzzBrotli(f *testing.F) {
	fuzz(f, brotliOf(f, settings, 11, 22), brotliOf(f, settings, 1, 16), brotliOf(f, tarOf(f, someFiles...), 5, 18))
}
