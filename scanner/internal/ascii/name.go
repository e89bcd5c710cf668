package ascii

var nameBytes = ClassOf(IsWord, "-.$")

// IsName reports a byte of a name: my-app.token, $token.
func IsName(c byte) bool { return nameBytes[c] }

// NameRun returns the length of the longest beginning of b that could be a name.
func NameRun(b []byte) int { return nameBytes.Run(b) }

// TrimName returns b without the longest ending that could be a name.
func TrimName(b []byte) []byte { return nameBytes.TrimEnd(b) }
