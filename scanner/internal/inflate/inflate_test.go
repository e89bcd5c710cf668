package inflate

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/adler32"
	"io"
	"math/rand/v2"
	"os"
	"testing"
)

// contents are texts of different kinds and sizes.
func contents(t testing.TB) map[string][]byte {
	t.Helper()
	source, err := os.ReadFile("block.go")
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	noise, few := make([]byte, 70_000), make([]byte, 50_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	for i := range few {
		few[i] = "ab\n"[random.IntN(3)]
	}
	skewed := make([]byte, 100_000) // codewords of very different lengths: linked tables
	for i := range skewed {
		skewed[i] = byte(min(255, random.ExpFloat64()*20))
	}
	return map[string][]byte{
		"empty": {}, "one": {'x'}, "seven": []byte("content"), "small": source[:400], "source": source, "noise": noise, "few": few, "skewed": skewed,
		"zeros": make([]byte, 300_000), "period": bytes.Repeat([]byte("abcdefg"), 5_000),
		"mixed": bytes.Join([][]byte{source, noise, few, source, skewed, noise[:100]}, nil),
	}
}

// compress returns data as a zlib stream.
func compress(t testing.TB, level int, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestZlib(t *testing.T) {
	var d Decoder
	for name, data := range contents(t) {
		for level := flate.HuffmanOnly; level <= flate.BestCompression; level++ {
			for _, after := range []int{0, 1, 15, 40} {
				t.Run(fmt.Sprint(name, "/", level, "/", after), func(t *testing.T) {
					stream := compress(t, level, data)
					src := append(stream[:len(stream):len(stream)], bytes.Repeat([]byte{0xff}, after)...)
					out, n, err := d.Zlib(nil, len(data), src)
					if err != nil || n != len(stream) || !bytes.Equal(out, data) {
						t.Fatalf("Zlib: %d of %d bytes of input, %d of %d decoded, error %v", n, len(stream), len(out), len(data), err)
					}
				})
			}
		}
	}
}

func TestZlibSeveralBlocks(t *testing.T) {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	var want []byte
	for name, data := range contents(t) {
		want = append(want, name...)
		want = append(want, data...)
		w.Write([]byte(name))
		w.Flush() // an empty stored block each
		w.Write(data)
		w.Flush()
	}
	w.Close()
	var d Decoder
	out, n, err := d.Zlib(nil, len(want), b.Bytes())
	if err != nil || n != b.Len() || !bytes.Equal(out, want) {
		t.Fatalf("Zlib: %d of %d bytes of input, error %v", n, b.Len(), err)
	}
}

func TestZlibRefuses(t *testing.T) {
	good := compress(t, 9, []byte("some content, some content"))
	size := len("some content, some content")
	edit := func(at int, b byte) []byte {
		s := bytes.Clone(good)
		s[at] ^= b
		return s
	}
	framed := func(blocks ...byte) []byte { return append([]byte{0x78, 0x9c}, blocks...) }
	tests := []struct {
		name string
		src  []byte
		size int
		want error
	}{
		{"nothing", nil, 0, errTruncated},
		{"no header", edit(0, 1), size, errHeader},
		{"header checksum", edit(1, 1), size, errHeader},
		{"preset dictionary", append([]byte{0x78, 0xbb}, good[2:]...), size, errHeader},
		{"Adler-32", edit(len(good)-1, 1), size, errChecksum},
		{"no Adler-32", good[:len(good)-1], size, errTruncated},
		{"cut", good[:len(good)/2], size, errTruncated},
		{"too long", good, size - 1, errMatch},
		{"too short", good, size + 1, errSize},
		{"negative", good, -1, errDeclared},
		{"bomb", good, 1 << 30, errDeclared},
		{"reserved block", framed(0x07, 0, 0, 0, 0, 0), 0, errBlock},
		{"stored length", framed(0x01, 1, 0, 0, 0, 0, 0, 0), 1, errBlock},
		{"stored beyond the end", framed(0x01, 9, 0, 0xf6, 0xff, 0, 0), 9, errTruncated},
		{"stored beyond the size", framed(0x01, 1, 0, 0xfe, 0xff, 'x', 0, 0, 0, 0), 0, errSize},
		{"endless padding", framed(0x02, 0, 0, 0), 3000, errTruncated},
		{"distance before the start", framed(0x03, 0x02, 0, 0, 0, 0), 3, errMatch},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var d Decoder
			if _, _, err := d.Zlib(nil, test.size, test.src); err != test.want {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
}

func TestZlibUnchecked(t *testing.T) {
	src := compress(t, 6, []byte("content"))
	src[len(src)-1]++
	d := Decoder{Unchecked: true}
	if out, _, err := d.Zlib(nil, 7, src); err != nil || string(out) != "content" {
		t.Errorf("Zlib: %q, error %v", out, err)
	}
}

// TestZlibMemory shows that dst is used when it is large enough, and that bytes behind its capacity stay as they are.
func TestZlibMemory(t *testing.T) {
	var d Decoder
	for name, data := range contents(t) {
		src := compress(t, 6, data)
		memory := bytes.Repeat([]byte{0xee}, len(data)+Slack+100)
		out, _, err := d.Zlib(memory[:0:len(data)+Slack], len(data), src)
		if err != nil {
			t.Fatal(name, err)
		}
		if len(data) > 0 && &out[0] != &memory[0] {
			t.Error(name, "dst not used")
		}
		if beyond := memory[len(data)+Slack:]; bytes.Count(beyond, []byte{0xee}) != len(beyond) {
			t.Error(name, "wrote beyond the slack")
		}
	}
	src := compress(t, 6, []byte("some content"))
	dst := make([]byte, 12+Slack)
	if n := testing.AllocsPerRun(10, func() { _, _, _ = d.Zlib(dst, 12, src) }); n != 0 {
		t.Errorf("%v allocations per stream", n)
	}
}

// TestMutations decodes damaged streams; agree states what must hold.
func TestMutations(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var d Decoder
	for _, data := range contents(t) {
		data = data[:min(len(data), 3000)]
		for _, level := range []int{flate.HuffmanOnly, 0, 1, 9} {
			stream := compress(t, level, data)
			for range 200 {
				src := bytes.Clone(stream)
				for range 1 + random.IntN(4) {
					src[2+random.IntN(len(src)-2)] = byte(random.Uint32())
				}
				agree(t, &d, src)
			}
		}
	}
}

// agree checks that Zlib gives what compress/zlib gives, or fails where that fails. Adler-32 values are mended first, since
// nearly all damaged streams would be refused for them alone.
func agree(t *testing.T, d *Decoder, src []byte) {
	t.Helper()
	if len(src) >= 2 && src[1]&0x20 != 0 {
		return // a preset dictionary: see Zlib
	}
	src = mendChecksum(src)
	want, read, wantErr := standard(src)
	if len(want) > 4<<20 {
		return
	}
	for _, size := range []int{len(want), len(want) + 1, len(want) - 1} {
		out, n, err := d.Zlib(nil, size, src)
		switch {
		case wantErr != nil || size != len(want):
			if err == nil {
				t.Fatalf("no error for %d bytes, compress/zlib gives %d and error %v: %x", size, len(want), wantErr, src)
			}
		case err != nil || n != read || !bytes.Equal(out, want):
			t.Fatalf("%d bytes of %d of input, error %v; compress/zlib has none: %x", n, read, err, src)
		}
	}
}

// standard decodes with compress/zlib; read is how much of src it took.
func standard(src []byte) (out []byte, read int, err error) {
	in := bytes.NewReader(src)
	r, err := zlib.NewReader(in)
	if err != nil {
		return nil, 0, err
	}
	out, err = io.ReadAll(io.LimitReader(r, 4<<20+1))
	return out, len(src) - in.Len(), err
}

// mendChecksum sets the Adler-32 behind the DEFLATE data, if that can be decoded.
func mendChecksum(src []byte) []byte {
	if len(src) < 2 {
		return src
	}
	in := bytes.NewReader(src[2:])
	out, err := io.ReadAll(io.LimitReader(flate.NewReader(in), 4<<20+1))
	if err != nil || in.Len() < 4 {
		return src
	}
	mended := bytes.Clone(src)
	binary.BigEndian.PutUint32(mended[len(src)-in.Len():], adler32.Checksum(out))
	return mended
}

func FuzzZlib(f *testing.F) {
	for _, data := range contents(f) {
		data = data[:min(len(data), 600)]
		for _, level := range []int{flate.HuffmanOnly, flate.NoCompression, flate.BestSpeed, flate.BestCompression} {
			f.Add(compress(f, level, data))
		}
	}
	// One codeword of one bit for the distances, and a code length code with a gap.
	f.Add([]byte("\x78\x9c\x05\xc0\x81\x08\x00\x00\x00\x00\x20\x7f\xeb\x0b\x00\x00\x00\x01"))
	f.Add([]byte("\x78\x9c\xed\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, src []byte) {
		var d Decoder
		agree(t, &d, src)
	})
}

func BenchmarkZlib(b *testing.B) {
	for _, name := range []string{"seven", "small", "source", "skewed", "mixed"} {
		data := contents(b)[name]
		src := compress(b, 6, data)
		b.Run(name, func(b *testing.B) {
			d := Decoder{Unchecked: true} // as the pack reader uses it
			dst := make([]byte, len(data)+Slack)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := d.Zlib(dst, len(data), src); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(name+"/standard", func(b *testing.B) {
			in := bytes.NewReader(src)
			r, err := zlib.NewReader(in)
			if err != nil {
				b.Fatal(err)
			}
			dst := make([]byte, len(data))
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				in.Reset(src)
				if err := r.(zlib.Resetter).Reset(in, nil); err != nil {
					b.Fatal(err)
				}
				if _, err := io.ReadFull(r, dst); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
