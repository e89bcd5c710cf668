package detect

import "testing"

// TestStrokes: a value of nothing but short sequences is made up; a password of three of them, and one with anything else in it, is not.
func TestStrokes(t *testing.T) {
	for value, want := range map[string]bool{
		"abcdabcd123412341234": true, "asdfasd12341234": true, "cba321fed987": true, "QWErty123ASDfgh321": true, "qwertyasdfgh": false, "890abcjkl123": true,
		"qwerasdf1234": false, "abcd1234abcd12": false, "abcdabcd1234x234": false, "p asd fgh jkl": false, "": false,
	} {
		if got := strokes([]byte(value)); got != want {
			t.Errorf("%s: %v", value, got)
		}
	}
}
