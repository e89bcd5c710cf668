package detect

import (
	"bytes"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// Words near a value that name its provider and are no anchors, because they are short or common, or stand behind it: the host of
// an address in the same paragraph, a key or section that the value lies below, a comment behind it. They count if the value has
// the shape of the provider's secrets.

const (
	hostReach    = 400 // bytes between a value and an address
	hostLines    = 2   // between them
	headingReach = 1200
	headingLines = 24       // above a value that are looked at for what it lies below
	longestLine  = 16 << 10 // bytes of a line that lies below one
	maxHeading   = 8        // words of a comment that is a heading
)

// told returns the rule of the provider that words near c name.
func (f *final) told(c Candidate) (number int32, ok bool) {
	try := func(word []byte) bool {
		if !ok {
			number, ok = f.suited(c, word)
		}
		return ok
	}
	if n, named := f.ownName(c); named {
		return n, true
	}
	if f.hosts(c, try) || f.opener(c, try) || f.between(c, try) || f.record(c, try) || f.headings(c, false, try) || f.above(c, try) {
		return number, true
	}
	if f.remark(c, try); ok {
		return number, true
	}
	return f.mentioned(c)
}

// suited returns the rule of the provider of that name whose shape c's value has.
func (f *final) suited(c Candidate, word []byte) (number int32, ok bool) {
	return f.fitting(c, f.worker.of(word))
}

// fitting returns the first of some rules whose shape a candidate's value has and whose words its name has; else one of another
// name whose shape has nearly one length, and tells enough.
func (f *final) fitting(c Candidate, numbers []int32) (number int32, ok bool) {
	name := f.text[c.Name.Start:c.Name.End]
	if len(name) == 0 && f.worker.rule(c.Rule).Header {
		name = []byte("authorization") // which the value is, wherever it stands in a request
	}
	number, ok, _ = f.worker.fitting(f.text[c.Start:c.End], name, numbers)
	return number, ok
}

func (m *Matcher) fitting(value, name []byte, numbers []int32) (number int32, ok, named bool) {
	for _, n := range numbers {
		r := m.rule(n)
		if r.shape.none() || !r.shape.get().MatchAll(value) {
			continue
		}
		if r.named(name) {
			return n, true, true
		}
		if s := r.shape.get(); !ok && !r.vague() && s.MaxWidth()-s.MinWidth() <= ownerWidth {
			number, ok = n, true
		}
	}
	return number, ok, false
}

// hosts calls yield with the names of the hosts in addresses on c's line and hostLines around it that is no comment, until it is content.
func (f *final) hosts(c Candidate, yield func([]byte) bool) bool {
	from, to := int(c.Start), int(c.End)
	least, most := max(0, from-hostReach), min(len(f.text), to+hostReach)
	for range hostLines + 1 {
		from = least + max(0, ascii.LastNewline(f.text[least:from]))
		if i := bytes.IndexByte(f.text[to:most], '\n'); i >= 0 {
			to += i + 1
		} else {
			to = most
		}
	}
	for _, line := range bytes.Split(f.text[from:to], []byte{'\n'}) {
		i := bytes.Index(line, []byte("://"))
		if i < 0 || remarks(line) {
			continue
		}
		host := line[i+len("://"):]
		if label := registered(host[:ascii.Run(host, isHost)]); label != nil && f.eachWord(label, yield) {
			return true
		}
	}
	return false
}

func isHost(c byte) bool { return ascii.IsAlnum(c) || c == '-' || c == '.' }

// remarks reports whether a line is a comment, or a member that takes the place of one in JSON.
func remarks(line []byte) bool {
	line = line[remarkLeads.Run(line):]
	if len(line) == 0 {
		return false
	}
	switch line[0] {
	case '#', '*', '$':
		return true
	case '/':
		return bytes.HasPrefix(line, []byte("//"))
	case '<':
		return bytes.HasPrefix(line, []byte("<!--"))
	}
	return false
}

// remarkLeads are what stands in front of the mark of a comment.
var remarkLeads = ascii.ClassOf(ascii.IsBlank, "\"")

// registered returns the label of a host's name that somebody registered: acme in api.acme.com and acme.co.uk; nil where there is none.
func registered(host []byte) []byte {
	last := bytes.LastIndexByte(host, '.')
	if last < 0 {
		return nil
	}
	dot := bytes.LastIndexByte(host[:last], '.')
	if dot >= 0 && last-dot-1 <= len("com") && len(host)-last-1 == len("uk") {
		last, dot = dot, bytes.LastIndexByte(host[:dot], '.')
	}
	return host[dot+1 : last]
}

// opener calls yield with the word that opens what c's name is the first of, on its line: "acme": {"api_key": …
func (f *final) opener(c Candidate, yield func([]byte) bool) bool {
	lead := f.text[max(0, int(c.Name.Start)-2*judge.MaxNameWord):c.Name.Start]
	lead = lead[1+ascii.LastNewline(lead):]
	word := bytes.TrimRight(lead, " \t\"'`:={([>")
	return len(word) < len(lead) && yield(word[len(word)-ascii.RunBack(word, ascii.IsBase64URL):])
}

// between calls yield with the words between c's name and value on one line: <secret>{acme x}</secret>.
func (f *final) between(c Candidate, yield func([]byte) bool) bool {
	if c.Name.End >= c.Start || c.Start-c.Name.End > 2*judge.MaxNameWord {
		return false
	}
	words := f.text[c.Name.End:c.Start]
	if bytes.IndexByte(words, '\n') >= 0 {
		return false
	}
	for word := range bytes.FieldsFuncSeq(words, func(c rune) bool { return c >= 0x80 || !ascii.IsWord(byte(c)) }) {
		if yield(word) {
			return true
		}
	}
	return false
}

// headingMarks are what stands around the words of a heading.
var headingMarks = ascii.ClassOf(ascii.IsSpace, "\"'`#/*-:[](){}<>=,;.")

// lineBegin returns where the line begins that at lies in; false if that is further away than longestLine.
func lineBegin(text []byte, at int) (start int, ok bool) {
	least := max(0, at-longestLine)
	i := ascii.LastNewline(text[least:at])
	return least + i + 1, i >= 0 || least == 0
}

// headings calls yield with the keys and the openings of blocks that c lies below by their indentation, the section that it is
// in, the words of headings and comments above it, of those only that are close if they are to be, and a line of one word right
// above it.
func (f *final) headings(c Candidate, closely bool, yield func([]byte) bool) bool {
	at, ok := lineBegin(f.text, int(c.Start))
	indent := ascii.Run(f.text[at:c.Start], ascii.IsBlank)
	least := at - headingReach
	for n := 0; ok && n < headingLines && at > 0 && at > least; n++ {
		end := at - 1
		if at, ok = lineBegin(f.text, end); !ok {
			return false
		}
		line := f.text[at:end]
		depth := ascii.Run(line, ascii.IsBlank)
		section := bytes.HasPrefix(line, []byte{'['})
		remark := remarks(line)
		if n > 0 && depth >= indent && !section && !remark {
			continue
		}
		words := heading(line)
		long := bytes.Count(words, []byte{' '}) >= maxHeading
		apart := closely && (n > 0 || bytes.Contains(words, []byte("://")))
		switch {
		case len(words) == 0, bytes.ContainsAny(words, "=") && !section, remark && (long || apart):
			continue
		case remark && f.eachWord(words, yield), depth < indent && f.eachWord(words, yield), (section || n == 0) && yield(words):
			return true
		case !remark:
			indent = min(indent, depth)
		}
		if section {
			return false
		}
	}
	return false
}

// heading returns the words of a line that may open those below it: in client = acme.Client( those behind the sign.
func heading(line []byte) []byte {
	line = bytes.TrimRight(line, " \t\r")
	if ofNamesake(line) {
		return nil
	}
	if n := len(line) - 1; n > 0 && (line[n] == '(' || line[n] == '{') {
		if of := bytes.TrimRight(line[1+bytes.LastIndexByte(line, '='):], "({ "); len(of) > 0 {
			line = of
		}
	}
	return headingMarks.TrimEnd(line[headingMarks.Run(line):])
}

// ofNamesake reports whether a line declares or calls a function that is called as a provider is: render() {, function render($request)
func ofNamesake(line []byte) bool {
	name, _, ok := bytes.Cut(line, []byte{'('})
	return ok && namesakes.Is(name[len(name)-ascii.RunBack(name, ascii.IsLower):])
}

// remark calls yield with the words of a comment behind c on its line.
func (f *final) remark(c Candidate, yield func([]byte) bool) {
	line := f.text[c.End:min(len(f.text), int(c.End)+hostReach)]
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	i := bytes.IndexAny(line, "#")
	if j := bytes.Index(line, []byte("//")); i < 0 || j >= 0 && j < i {
		i = j
	}
	if i < 0 {
		return
	}
	for _, word := range bytes.Fields(line[i:]) {
		if yield(word) {
			return
		}
	}
}

// namesSecret reports whether a rule finds a provider's secrets by words that name nothing else.
func namesSecret(r *rules.Rule) bool {
	return r.Kind == rules.Assignment && !r.Generic && !r.Namesake && r.Exposure == string(finding.Server)
}

// providers returns the rules of assignments by the words that name their providers, in lower case without other signs. Of rules
// with a context that is the provider's name only words with it count.
func (m *Matcher) providers() map[string][]int32 {
	m.naming.Do(func() {
		m.words = map[string][]int32{}
		for i := range m.set {
			r := &m.set[i]
			if !namesSecret(r) {
				continue
			}
			name := fold(r.Provider)
			if len(r.Context) > 0 && !slices.ContainsFunc(r.Context, func(word string) bool { return fold(word) == name }) {
				continue
			}
			last := ""
			for _, word := range append([]string{r.Provider}, r.Literals...) {
				word = fold(word)
				if word != last && len(word) >= 3 && !m.anyone.words.Is([]byte(word)) &&
					(len(r.Context) == 0 || strings.Contains(word, name)) {
					m.words[word] = append(m.words[word], int32(i))
				}
				last = word
			}
		}
	})
	return m.words
}
