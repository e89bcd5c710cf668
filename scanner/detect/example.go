package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values that documentation within code shows: below a key that says example, as descriptions of APIs have it, and in a text in the code
// that announces one.
//
//	example:                  "examples": {"ok": {"value":        """Connects to the server.
//	  api_key: x                {"token": "x"}}}
//	                                                              Example::
//	                                                                  client = acme.connect(token="x")

// exampleReach is how far in front of a value what makes it an example is looked for, in bytes.
const exampleReach = testReach

// exampleKeys are what members are called that hold examples.
var exampleKeys = wordlist.New([]string{"example", "examples", "x-example", "x-examples"}, 0)

// remarkReach is how far behind a value the first words of a comment on its line are read, in bytes.
const remarkReach = 96

// exampleWords are what a remark begins with that calls what stands in front of it an example.
var exampleWords = wordlist.New([]string{"example", "examples", "e.g", "ejemplo", "exemple", "exemplo", "beispiel", "esempio"}, 0)

// remarksExample reports whether the line that goes on with rest ends in a comment that begins so:  "x"  # Example token
func remarksExample(rest []byte) bool {
	rest, _, _ = bytes.Cut(rest, []byte{'\n'})
	for _, mark := range [...]string{"# ", "// ", "-- ", "/* ", "<!-- "} {
		_, remark, ok := bytes.Cut(rest, []byte(" "+mark))
		if !ok {
			continue
		}
		remark = bytes.TrimLeft(remark, " ")
		word := remark[:ascii.Run(remark, func(c byte) bool { return ascii.IsLetter(c) || c == '.' })]
		return exampleWords.Is(bytes.ToLower(bytes.TrimRight(word, ".")))
	}
	return false
}

// exemplary reports whether c is a value that a remark behind it calls an example, one that a field shows until it is filled in, or that of an
// example, of which nothing but a name says whose it is. What is low already is left so.
func (f *final) exemplary(c Candidate) bool {
	if c.facts&judge.ChecksumOK == 0 && (remarksExample(f.text[c.End:min(len(f.text), int(c.End)+remarkReach)]) ||
		ascii.EqualFold(calling(f.text, int(c.Start)), "placeholder")) {
		return true
	}
	r := f.worker.rule(c.Rule)
	named := r.Kind == rules.Assignment || r.weighed && r.Kind == rules.Token || c.vouched > 0
	low := f.worker.confidence(c) == finding.ConfidenceLow && c.facts&judge.Words == 0
	if c.facts&judge.ChecksumOK != 0 || !named || low {
		return false
	}
	front := f.text[max(0, int(c.Start)-exampleReach):c.Start]
	return bytes.Contains(front, []byte("xample")) && (belowExample(front) || inExampleObject(front) || inTaggedExample(front)) || inDocstring(front)
}

// inTaggedExample reports whether text ends in the example of a comment that documents a function: * @example.
func inTaggedExample(text []byte) bool {
	line := text[1+ascii.LastNewline(text):]
	_, after, ok := bytes.Cut(text[max(0, bytes.LastIndex(text, []byte(" @example"))):], []byte(" @example"))
	return ok && bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte{'*'}) && !bytes.Contains(after, []byte("\n */"))
}

// belowExample reports whether the last line of text, a member of YAML, lies below a key for examples, or has one itself.
func belowExample(text []byte) bool {
	indent := -1
	for end := len(text); end >= 0; {
		start := 1 + ascii.LastNewline(text[:end])
		line := text[start:end]
		end = start - 1
		at := ascii.Run(line, func(c byte) bool { return ascii.IsBlank(c) || c == '-' })
		if at == len(line) || indent >= 0 && at >= indent {
			continue
		}
		key := bytes.Trim(line[at:at+keyBytes.Run(line[at:])], `"'`)
		rest := line[at+keyBytes.Run(line[at:]):]
		if len(rest) == 0 || rest[0] != ':' {
			return false // no YAML
		}
		if exampleKeys.Is(bytes.ToLower(key)) {
			return true
		}
		if indent = at; indent == 0 {
			return false
		}
	}
	return false
}

var keyBytes = ascii.ClassOf(ascii.IsName, `"'/`)

// inExampleObject reports whether text ends in an object or a list of JSON that a key for examples holds.
func inExampleObject(text []byte) bool {
	depth := 0
	for i := len(text) - 1; i >= 0; i-- {
		switch text[i] {
		case '}', ']':
			depth++
		case '{', '[':
			if depth--; depth >= 0 {
				continue
			}
			depth = 0
			key, ok := bytes.CutSuffix(bytes.TrimRight(text[:i], " \t\r\n"), []byte{':'})
			key = bytes.TrimRight(key, ` "'`)
			if ok && exampleKeys.Is(bytes.ToLower(key[len(key)-ascii.RunBack(key, ascii.IsBase64URL):])) {
				return true
			}
		}
	}
	return false
}

// docstrings open and close documentation in the code of Python.
var docstrings = [...]string{`"""`, `'''`}

// inDocstring reports whether text ends in a docstring that announces an example.
func inDocstring(text []byte) bool {
	for _, quote := range docstrings {
		if !bytes.Contains(text, []byte(quote)) {
			continue
		}
		at := bytes.LastIndex(text, []byte(quote))
		line := bytes.Trim(text[1+ascii.LastNewline(text[:at]):at], " \trRuU")
		doc := text[at+len(quote):]
		if len(line) == 0 && (firstLine(doc) || opensBody(text[:at])) && announcesExample(doc) || ofExamples(line) {
			return true
		}
	}
	return false
}

// ofExamples reports whether a line assigns to a variable for examples, as modules of Ansible document themselves: EXAMPLES = """
func ofExamples(line []byte) bool {
	name, value, ok := bytes.Cut(line, []byte{'='})
	return ok && len(bytes.TrimSpace(value)) == 0 && exampleKeys.Is(bytes.ToLower(bytes.TrimSpace(name)))
}

// firstLine reports whether a docstring's text begins on the line of its quotes.
func firstLine(doc []byte) bool {
	line, _, _ := bytes.Cut(doc, []byte{'\n'})
	return len(bytes.TrimSpace(line)) > 0
}

// opensBody reports whether the last line of a text that is not empty ends in a colon, as that in front of the body of a function does.
func opensBody(text []byte) bool { return bytes.HasSuffix(bytes.TrimSpace(text), []byte{':'}) }

// announcements are what the line in front of an example says, in small letters.
var announcements = [...]string{"example", "usage", "e.g.", "for instance", "::", ".. code", ">>>"}

// announcesExample reports whether a line of a docstring announces an example.
func announcesExample(doc []byte) bool {
	for _, word := range announcements {
		if ascii.ContainsFold(doc, word) {
			return true
		}
	}
	return false
}
