package detect

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sluice-scan/sluice/scanner/internal/model"
)

// TestWeights: what is remembered of a value is what the model says of it, whichever of the bytes that it reads is another one, also where
// the value stands in front of its name.
func TestWeights(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	letters := func(n int) []byte {
		out := make([]byte, n)
		for i := range out {
			out[i] = "abcdefghkmnpqrstuvwxyz0123456789ABCDEFGH-_=\n \"'"[random.IntN(47)]
		}
		return out
	}
	name := []byte("db_password")
	for _, c := range []struct{ front, value, gap int }{{400, 20, 3}, {10, 20, 3}, {0, 300, 1}, {400, 20, -5}, {400, 260, -5},
		{30, 40, -200}, {1, 250, -2}} {
		base := slices.Concat(letters(c.front), name, letters(max(c.gap, 0)), letters(c.value), letters(200))
		v := model.Value{
			NameStart: c.front, NameEnd: c.front + len(name), Start: c.front + len(name) + c.gap, Syntax: model.Equals, Quoted: true,
		}
		if c.gap < 0 {
			base = slices.Concat(letters(c.front), letters(c.value), letters(-c.gap), name, letters(200))
			v.Start, v.NameStart = c.front, c.front+c.value-c.gap
			v.NameEnd = v.NameStart + len(name)
		}
		v.End = v.Start + c.value
		var remembered weights
		for at := range base {
			text := bytes.Clone(base)
			text[at] = 'Q'
			v.Text, v.Quoted, v.Syntax = text, at%2 == 0, [...]model.Syntax{model.Equals, model.Header, model.Userinfo}[at%3]
			score, pair, why := remembered.of(&v)
			var fresh weights
			if s, p, y := fresh.of(&v); score != s || why != y || (p == nil) != (pair == nil) || p != nil && *p != *pair {
				t.Fatalf("%+v, byte %d: %v %v %v, want %v %v %v", c, at, score, pair, why, s, p, y)
			}
			v.Text = base
			remembered.of(&v)
		}
	}
}
