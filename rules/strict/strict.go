// Package strict decodes the TOML of rule files and configurations. Where the TOML library takes what it can use, this wants
// every key to be known and every value to be of the type that it should be, and reports all problems of a file at once, each
// with its line and, for a key, what was probably meant.
//
// A file may come from a repository under scan, so it is hostile: its size, its nesting and the length of its keys are bounded
// before the library sees it (it needs a gigabyte of stack for a megabyte of opening brackets).
//
// No error quotes a value: a value may be a secret.
package strict

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// MaxSize bounds a file, in bytes: rules and configurations are a few kilobytes.
const MaxSize = 1 << 20

const byteOrderMark = "\ufeff" // some editors begin a file with it

// Text returns the text of a file without the mark that some editors begin it with; name is for the error. What is in UTF-16, as
// PowerShell's > writes, is an error.
func Text(name string, data []byte) (string, error) {
	text := string(data)
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") {
		return "", Problems{{File: name, Text: "it is in UTF-16: save it as UTF-8"}}
	}
	return strings.TrimPrefix(text, byteOrderMark), nil
}

// maxProblems bounds how many problems of one file are listed.
const maxProblems = 50

// Problem is one thing wrong with a file.
type Problem struct {
	File string
	Line int    // 1-based; 0 where it is not known
	Text string // lower case, with a cure where we know one
}

// Error returns "FILE:LINE: TEXT".
func (p Problem) Error() string {
	if p.Line == 0 {
		return p.File + ": " + p.Text
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
}

// Problems are all problems of a file, by line; as an error they are one on each line.
type Problems []Problem

// Error returns the problems one on each line.
func (p Problems) Error() string {
	var b strings.Builder
	for i, one := range p[:min(len(p), maxProblems)] {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(one.Error())
	}
	if n := len(p) - maxProblems; n > 0 {
		fmt.Fprintf(&b, "\n%s: and %d problems more", p[0].File, n)
	}
	return b.String()
}

// Unwrap returns the problems.
func (p Problems) Unwrap() []error {
	list := make([]error, len(p))
	for i := range p {
		list[i] = p[i]
	}
	return list
}

// Sorted returns the problems by file, then line, as an error; nil if there are none.
func (p Problems) Sorted() error {
	if len(p) == 0 {
		return nil
	}
	slices.SortStableFunc(p, func(a, b Problem) int { return cmp.Or(cmp.Compare(a.File, b.File), a.Line-b.Line) })
	return p
}

// Decode decodes a file of at most MaxSize bytes into what into points to: a struct, whose fields' toml tags (else names, with their
// case) are the known keys. name is used in errors only. An error about the content is of type Problems, and into may then be partly filled.
func Decode(name string, data []byte, into any) error {
	if len(data) > MaxSize {
		return Problems{{File: name, Text: fmt.Sprintf("the file is larger than %d bytes", MaxSize)}}
	}
	text, err := Text(name, data)
	if err != nil {
		return err
	}
	if p := bound(name, text); p != nil {
		return Problems{*p}
	}
	var raw toml.Primitive
	meta, err := toml.Decode(text, &raw)
	if err != nil {
		return Problems{syntax(name, err)}
	}
	var tree any
	if err := meta.PrimitiveDecode(raw, &tree); err != nil {
		return Problems{syntax(name, err)}
	}
	c := checker{known: map[reflect.Type]map[string]reflect.Type{}}
	c.value(tree, reflect.TypeOf(into).Elem(), "", "")
	if len(c.faults) > 0 {
		return c.problems(name, data)
	}
	if err := meta.PrimitiveDecode(raw, into); err != nil {
		return Problems{syntax(name, err)}
	}
	return nil
}

// bound checks what the library does not. Where the text cannot be followed, because it is not TOML, the library is asked
// only about the text up to there, so that what lies behind cannot hurt.
func bound(name, text string) *Problem {
	w := walker{text: text}
	if w.document() {
		return nil
	}
	p := Problem{File: name, Line: lineAt(text, w.at), Text: w.excess}
	if w.excess != "" {
		return &p
	}
	var ignored map[string]any
	end := len(text)
	if i := strings.IndexByte(text[w.at:], '\n'); i >= 0 {
		end = w.at + i + 1
	}
	p.Text = "this is not TOML"
	if _, err := toml.Decode(text[:end], &ignored); err != nil {
		p = syntax(name, err)
	}
	return &p
}

// syntax turns an error of the library into a problem. Its messages may quote values; what they quote is cut out.
func syntax(name string, err error) Problem {
	p := Problem{File: name, Text: err.Error()}
	var parse toml.ParseError
	if errors.As(err, &parse) {
		p.Line, p.Text = parse.Position.Line, parse.Message
	}
	for prefix, better := range map[string]string{
		"expected value but found": "a value is missing, or a text stands without quotes: write name = \"text\"",
		"Invalid integer":          "this is not a number, or a text stands without quotes",
		"Invalid float":            "this is not a number, or a text stands without quotes",
		"invalid float":            "this is not a number, or a text stands without quotes",
		"invalid datetime":         "this is not a date, or a text stands without quotes",
	} {
		if strings.HasPrefix(p.Text, prefix) {
			p.Text = better
		}
	}
	if i := strings.Index(p.Text, "but got "); i >= 0 && len(p.Text) > i+24 {
		p.Text = p.Text[:i] + "but got something else"
	}
	if len(p.Text) > 1 && p.Text[1] >= 'a' { // no name in capitals
		p.Text = strings.ToLower(p.Text[:1]) + p.Text[1:]
	}
	return p
}
