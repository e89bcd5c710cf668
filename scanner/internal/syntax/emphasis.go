package syntax

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Names in bold or slanting type, with their colon or without:  **Password:** x, <strong>Password:</strong> x, <b>Password</b>: x.

// emphases end what is emphasised in Markdown and MediaWiki, as it began, and in HTML.
var emphases = [...]string{"**", "__", "*", "_", "'''", "''", "</strong>", "</b>", "</em>", "</i>", "</u>", "</span>", "</label>", "</font>"}

// emphasis returns what ends the emphasis that the name stands in, and what the words of it stand behind on their line; "" if nothing does.
func (p *parser) emphasis() (end string, before []byte) {
	p.seen.Start = min(p.seen.Start, int32(lineStart(p.text, p.start)))
	front := p.lead()
	front = front[:len(front)-ascii.RunBack(front, func(c byte) bool { return ascii.IsLetter(c) || c == ' ' || c == '-' })]
	for _, end := range emphases {
		if !p.has(end) {
			continue
		}
		begin := end
		if end[0] == '<' {
			begin = ">"
		}
		if before, ok := bytes.CutSuffix(front, []byte(begin)); ok {
			return end, before
		}
		if end[0] == '_' && bytes.HasPrefix(p.text[p.start:], []byte(end)) { // which is a letter of names, too
			return end, front
		}
	}
	return "", nil
}

// emphasised skips the end of the emphasis of a name with its colon, which was just read. Of Markdown a blank follows.
func (p *parser) emphasised() {
	if c := p.peek(); c != '*' && c != '_' && c != '<' && c != '\'' || p.text[p.at-1] != ':' {
		return
	}
	end, before := p.emphasis()
	behind := p.look(len(end) + 1)
	switch {
	case end == "" || len(behind) == len(end):
	case end[0] == '<':
		p.at += len(end)
		p.skip("&nbsp;")
	case ascii.IsBlank(behind[len(end)]):
		p.at += len(end)
		p.itself = len(bytes.Trim(before, "-*+> \t")) == 0
	}
}

// emphasisedAlone skips the end of an element that emphasises a name, and the colon behind it.
func (p *parser) emphasisedAlone() bool {
	end, _ := p.emphasis()
	rest := p.look(len(end) + len(" :"))[len(end):]
	n := ascii.Run(rest, ascii.IsBlank)
	if end == "" || n == len(rest) || rest[n] != ':' {
		return false
	}
	p.at += len(end) + n
	p.colon()
	return true
}

// enclosing are marks that a line begins with, or a part of it, and what ends that, but for what no unquoted value has.
var enclosing = [...]struct{ begin, end string }{{"**", "**"}, {"<!--", "-->"}, {"<!--", "--"}, {"/*", "*/"}}

// withoutClosing leaves out what ends the bold type, or the comment, that a name and its value stand in:  **Password: x**, <!--password=x-->.
// lead is what stands in front of the name on its line, and between what stands between the two.
func withoutClosing(lead, between, value []byte) []byte {
	for _, mark := range enclosing {
		rest, ok := bytes.CutSuffix(value, []byte(mark.end))
		if ok && len(rest) > 0 && !bytes.Contains(between, []byte(mark.end)) && bytes.Count(lead, []byte(mark.begin))%2 == 1 {
			return rest
		}
	}
	return value
}

// emphasisOf returns how many marks of Markdown stand at either end of a value in bold or slanting type:  **x**.
func emphasisOf(value []byte) int {
	marks := ascii.Run(value, func(c byte) bool { return c == '*' })
	inner := bytes.Trim(value, "*")
	if len(inner) == 0 || len(value) != len(inner)+2*marks || marks > len("**") || bytes.IndexByte(inner, '*') >= 0 {
		return 0
	}
	return marks
}
