package detect

import (
	"bytes"
	"strings"

	"github.com/sluice-scan/sluice/rules"
)

// What a text says of the services that it is about: the modules that it imports and the hosts that it sends to, wherever it does. They count if
// the value has the shape of the secrets of one of these services alone.

const (
	importReach    = 4 << 10  // bytes of a text in which modules are imported
	addressReach   = 16 << 10 // in which addresses of its services stand
	maxMentions    = 64       // of providers, that are remembered
	leastMentioned = 16       // bytes of a value that mentions are looked for
)

// mentioned returns the rule of the one provider that the text mentions and whose secrets have the shape of c's value.
func (f *final) mentioned(c Candidate) (number int32, ok bool) {
	if c.End-c.Start < leastMentioned || c.facts&words != 0 {
		return 0, false
	}
	for _, numbers := range f.mentions() {
		n, fits := f.fitting(c, numbers)
		switch {
		case !fits:
			continue
		case ok && f.worker.rule(n).Provider != f.worker.rule(number).Provider:
			return 0, false
		}
		number, ok = n, true
	}
	return number, ok
}

// mentions returns the rules of each provider that the text imports a module of or has an address of.
func (f *final) mentions() [][]int32 {
	if f.reread {
		return f.services
	}
	f.reread = true
	for line := range bytes.Lines(f.text[:min(len(f.text), importReach)]) {
		if begins := line[min(run(line, isBlank), len(line)-1)]; strings.IndexByte(moduleBegins, begins) >= 0 {
			f.eachRare(module(bytes.TrimSpace(line)), f.mention)
		}
	}
	rest := f.text[:min(len(f.text), addressReach)]
	for i := bytes.Index(rest, []byte("://")); i >= 0 && len(f.services) < maxMentions; i = bytes.Index(rest, []byte("://")) {
		line := rest[1+bytes.LastIndexByte(rest[:i], '\n') : i]
		rest = rest[i+len("://"):]
		if label := registered(rest[:run(rest, isHost)]); label != nil && !remarks(line) {
			f.mention(label)
		}
	}
	return f.services
}

// mention remembers the rules of the provider of that name, if there is one. It returns false, to be asked on.
func (f *final) mention(word []byte) bool {
	if numbers := f.worker.of(word); len(numbers) > 0 && !forges.is(bytes.ToLower(word)) {
		f.services = append(f.services, numbers)
	}
	return false
}

// forges are where anybody's modules lie, which stand in their paths, and what anybody's front end imports.
var forges = newWordList([]string{"github", "gitlab", "bitbucket", "react"}, longWord)

// eachWord calls yield with a text, then with the rare words in it, last first, until it is content.
func (f *final) eachWord(text []byte, yield func([]byte) bool) bool {
	return yield(text) || f.eachRare(text, yield)
}

// eachRare calls yield with the words in a text that are rare in source code, last first, until it is content.
func (f *final) eachRare(text []byte, yield func([]byte) bool) bool {
	return lastWords(text, func(word []byte) bool {
		first, _, ok := bytes.Cut(word, []byte{'-'})
		return f.tells(word) && yield(word) || ok && f.tells(first) && yield(first)
	})
}

// lastWords calls yield with the words in a text, last first, until it is content.
func lastWords(text []byte, yield func([]byte) bool) bool {
	for len(text) > 0 {
		n := runBack(text)
		if n > 0 && yield(text[len(text)-n:]) {
			return true
		}
		text = text[:len(text)-max(n, 1)]
	}
	return false
}

// tells reports whether a word is the name of a provider and no common word of source code.
func (f *final) tells(word []byte) bool {
	return len(f.worker.of(word)) > 0 && rules.Frequency(strings.ToLower(string(word))) <= rare
}

// of returns the rules of assignments of the provider of that name.
func (m *Matcher) of(word []byte) []int32 {
	var folded [64]byte
	var starts [65]bool
	n := foldName(word, folded[:], starts[:])
	return m.providers()[string(folded[:n])]
}

// importers are words in front of the name of a module, at the beginning of a line or behind an operator.
var importers = [...]string{"import ", "from ", "require ", "require_once ", "use ", "using ", "#include ", "alias ", "@import ", "library(", "include "}

var importersBy = byFirst(importers[:])

// moduleBegins are the first bytes of lines that import something.
const moduleBegins = "ifru#a@lcv\""

// module returns the name of the module that a line, without outer blanks, imports, nil if it does not:
//
//	import acme.client    from acme import Client    import { Client } from "@acme/sdk"    const acme = require("acme")    use Acme\Client;
func module(line []byte) []byte {
	if i := required(line); i >= 0 {
		return quotedIn(line[i:])
	}
	if i := bytes.Index(line, []byte(" from ")); i > 0 && bytes.HasPrefix(line, []byte("import ")) {
		return quotedIn(line[i:])
	}
	for _, word := range importersBy[line[0]] {
		rest, ok := bytes.CutPrefix(line, []byte(word))
		if !ok {
			continue
		}
		if name := quotedIn(rest); name != nil {
			return name
		}
		rest, _, _ = bytes.Cut(rest, []byte(" "))
		return rest
	}
	if name := quotedIn(line); len(name) > 0 && len(name) == len(line)-2 && bytes.IndexByte(name, '/') > 0 {
		return name // in a list of imports in Go
	}
	return nil
}

// required returns where "require(" ends in a line, -1 if it does not hold it.
func required(line []byte) int {
	for from := 0; ; {
		i := bytes.IndexByte(line[from:], '(')
		if i < 0 {
			return -1
		}
		if from += i + 1; bytes.HasSuffix(line[:from-1], []byte("require")) {
			return from
		}
	}
}

var unquotedBytes = classOf(func(c byte) bool { return !isQuote(c) }, "")

// quotedIn returns what stands between the first quotes of a text nil if nothing does.
func quotedIn(text []byte) []byte {
	i := unquotedBytes.run(text)
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
