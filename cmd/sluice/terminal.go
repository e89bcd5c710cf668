package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// What the streams are: a terminal or not, its width, whether it has colours.

// terminal returns the number of the open file that is a terminal; false if the stream is none.
func terminal(stream any) (int, bool) {
	f, ok := stream.(*os.File)
	if !ok {
		return 0, false
	}
	return int(f.Fd()), term.IsTerminal(int(f.Fd()))
}

func isTerminal(w io.Writer) bool {
	_, ok := terminal(w)
	return ok
}

// coloured reports whether what is written to w may have colours: on a terminal that knows them, unless NO_COLOR says otherwise
// (https://no-color.org).
func coloured(w io.Writer) bool {
	return isTerminal(w) && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

// columns is the width of the terminal that w is, 0 if it is none or does not tell.
func columns(w io.Writer) int {
	file, ok := terminal(w)
	if !ok {
		return 0
	}
	width, _, err := term.GetSize(file)
	if err != nil {
		return 0
	}
	return width
}
