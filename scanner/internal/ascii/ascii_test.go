package ascii

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

func TestLastNewline(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for size := range 40 {
		for range 200 {
			b := make([]byte, size)
			for i := range b {
				b[i] = "\x00\x09\x0a\x0b\x8a\x80\xff a"[rng.IntN(9)]
			}
			if got, want := LastNewline(b), bytes.LastIndexByte(b, '\n'); got != want {
				t.Fatalf("%q: %d, want %d", b, got, want)
			}
		}
	}
}
