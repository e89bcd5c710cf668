package decode

// mostControl is how many bytes a control sequence takes at most that is undone.
const mostControl = 24

// controls are what control sequences begin with, and how literals write that.
var controls = []string{"\x1b[", `\u001b[`, `\x1b[`, `\033[`}

// control returns how many bytes the control sequence at the beginning of text takes (ECMA-48, 5.4), 0 if there is none.
func control(text []byte) int {
	for _, begin := range controls {
		if len(text) < len(begin) || !lowerEqual(text[:len(begin)], begin) {
			continue
		}
		for at := len(begin); at < min(len(text), mostControl) && ' ' <= text[at] && text[at] <= '~'; at++ {
			if text[at] >= '@' {
				return at + 1
			}
		}
	}
	return 0
}
