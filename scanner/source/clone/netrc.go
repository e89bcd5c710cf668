package clone

import (
	"bytes"
	"strings"
)

// longestNetrc bounds what is read of a .netrc file, in bytes.
const longestNetrc = 1 << 20

// netrc returns login and password of the first entry for a host, and for a login unless it is "". An entry "default" stands for any
// host. The format is that of netrc(5), with the quotes that curl knows; macros ("macdef") are skipped up to the next empty line.
func netrc(data []byte, host, login string) (user, password string, ok bool) {
	words := &netrcWords{rest: data[:min(len(data), longestNetrc)]}
	var entry struct {
		here           bool
		user, password string
	}
	fits := func() bool {
		return entry.here && entry.password != "" && (login == "" || entry.user == "" || entry.user == login)
	}
	for {
		word, more := words.next()
		if !more || word == "machine" || word == "default" {
			if fits() {
				return orElse(entry.user, login), entry.password, true
			}
			if !more {
				return "", "", false
			}
			entry.here, entry.user, entry.password = word == "default", "", ""
		}
		switch word {
		case "machine":
			name, _ := words.next()
			entry.here = strings.EqualFold(name, host)
		case "login":
			entry.user, _ = words.next()
		case "password":
			entry.password, _ = words.next()
		case "account":
			words.next()
		case "macdef":
			words.skipMacro()
		}
	}
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

type netrcWords struct{ rest []byte }

// next returns the next word; a word in quotes may hold blanks, and a backslash takes the next character as it is. A word that
// starts with # is a comment up to the end of its line only where a line starts.
func (w *netrcWords) next() (string, bool) {
	for {
		trimmed := bytes.TrimLeft(w.rest, " \t\r\n")
		fresh := len(trimmed) == len(w.rest) || bytes.ContainsRune(w.rest[:len(w.rest)-len(trimmed)], '\n')
		w.rest = trimmed
		if len(w.rest) == 0 {
			return "", false
		}
		if w.rest[0] != '#' || !fresh {
			break
		}
		_, w.rest, _ = bytes.Cut(w.rest, []byte("\n"))
	}
	if w.rest[0] == '"' {
		return w.quoted(), true
	}
	end := bytes.IndexAny(w.rest, " \t\r\n")
	if end < 0 {
		end = len(w.rest)
	}
	word := string(w.rest[:end])
	w.rest = w.rest[end:]
	return word, true
}

func (w *netrcWords) quoted() string {
	var word []byte
	for i := 1; i < len(w.rest); i++ {
		switch c := w.rest[i]; {
		case c == '"':
			w.rest = w.rest[i+1:]
			return string(word)
		case c == '\\' && i+1 < len(w.rest):
			i++
			word = append(word, w.rest[i])
		default:
			word = append(word, c)
		}
	}
	w.rest = nil
	return string(word)
}

func (w *netrcWords) skipMacro() {
	at := bytes.Index(w.rest, []byte("\n\n"))
	if at < 0 {
		at = len(w.rest)
	}
	w.rest = w.rest[at:]
}
