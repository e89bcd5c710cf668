package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Members in front of a value that say what their record is, and the line above it:
//
//	<id>{acme}</id>           - name: acme         {"service": "acme", "key": "x"}        Calling the Acme API
//	<secret>x</secret>          token: x                                                  using key=x

const (
	recordReach = 400 // bytes in front of a value
	recordLines = 4   // of them, its own included
	recordName  = 64  // bytes of a name
)

// recordKeys are what members are called that say so.
var recordKeys = wordlist.New([]string{
	"id", "name", "service", "provider", "title", "label", "vendor",
	"source", "integration", "description", "platform", "site", "app", "uses",
}, wordlist.LongWord)

// record calls yield with the words of such members, those of the nearest line first, until it is content.
func (f *final) record(c Candidate, yield func([]byte) bool) bool {
	lead := f.text[max(0, int(c.Start)-recordReach):c.Start]
	for range recordLines {
		at := 1 + ascii.LastNewline(lead)
		line := lead[at:]
		if recorded(line, yield) {
			return true
		}
		if at == 0 || len(bytes.TrimSpace(line)) == 0 || bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("- ")) {
			return false
		}
		lead = lead[:at-1]
	}
	return false
}

// recorded calls yield with the words of such members of a line.
func recorded(line []byte, yield func([]byte) bool) bool {
	for len(line) > 0 {
		var member []byte
		member, line = nextMember(line)
		key := member[headingMarks.Run(member):]
		if !recordKeys.Is(bytes.ToLower(key[:ascii.Run(key, ascii.IsWord)])) {
			continue
		}
		if name := assignedIn(member); len(name) <= recordName && eachPart(name, yield) {
			return true
		}
	}
	return false
}

// above calls yield with the words of the line above c, until it is content. Another member has no say.
func (f *final) above(c Candidate, yield func([]byte) bool) bool {
	line := f.lineAbove(c)
	if value := assignedIn(line); len(value) > 0 && !judge.Sentence(value) {
		return false
	}
	return eachPart(line, func(word []byte) bool { return f.tells(word) && yield(word) })
}

// lineAbove returns the line above c, as much of it as is near.
func (f *final) lineAbove(c Candidate) []byte {
	lead := f.text[max(0, int(c.Start)-recordReach):c.Start]
	lead = lead[:max(0, ascii.LastNewline(lead))]
	return lead[1+ascii.LastNewline(lead):]
}

// api calls yield with the names of what the line above c calls an API, until it is content: the Acme API. What a comment behind another
// setting says is of that.
func (f *final) api(c Candidate, yield func([]byte) bool) bool {
	line := f.lineAbove(c)
	end := bytes.LastIndex(line, []byte(" API"))
	return end > 0 && bytes.IndexByte(line[:end], '=') < 0 && eachPart(line[max(0, end-recordName):end],
		func(word []byte) bool { return bytes.HasSuffix(line[:end], word) && yield(word) })
}
