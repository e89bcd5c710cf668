package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// What a line of source code says of services: the modules that it imports, and the hosts that stand in it.

// importers are words in front of the name of a module, at the beginning of a line.
var importers = [...]string{
	"import ", "Import-Module ", "Imports ", "@import ", "#import ", "#include ", "include ",
	"-include_lib", "from ", "require ", "require_once ", "require_relative ", "use ", "@use ",
	"using ", "alias ", "open ", "extern crate ", "gem ", "source ", ". ",
}

var importersBy = ascii.ByFirst(importers[:])

// loaders are functions whose argument is the name of a module.
var loaders = [...]string{"require", "require_once", "import", "library", "include"}

// modifiers are words of a statement that imports something which are no names.
var modifiers = [...]string{"pub ", "global ", "local ", "static ", "type ", "qualified ", "module "}

// modules calls yield with the names of the modules that a line, without outer blanks, imports:
//
//	import acme.client    from acme import Client    import { Client } from "@acme/sdk"    const acme = require("acme")    use Acme\Client;
func modules(line []byte, yield func(name []byte)) {
	if at := loaded(line); at >= 0 {
		yield(argument(line[at:]))
		return
	}
	line = withoutModifiers(bytes.TrimLeft(line, "(:"))
	if len(line) == 0 {
		return
	}
	if i := bytes.Index(line, []byte(" from ")); i >= 0 && (line[0] == '}' || line[0] == 'i' || line[0] == 'e') {
		yield(quotedIn(line[i:]))
		return
	}
	if i := bytes.Index(line, []byte("= require ")); i >= 0 {
		yield(quotedIn(line[i:]))
		return
	}
	for _, word := range importersBy[line[0]] {
		if rest, ok := bytes.CutPrefix(line, []byte(word)); ok {
			imports(rest, yield)
			return
		}
	}
	if name := lastQuoted(line); bytes.IndexByte(name, '/') > 0 {
		yield(name) // in a list of imports in Go
	}
}

// imports calls yield with the names behind an importer: what is quoted, or else the first word and those that commas join to it.
func imports(rest []byte, yield func(name []byte)) {
	if name := quotedIn(rest); name != nil {
		yield(name)
		return
	}
	rest = withoutModifiers(bytes.TrimLeft(rest, " '[("))
	if i := bytes.Index(rest, []byte(" = ")); i >= 0 {
		rest = rest[i+len(" = "):]
	}
	for more := true; more; {
		var name []byte
		name, rest, _ = bytes.Cut(bytes.TrimLeft(rest, " "), []byte{' '})
		yield(name)
		more = bytes.HasSuffix(name, []byte{','})
	}
}

// withoutModifiers returns a text behind the modifiers that it begins with.
func withoutModifiers(text []byte) []byte {
	for _, m := range modifiers {
		text = bytes.TrimPrefix(text, []byte(m))
	}
	return text
}

// loaded returns where the argument of a call that loads a module begins in a line, -1 if there is none.
func loaded(line []byte) int {
	for from := 0; ; {
		i := bytes.IndexByte(line[from:], '(')
		if i < 0 {
			return -1
		}
		from += i + 1
		name := line[:from-1]
		name = name[len(name)-ascii.RunBack(name, ascii.IsBase64URL):]
		for _, l := range loaders {
			if string(name) == l {
				return from
			}
		}
	}
}

// argument returns the first argument of a call that text stands in.
func argument(text []byte) []byte {
	if name := quotedIn(text); name != nil {
		return name
	}
	return text[:ascii.Run(text, isHost)]
}

// lastQuoted returns what a line ends with in quotes, if no more than a name stands in front of it.
func lastQuoted(line []byte) []byte {
	end := len(line) - 1
	if !ascii.IsQuote(line[end]) {
		return nil
	}
	start := bytes.LastIndexByte(line[:end], line[end])
	if start < 0 || start > 0 && ascii.Run(line, ascii.IsName) < start-1 {
		return nil
	}
	return line[start+1 : end]
}

var unquotedBytes = ascii.ClassOf(func(c byte) bool { return !ascii.IsQuote(c) }, "")

// quotedIn returns what stands between the first quotes of a text nil if nothing does.
func quotedIn(text []byte) []byte {
	i := unquotedBytes.Run(text)
	if i == len(text) {
		return nil
	}
	rest := text[i+1:]
	end := bytes.IndexByte(rest, text[i])
	if end < 0 {
		return nil
	}
	return rest[:end]
}

// domains end hosts that stand without a scheme: "api.acme.com". A last name that members of objects have as well, such as io,
// needs two in front.
var domains = [...]string{"com", "io", "ai", "co", "net", "org", "dev", "app", "cloud"}

// hostsIn calls yield with the hosts of addresses in a line, and with those that stand there by themselves.
func hostsIn(line []byte, yield func(host []byte)) {
	for from := 0; ; {
		i := bytes.IndexByte(line[from:], '.')
		if i < 0 {
			return
		}
		dot := from + i
		start, end := dot, dot+ascii.Run(line[dot:], isHost)
		for start > from && isHost(line[start-1]) {
			start--
		}
		from = end
		if isAddress(line, start, end) {
			yield(line[start:end])
		}
	}
}

// isAddress reports whether a host stands at line[start:end]: behind ://, or with a known end. What is behind @ is a person's.
func isAddress(line []byte, start, end int) bool {
	host := line[start:end]
	if bytes.HasSuffix(line[:start], []byte("://")) {
		return true
	}
	if start > 0 && (line[start-1] == '@' || line[start-1] == '_') || end < len(line) && (line[end] == '(' || line[end] == '_') {
		return false
	}
	last := bytes.LastIndexByte(host, '.')
	for i, d := range domains {
		if string(host[last+1:]) == d {
			return i == 0 || bytes.IndexByte(host, '.') < last
		}
	}
	return false
}
