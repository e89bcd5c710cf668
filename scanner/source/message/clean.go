package message

import (
	"bytes"
	"slices"
	"strings"
)

// What git removes from a message (git-commit(1), --cleanup; cleanup_message in its sequencer.c and builtin/commit.c). It does so only
// after an editor was used: "git commit -m" keeps lines that look like comments. A hook is told that there is no editor by
// GIT_EDITOR=":". What a hook cannot know, --cleanup on the command line and whether -v was given, is taken so that rather too much
// is scanned: "commit -v" puts the whole change below the scissors line, which is nothing that the message brings, so after an editor that
// line counts where a change or nothing stands below it. Text that somebody wrote there is kept by git without -v.

// settings say what is removed.
type settings struct {
	comment  string // what a comment line begins with, in its first column
	comments bool   // comment lines are removed
	edited   bool   // with an editor: the scissors line and all below it may be removed,
	scissors bool   // and are, whatever stands there
}

// scissors is what stands behind the comment string and a space (cut_line in git's wt-status.c). The line must end with "\n".
const scissors = "------------------------ >8 ------------------------"

// clean replaces each line that is removed by an empty one.
func (s settings) clean(message []byte) []byte {
	var out []byte
	cut := false
	at := 0
	for line := range bytes.Lines(message) {
		at += len(line)
		cut = cut || s.edited && string(line) == s.comment+" "+scissors+"\n" && (s.scissors || s.change(message[at:]))
		if cut || s.comments && bytes.HasPrefix(line, []byte(s.comment)) {
			line = line[len(line)-len("\n"):]
			if line[0] != '\n' {
				continue // the last line, without an end
			}
		}
		out = append(out, line...)
	}
	return out
}

// change reports whether what stands below a scissors line is what git writes there: its comments, and a change or nothing.
func (s settings) change(below []byte) bool {
	for line := range bytes.Lines(below) {
		if bytes.HasPrefix(line, []byte(s.comment)) || len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		return slices.ContainsFunc(changes, func(begin string) bool { return bytes.HasPrefix(line, []byte(begin)) })
	}
	return true
}

// changes are what the first line of a change begins with (git-diff(1), also with diff.submodule = log).
var changes = []string{"diff --git ", "diff --cc ", "diff --combined ", "Submodule ", "* Unmerged path "}

// automaticComments are what core.commentChar = auto chooses from (adjust_comment_line_char in git's builtin/commit.c).
const automaticComments = "#;@!$%^&|:"

// automatic finds the character that git chose because no line of the message began with it: that in front of the scissors, else in
// front of the last line, which git wrote. If that tells nothing, no line is a comment.
func automatic(message []byte) string {
	last := ""
	for line := range bytes.Lines(message) {
		text := strings.TrimSuffix(string(line), "\n")
		if len(text) > 1 && text[1:] == " "+scissors && strings.Contains(automaticComments, text[:1]) {
			return text[:1]
		}
		if text != "" {
			last = text
		}
	}
	if last != "" && strings.Contains(automaticComments, last[:1]) {
		return last[:1]
	}
	return ""
}
