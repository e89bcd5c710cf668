package detect

import "testing"

// TestStrokes: short sequences of letters and of digits are made up if one is there twice; a password of three of them is not, nor is
// what has anything else in it.
func TestStrokes(t *testing.T) {
	for value, want := range map[string]bool{
		"abcdabcd123412341234": true, "asdfasd12341234": true, "cba321321fed987": true, "890abcabcjkl": true, "QWErtyQWErty123ASDfgh": true,
		"abc123def456ghi789": false, "qwerasdf1234": false, "abcd1234abcd12": false, "abcdabcd1234x234": false, "p asd fgh jkl": false,
		"abcdefabcdefabcdefabcdef": false, "123412341234": false, "": false,
	} {
		if got := strokes([]byte(value)); got != want {
			t.Errorf("%s: %v", value, got)
		}
	}
}
