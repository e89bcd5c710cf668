package detect

import (
	"bytes"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// What a text says of the services that it is about: the modules that it imports and the hosts that it sends to, wherever it
// does. They count if the value has the shape of the secrets of one of these services alone.

const (
	importReach    = 4 << 10  // bytes of a text in which modules are imported
	addressReach   = 16 << 10 // in which addresses of its services stand
	maxMentions    = 64       // of providers, that are remembered
	leastMentioned = 16       // bytes of a value that mentions are looked for
)

// mentioned returns the rule of the one provider that the text mentions and whose secrets have the shape of c's value.
func (f *final) mentioned(c Candidate) (number int32, ok bool) {
	if c.End-c.Start < leastMentioned || c.facts&judge.Words != 0 {
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
	from := 0
	for line := range bytes.Lines(f.text[:min(len(f.text), addressReach)]) {
		question, hear := int32(namesHost), f.addresses
		if from < importReach {
			question, hear = namesModule, f.importsAndAddresses
		}
		if f.worker.recall.mentions.to(question, line, hear) {
			hear(line) // what it was asked for is remembered, but not what it said
		}
		from += len(line)
	}
	return f.services
}

// Questions about lines.
const (
	namesHost   = iota // whether it has an address of a provider
	namesModule        // or imports a module of one
)

// importsAndAddresses remembers the providers that a line imports a module of, or has an address of, and reports whether there are any.
func (f *final) importsAndAddresses(line []byte) (found bool) {
	modules(bytes.TrimSpace(line), func(name []byte) { found = f.imported(name) || found })
	return f.addresses(line) || found
}

// addresses remembers the providers that a line has an address of, and reports whether there are any.
func (f *final) addresses(line []byte) (found bool) {
	if !remarks(line) {
		hostsIn(line, func(host []byte) { found = f.mention(registered(host)) || found })
	}
	return found
}

// imported remembers the providers that the name of a module names, and reports whether it names any: one of its words, or how that
// begins or ends, for acme-node, go-acme and acme_sdk are modules of acme.
func (f *final) imported(name []byte) (found bool) {
	lastWords(name, func(word []byte) bool {
		found = f.importedWord(name, word) || found
		return false
	})
	return found
}

// importedWord is imported for one word of the name.
func (f *final) importedWord(name, word []byte) bool {
	if namesakes.Is(bytes.ToLower(word)) && !heads(name, word) {
		return false
	}
	first, last := bytes.IndexAny(word, "-_"), bytes.LastIndexAny(word, "-_")
	switch {
	case f.tells(word):
		return f.mention(word)
	case first < 0:
		return f.mentionStem(word)
	case f.tells(word[:first]) && f.worker.isProvider(word[:first]):
		return f.mention(word[:first])
	case f.tells(word[last+1:]) && f.worker.isProvider(word[last+1:]):
		return f.mention(word[last+1:])
	}
	return false
}

// namesakes are providers' names that are those of parts of anybody's modules, too: github.com/gorilla/mux, java.awt.Polygon, ./render. At
// the head of a module's name they are the provider's: @mux/mux-node.
var namesakes = wordlist.New([]string{
	"affinity", "autopilot", "box", "captcha", "chatbot", "clockwork", "cloudplan", "debounce", "enigma", "envoy", "eraser", "fernet", "firefox",
	"float", "front", "ghost", "holiday", "kanban", "linear", "looker", "loops", "moderation", "mux", "netcore", "nimble", "otp", "parsers", "payload", "phrase",
	"polygon", "postbacks", "privacy", "protocols", "raven", "render", "replicate", "resend", "segment", "semaphore", "shortcut", "spaces", "square",
	"stability", "streak", "temporal", "tomorrow", "twist", "uber", "user", "vault", "visualstudio", "wiki",
}, wordlist.LongWord)

// heads reports whether a word begins the name of a module.
func heads(name, word []byte) bool {
	return bytes.HasPrefix(bytes.TrimPrefix(name, []byte{'@'}), word)
}

// bindings are what names of modules begin or end with that bind a service to a language.
var bindings = [...]string{"py", "node", "go", "lib", "api", "sdk", "js", "kit", "client", "driver", "ruby", "net", "v2", "v3"}

// leastStem is the length, in bytes, from which a name is no other's beginning or end by chance.
const leastStem = 5

// mentionStem remembers the provider whose name is all of a module's but for a binding, and reports whether there is one: pyhunter,
// stravalib.
func (f *final) mentionStem(word []byte) bool {
	for _, b := range bindings {
		n := len(word) - len(b)
		if n < leastStem {
			continue
		}
		for _, stem := range [...]struct{ binding, rest []byte }{{word[:len(b)], word[len(b):]}, {word[n:], word[:n]}} {
			if ascii.EqualFold(stem.binding, b) && f.tells(stem.rest) && f.worker.isProvider(stem.rest) {
				return f.mention(stem.rest)
			}
		}
	}
	return false
}

// mention remembers the rules of the provider of that name, and reports whether there is one.
func (f *final) mention(word []byte) bool {
	numbers := f.worker.of(word)
	if len(numbers) == 0 || forges.Is(bytes.ToLower(word)) {
		return false
	}
	known := func(other []int32) bool { return other[0] == numbers[0] }
	if len(f.services) < maxMentions && !slices.ContainsFunc(f.services, known) {
		f.services = append(f.services, numbers)
	}
	return true
}

// forges are where anybody's modules lie, which stand in their paths, and what anybody's front end imports.
var forges = wordlist.New([]string{"github", "gitlab", "bitbucket", "react", "dotenv"}, wordlist.LongWord)

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
		n := ascii.RunBack(text, ascii.IsBase64URL)
		if n > 0 && yield(text[len(text)-n:]) {
			return true
		}
		text = text[:len(text)-max(n, 1)]
	}
	return false
}

func (f *final) tells(word []byte) bool { return f.worker.namesOwner(word) }

// namesOwner reports whether a word is the name of a provider and no common word of source code.
func (m *Matcher) namesOwner(word []byte) bool {
	return len(m.of(word)) > 0 && rules.Frequency(strings.ToLower(string(word))) <= rare
}

// of returns the rules of assignments of the provider of that name.
func (m *Matcher) of(word []byte) []int32 {
	var folded [64]byte
	var starts [65]bool
	n := wordlist.FoldName(word, folded[:], starts[:])
	return m.providers()[string(folded[:n])]
}
