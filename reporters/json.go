package reporters

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// The JSON report, schema "sluice/1". Member names and their order are a contract. JSON strings are Unicode, paths are bytes: in a
// string \xNN stands for the byte NN, and a backslash that x and two hexadecimal digits follow in the text itself is \x5c. So
// different texts stay different, and replacing each \xNN gives the text again.

const schema = "sluice/1"

type jsonReport struct {
	Schema   string        `json:"schema"`
	Tool     jsonTool      `json:"tool"`
	Receipt  jsonReceipt   `json:"receipt"`
	Findings []jsonFinding `json:"findings"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonReceipt struct {
	Complete     bool          `json:"complete"`
	Repository   string        `json:"repository"`
	Range        string        `json:"range"`
	Shard        string        `json:"shard,omitempty"`
	Commits      int           `json:"commits"`
	Blobs        int           `json:"blobs"`
	Cached       int           `json:"cached,omitempty"`
	Lowered      int           `json:"lowered,omitempty"`
	Objects      int           `json:"objects"`
	Bytes        int64         `json:"bytes"`
	Seconds      float64       `json:"seconds"`
	Memory       int64         `json:"memory"`
	RulesDigest  string        `json:"rules_digest"`
	ConfigSource string        `json:"config_source"`
	Limits       []string      `json:"limits"`
	Warnings     []string      `json:"warnings"`
	Skipped      []jsonSkipped `json:"skipped"`
}

type jsonSkipped struct {
	Class string `json:"class"`
	What  string `json:"what"`
	Why   string `json:"why"`
	Count int    `json:"count"`
}

type jsonFinding struct {
	Rule        string     `json:"rule"`
	Family      string     `json:"family"`
	Provider    string     `json:"provider"`
	Name        string     `json:"name"`
	Severity    string     `json:"severity"`
	Confidence  string     `json:"confidence"`
	Exposure    string     `json:"exposure"`
	Scope       []string   `json:"scope"`
	Checksum    string     `json:"checksum"`
	Status      string     `json:"status"`
	Path        *string    `json:"path"`
	Paths       []string   `json:"paths"`
	Line        int        `json:"line"`
	Column      int        `json:"column"`
	EndLine     int        `json:"end_line"`
	EndColumn   int        `json:"end_column"`
	ByteOffset  int64      `json:"byte_offset"`
	ByteLength  int64      `json:"byte_length"`
	Secret      string     `json:"secret"`
	Parts       []jsonPart `json:"parts"`
	Fingerprint string     `json:"fingerprint"`
	Decoded     []string   `json:"decoded"`
	Container   string     `json:"container"`
	Source      jsonSource `json:"source"`
	Reasons     []string   `json:"reasons"`
	Revoke      jsonRevoke `json:"revoke"`
	*jsonHistory
}

// jsonPart is another part of a two-part credential.
type jsonPart struct {
	Rule      string `json:"rule"`
	Name      string `json:"name"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
	Secret    string `json:"secret"`
}

type jsonSource struct {
	Kind   string `json:"kind"`
	Object string `json:"object"`
	Ref    string `json:"ref"`
}

type jsonRevoke struct {
	Page  string   `json:"page"`
	Steps []string `json:"steps"`
}

// jsonHistory is there for history scans only.
type jsonHistory struct {
	Commit  string   `json:"commit"`
	Author  string   `json:"author"`
	Date    string   `json:"date"`
	Commits []string `json:"commits"`
	AtHead  bool     `json:"at_head"`
	Removed *string  `json:"removed_commit"` // null while HEAD has it, or where no commit is known
	Reach   string   `json:"reach"`
}

func writeJSON(w io.Writer, r *report) error {
	buffered := bufio.NewWriter(w)
	var frame bytes.Buffer
	e := encoder(&frame)
	e.SetIndent("", "  ")
	if err := e.Encode(jsonReport{schema, jsonTool{"sluice", r.Version}, receiptJSON(&r.receipt), []jsonFinding{}}); err != nil {
		return err
	}
	const end = "]\n}\n" // of findings, the last member, and of the report
	buffered.WriteString(strings.TrimSuffix(frame.String(), end))
	if err := writeFindings(buffered, r); err != nil {
		return err
	}
	buffered.WriteString(end)
	return buffered.Flush()
}

// writeFindings writes findings one by one, since all of them as text take several times what they take themselves.
func writeFindings(w *bufio.Writer, r *report) error {
	var one bytes.Buffer
	e := encoder(&one)
	e.SetIndent("    ", "  ")
	for i := range r.findings {
		one.Reset()
		if err := e.Encode(r.findingJSON(&r.findings[i])); err != nil {
			return err
		}
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString("\n    ")
		w.Write(bytes.TrimSuffix(one.Bytes(), []byte("\n")))
	}
	if len(r.findings) > 0 {
		w.WriteString("\n  ")
	}
	return nil
}

// writeJSONLines writes one finding a line, in the same order, and the receipt last.
func writeJSONLines(w io.Writer, r *report) error {
	buffered := bufio.NewWriter(w)
	e := encoder(buffered)
	for i := range r.findings {
		if err := e.Encode(r.findingJSON(&r.findings[i])); err != nil {
			return err
		}
	}
	last := struct {
		Receipt jsonReceipt `json:"receipt"`
	}{receiptJSON(&r.receipt)}
	if err := e.Encode(last); err != nil {
		return err
	}
	return buffered.Flush()
}

func encoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(inert{w})
	e.SetEscapeHTML(false)
	return e
}

// inert writes JSON with \uNNNN for what acts in a terminal and encoders let pass (DEL, the controls of ISO 6429 above it, marks of
// direction), and for the second sign of "##", with which commands for Azure Pipelines and TeamCity begin wherever they stand in a
// log. All of these can stand in strings only, where the escape means the same.
type inert struct{ io.Writer }

func (w inert) Write(p []byte) (int, error) {
	text := p
	if bytes.ContainsFunc(p, acts) || bytes.Contains(p, []byte("##")) {
		text = nil
		var before rune
		for _, r := range string(p) {
			if acts(r) || r == '#' && before == '#' {
				for _, unit := range utf16.Encode([]rune{r}) {
					text = fmt.Appendf(text, `\u%04x`, unit)
				}
			} else {
				text = utf8.AppendRune(text, r)
			}
			before = r
		}
	}
	_, err := w.Writer.Write(text)
	return len(p), err
}

func acts(r rune) bool { return r >= 0x7f && unicode.In(r, unicode.Cc, unicode.Cf) }

func receiptJSON(r *finding.Receipt) jsonReceipt {
	out := jsonReceipt{
		r.Complete, unbroken(r.Repository), unbroken(r.Range), r.Shard, r.Commits, r.Blobs, r.Cached, r.Lowered, r.Objects, r.Bytes, r.Seconds,
		r.Memory, r.RulesDigest, unbroken(r.ConfigSource),
		list(r.Limits), list(r.Warnings), []jsonSkipped{},
	}
	for _, s := range r.Skipped {
		out.Skipped = append(out.Skipped, jsonSkipped{s.Class, unbroken(s.What), unbroken(s.Why), s.Count})
	}
	return out
}

func (r *report) findingJSON(f *finding.Finding) jsonFinding {
	out := jsonFinding{
		Rule: f.Rule, Family: f.Family, Provider: f.Provider, Name: f.Name, Severity: string(f.Severity), Confidence: string(f.Confidence),
		Exposure: string(f.Exposure), Scope: list(f.Scope), Checksum: string(f.Checksum), Status: string(f.Status),
		Paths: list(f.Paths), Line: f.Start.Line, Column: f.Start.Column, EndLine: f.End.Line, EndColumn: f.End.Column,
		ByteOffset: f.ByteOffset, ByteLength: f.ByteLength, Secret: unbroken(r.secret(f)), Parts: []jsonPart{}, Fingerprint: f.Fingerprint,
		Decoded: list(f.Decoded), Container: unbroken(f.Container),
		Source:  jsonSource{f.Source.Kind, f.Source.Object, unbroken(f.Source.Ref)},
		Reasons: list(f.Reasons), Revoke: jsonRevoke{f.Revoke.Page, list(f.Revoke.Steps)},
	}
	for _, p := range f.Parts {
		out.Parts = append(out.Parts, jsonPart{
			p.Rule, p.Name, p.Start.Line, p.Start.Column, p.End.Line, p.End.Column, unbroken(r.shown(p.Secret)),
		})
	}
	if f.Path != "" {
		path := unbroken(f.Path)
		out.Path = &path
	}
	if f.History != nil {
		out.jsonHistory = historyJSON(f.History)
	}
	return out
}

func historyJSON(h *finding.History) *jsonHistory {
	out := &jsonHistory{Commits: []string{}, AtHead: h.AtHead, Reach: string(h.Reach)}
	if h.Removed.ID != "" {
		out.Removed = &h.Removed.ID
	}
	for i, c := range h.Introduced {
		if i == 0 {
			out.Commit, out.Author, out.Date = c.ID, unbroken(c.Author), c.Date
		}
		out.Commits = append(out.Commits, c.ID)
	}
	return out
}

// list is never nil, so that it becomes a JSON array.
func list(texts []string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = unbroken(t)
	}
	return out
}

// unbroken writes bytes that are not UTF-8 as \xNN, and so too the backslash of what would read as such an escape.
func unbroken(text string) string {
	if utf8.ValidString(text) && !strings.Contains(text, `\x`) {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		if r == utf8.RuneError && n == 1 || isEscape(text) {
			fmt.Fprintf(&b, `\x%02x`, text[0])
		} else {
			b.WriteString(text[:n])
		}
		text = text[n:]
	}
	return b.String()
}

// isEscape reports whether text begins with \xNN.
func isEscape(text string) bool {
	if len(text) < 4 || text[:2] != `\x` {
		return false
	}
	_, err := hex.DecodeString(text[2:4])
	return err == nil
}
