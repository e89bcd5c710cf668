package main

import (
	"cmp"
	"io"
	"os"

	"golang.org/x/term"
)

// What the streams are: a terminal or not, its width, whether it has colours.

// terminal returns the number of the open file that is a terminal; false if the stream is none.
func terminal(stream any) (int, bool) {
	f, ok := stream.(interface{ Fd() uintptr })
	if !ok {
		return 0, false
	}
	return int(f.Fd()), term.IsTerminal(int(f.Fd()))
}

// output is standard output, which remembers why it could not be written to, if it could not: many a line is written and not asked about.
type output struct {
	*os.File
	failed error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.File.Write(p)
	o.failed = cmp.Or(o.failed, err)
	return n, err
}

func (o *output) WriteString(text string) (int, error) { return o.Write([]byte(text)) }

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
