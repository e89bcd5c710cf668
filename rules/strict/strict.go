// Package strict decodes TOML so that nothing a user wrote is ignored: unknown keys are errors that name the line and the key
// that was probably meant.
package strict

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// MaxSize bounds a file, in bytes: rules and configurations are a few kilobytes.
const MaxSize = 4 << 20

// Decode decodes data into the struct that into points to. Errors begin with name and a 1-based line; those of one file come
// joined.
func Decode(name string, data []byte, into any) error {
	if len(data) > MaxSize {
		return fmt.Errorf("%s: larger than %d bytes", name, MaxSize)
	}
	meta, err := toml.Decode(string(data), into)
	if err != nil {
		return syntaxError(name, err)
	}
	var problems []error
	for _, key := range outermost(meta.Undecoded()) {
		text := fmt.Sprintf("%s:%d: unknown key %q", name, lineOf(data, key), key[len(key)-1])
		if near := Nearest(key[len(key)-1], keysAt(reflect.TypeOf(into), key[:len(key)-1])); near != "" {
			text += fmt.Sprintf(" (did you mean %q?)", near)
		}
		problems = append(problems, errors.New(text))
	}
	return errors.Join(problems...)
}

func syntaxError(name string, err error) error {
	var parse toml.ParseError
	if errors.As(err, &parse) {
		return fmt.Errorf("%s:%d: %s", name, parse.Position.Line, strings.TrimPrefix(parse.Message, "toml: "))
	}
	return fmt.Errorf("%s: %s", name, strings.TrimPrefix(err.Error(), "toml: "))
}

// outermost drops the members of unknown tables: the table's own name says it all.
func outermost(keys []toml.Key) []toml.Key {
	var kept []toml.Key
	for _, k := range keys {
		inside := slices.ContainsFunc(kept, func(o toml.Key) bool { return len(o) < len(k) && slices.Equal(o, k[:len(o)]) })
		again := slices.ContainsFunc(kept, func(o toml.Key) bool { return slices.Equal(o, k) })
		if !inside && !again {
			kept = append(kept, k)
		}
	}
	return kept
}

// lineOf finds the 1-based line of the first definition of key: the library tells positions only of syntax errors.
func lineOf(data []byte, key toml.Key) int {
	last := []byte(key[len(key)-1])
	number := 0
	for line := range bytes.Lines(data) {
		number++
		text := bytes.Trim(bytes.TrimSpace(line), `"'[] `)
		if rest, ok := bytes.CutPrefix(text, last); ok {
			rest = bytes.TrimLeft(rest, `"' `)
			if len(rest) == 0 || rest[0] == '=' || rest[0] == '.' || rest[0] == ']' {
				return number
			}
		}
		if bytes.HasSuffix(text, append([]byte{'.'}, last...)) {
			return number
		}
	}
	return 1
}

// keysAt returns the names of the keys that t knows in the table at path.
func keysAt(t reflect.Type, path toml.Key) []string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	var names []string
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("toml")
		if name == "" || name == "-" {
			continue
		}
		if len(path) > 0 && name == path[0] {
			return keysAt(f.Type, path[1:])
		}
		names = append(names, name)
	}
	if len(path) > 0 {
		return nil
	}
	return names
}

// Nearest returns the one of names that is closest to word, "" if none is close: at most a third of its letters differ,
// or two that were swapped.
func Nearest(word string, names []string) string {
	best, least := "", max(2, len(word)/3)+1
	if len(word) < 4 {
		least = 2
	}
	for _, n := range names {
		if d := distance(word, n); d < least {
			best, least = n, d
		}
	}
	return best
}

// distance is Levenshtein's, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
