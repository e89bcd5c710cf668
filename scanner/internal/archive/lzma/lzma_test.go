package lzma

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"
)

// texts are contents that lead through all of the decoder: literals after matches, each kind of repetition, overlapping matches, what
// does not compress, and more than a window.
func texts() map[string][]byte {
	random := rand.New(rand.NewPCG(1, 2))
	words := []string{"token", "=", "password", "\n", "sluice ", "0123456789abcdef", "aaaaaaaaaa", "{", "}", "\x00"}
	var text, noise []byte
	for len(text) < 300_000 {
		text = append(text, words[random.IntN(len(words))]...)
		if random.IntN(9) == 0 && len(text) > 100 {
			from := random.IntN(len(text) - 50)
			text = append(text, text[from:from+50]...)
		}
	}
	for range 70_000 {
		noise = append(noise, byte(random.Uint32()))
	}
	return map[string][]byte{
		"empty": {}, "one byte": {'x'}, "one word": []byte("password"), "text": text, "noise": noise,
		"zeros": make([]byte, 200_000), "text, noise, text": bytes.Join([][]byte{text, noise, text}, nil),
		"period of three": bytes.Repeat([]byte("abc"), 100_000),
	}
}

func asXz(t testing.TB, data []byte, config xz.WriterConfig) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := config.NewWriter(&b)
	return written(t, data, &b, w, err)
}

func asFile(t testing.TB, data []byte, config lzma.WriterConfig) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := config.NewWriter(&b)
	return written(t, data, &b, w, err)
}

func written(t testing.TB, data []byte, b *bytes.Buffer, w io.WriteCloser, err error) []byte {
	t.Helper()
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func readXz(d *Decoder, data []byte) ([]byte, error) {
	x := NewXzReader(d)
	x.Reset(bufio.NewReader(bytes.NewReader(data)))
	return io.ReadAll(x)
}

func readFile(d *Decoder, data io.Reader) ([]byte, error) {
	if err := d.File(data); err != nil {
		return nil, err
	}
	return io.ReadAll(d)
}

func same(t *testing.T, name string, got, want []byte, err error) {
	t.Helper()
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s: %d bytes, %v, want %d bytes", name, len(got), err, len(want))
	}
}

// What another implementation writes is read back, with every setting, by one decoder.
func TestDecodes(t *testing.T) {
	d := NewDecoder(upTo(1 << 20))
	checks := []byte{xz.CRC32, xz.CRC64, xz.SHA256, xz.CRC64}
	for name, data := range texts() {
		for i, p := range []lzma.Properties{{LC: 3, LP: 0, PB: 2}, {LC: 0, LP: 4, PB: 0}, {LC: 1, LP: 2, PB: 4}, {LC: 4, LP: 0, PB: 1}} {
			const window = 1 << 17
			got, err := readXz(d, asXz(t, data, xz.WriterConfig{Properties: &p, DictCap: window, CheckSum: checks[i], BlockSize: 99_999}))
			same(t, "xz of "+name, got, data, err)
			got, err = readFile(d, bytes.NewReader(asFile(t, data, lzma.WriterConfig{Properties: &p, DictCap: window})))
			same(t, "lzma of "+name, got, data, err)
			if len(data) > 0 { // the writer knows no empty file of known size
				sized := asFile(t, data, lzma.WriterConfig{Properties: &p, DictCap: window, SizeInHeader: true, Size: int64(len(data))})
				got, err = readFile(d, iotest.OneByteReader(bytes.NewReader(sized)))
				same(t, "lzma of known size of "+name, got, data, err)
			}
		}
	}
}

// Several streams, and zeros between them, are one file.
func TestStreams(t *testing.T) {
	a, b := asXz(t, []byte("first, "), xz.WriterConfig{}), asXz(t, []byte("second"), xz.WriterConfig{})
	got, err := readXz(NewDecoder(upTo(0)), bytes.Join([][]byte{a, make([]byte, 8), b, make([]byte, 4)}, nil))
	same(t, "two streams", got, []byte("first, second"), err)
	got, err = readXz(NewDecoder(upTo(0)), append(a, "no more of it"...))
	if string(got) != "first, " || !errors.Is(err, errXzMore) {
		t.Errorf("%q, %v", got, err)
	}
}

// Files of the xz tool with filters that this package's other tests have no writer for.
func TestFilters(t *testing.T) {
	for name, file := range map[string]string{
		// printf 'password: aaaaaaaabbbbbbbb\n' | xz --delta=dist=3 --lzma2
		"delta": deltaFile,
		// the same with --x86 --lzma2
		"x86": x86File,
	} {
		data, err := hex.DecodeString(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := readXz(NewDecoder(upTo(0)), data)
		same(t, name, got, []byte("password: aaaaaaaabbbbbbbb\n"), err)
	}
	data, err := hex.DecodeString(powerpcFile)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := readXz(NewDecoder(upTo(0)), data); !errors.Is(err, errXzFilter) {
		t.Errorf("a filter that changes text: %v", err)
	}
}

// A distance beyond the allowed window is told apart from corrupt data.
func TestWindow(t *testing.T) {
	noise := texts()["noise"]
	data := bytes.Join([][]byte{noise, noise, noise, []byte("password"), noise[:60_000], []byte("password")}, nil)
	file := asXz(t, data, xz.WriterConfig{DictCap: 1 << 20})
	if _, err := readXz(NewDecoder(upTo(1<<16)), file); !errors.Is(err, ErrWindow) {
		t.Errorf("%v, want %v", err, ErrWindow)
	}
	got, err := readXz(NewDecoder(upTo(1<<18)), file)
	same(t, "a window of the data's size", got, data, err)
}

// A truncated or changed file gives the beginning of the data, then an error.
func TestBroken(t *testing.T) {
	data := texts()["text"]
	file := asXz(t, data, xz.WriterConfig{})
	for _, n := range []int{0, 3, 11, 12, 13, 20, 30, len(file) / 2, len(file) - 30, len(file) - 1} {
		got, err := readXz(NewDecoder(upTo(1<<20)), file[:n])
		if !errors.Is(err, ErrTruncated) && !errors.Is(err, errXzIndex) || len(got) > len(data) || n > 1000 && len(got) < n/2 {
			t.Errorf("the first %d bytes give %d bytes, %v", n, len(got), err)
		}
	}
	file[len(file)/2] ^= 4
	if got, err := readXz(NewDecoder(upTo(1<<20)), file); err == nil || len(got) < 1000 || !bytes.Equal(got[:1000], data[:1000]) {
		t.Errorf("a changed bit: %d bytes, %v", len(got), err)
	}
}

// The window grows with the data, not with what the header asks for.
func TestWindowGrows(t *testing.T) {
	file := asXz(t, []byte("short"), xz.WriterConfig{DictCap: 1 << 26})
	d := NewDecoder(upTo(1 << 26))
	got, err := readXz(d, file)
	same(t, "a short text", got, []byte("short"), err)
	if cap(d.window) > firstWindow {
		t.Errorf("a window of %d bytes for 5 bytes", cap(d.window))
	}
}

func TestSourceFails(t *testing.T) {
	file := asFile(t, texts()["text"], lzma.WriterConfig{})
	_, err := readFile(NewDecoder(upTo(1<<20)), io.MultiReader(bytes.NewReader(file[:1000]), iotest.ErrReader(io.ErrClosedPipe)))
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v, want %v", err, io.ErrClosedPipe)
	}
}

// Whatever the input is, decoding ends, and what both decode is the same as another implementation's.
func FuzzXz(f *testing.F) {
	f.Add(asXz(f, []byte(strings.Repeat("password = ", 30)), xz.WriterConfig{DictCap: 1 << 12}))
	f.Add(asXz(f, nil, xz.WriterConfig{}))
	f.Fuzz(func(t *testing.T, data []byte) {
		const most = 1 << 20
		x := NewXzReader(NewDecoder(upTo(1 << 16)))
		x.Reset(bufio.NewReader(bytes.NewReader(data)))
		got, err := io.ReadAll(io.LimitReader(x, most))
		other, otherErr := xz.ReaderConfig{DictCap: 1 << 16}.NewReader(bytes.NewReader(data))
		if otherErr != nil || err != nil || len(got) == most {
			return
		}
		if want, wantErr := io.ReadAll(io.LimitReader(other, most)); wantErr == nil && !bytes.Equal(got, want) {
			t.Errorf("%d bytes, want %d", len(got), len(want))
		}
	})
}

// The same for .lzma, whose data has no check: another implementation reads whatever this one does.
func FuzzFile(f *testing.F) {
	f.Add(asFile(f, []byte(strings.Repeat("password = ", 30)), lzma.WriterConfig{DictCap: 1 << 12}))
	f.Fuzz(func(t *testing.T, data []byte) {
		const most = 1 << 20
		d := NewDecoder(upTo(1 << 16))
		if err := d.File(bytes.NewReader(data)); err != nil {
			return
		}
		got, err := io.ReadAll(io.LimitReader(d, most))
		other, otherErr := lzma.ReaderConfig{DictCap: 1 << 24}.NewReader(bytes.NewReader(data))
		if otherErr != nil || err != nil || len(got) == most {
			return
		}
		if want, wantErr := io.ReadAll(io.LimitReader(other, most)); wantErr == nil && !bytes.Equal(got, want) {
			t.Errorf("%d bytes, want %d", len(got), len(want))
		}
	})
}

func BenchmarkXz(b *testing.B) {
	data := texts()["text, noise, text"]
	file := asXz(b, data, xz.WriterConfig{})
	d := NewDecoder(upTo(1 << 23))
	x := NewXzReader(d)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		x.Reset(bufio.NewReader(bytes.NewReader(file)))
		if n, err := io.Copy(io.Discard, x); err != nil || n != int64(len(data)) {
			b.Fatal(n, err)
		}
	}
}

// upTo grants windows of that many bytes at most.
func upTo(most int64) func(int64) int64 {
	return func(want int64) int64 { return min(want, most) }
}
