// Package message yields a commit message that is being written, as git would keep it.
package message

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing"
	"github.com/sluice-scan/sluice/scanner/source"
)

// maxMessage bounds a message file, in bytes.
const maxMessage = 16 << 20

// Source is one message.
type Source struct{ text []byte }

// New reads the message in file. Comment lines, which begin with the repository's comment string, and what stands from the scissors
// line on become empty lines, so that line numbers stay (git-commit(1), --cleanup).
func New(ctx context.Context, file string) (*Source, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, fmt.Errorf("reading the message: %w", err)
	}
	if !info.Mode().IsRegular() || info.Size() > maxMessage {
		return nil, fmt.Errorf("reading the message: %s is not a file of at most %d bytes", file, maxMessage)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the message: %w", err)
	}
	return &Source{clean(data, commentString(ctx, data))}, nil
}

// commentString asks git for core.commentString or core.commentChar; outside a repository, or without git, it is "#".
func commentString(ctx context.Context, message []byte) string {
	const standard = "#"
	repository, err := odb.Find(".", os.Getenv)
	if err != nil {
		return standard
	}
	git, err := plumbing.New(".", repository.WorkTree, repository.GitDir)
	if err != nil {
		return standard
	}
	defer git.Close()
	for _, key := range []string{"core.commentString", "core.commentChar"} {
		out, err := git.Output(ctx, "config", "--get", key)
		value := strings.TrimRight(string(out), "\n")
		switch {
		case err != nil || value == "":
		case value == "auto":
			return automatic(message)
		default:
			return value
		}
	}
	return standard
}

// automatic finds the character that git chose because no line of the message begins with it: it stands in front of the lines that git
// wrote itself, at the end.
func automatic(message []byte) string {
	lines := bytes.Split(bytes.TrimRight(message, "\n"), []byte{'\n'})
	if last := lines[len(lines)-1]; len(last) > 0 && strings.ContainsRune("#;@!$%^&|:", rune(last[0])) {
		return string(last[:1])
	}
	return "#"
}

// scissors is what git writes behind the comment string and a space (wt-status.c).
const scissors = "------------------------ >8 ------------------------"

func clean(message []byte, comment string) []byte {
	var out []byte
	cut := false
	for line := range bytes.Lines(message) {
		text := bytes.TrimRight(line, "\r\n")
		cut = cut || string(text) == comment+" "+scissors
		if cut || bytes.HasPrefix(text, []byte(comment)) {
			line = []byte{'\n'}
		}
		out = append(out, line...)
	}
	return out
}

// Batches implements source.Source.
func (s *Source) Batches(ctx context.Context, yield func(source.Batch) error, _ func(source.Skip)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return yield(s)
}

// Blobs implements source.Batch.
func (s *Source) Blobs(ctx context.Context, yield func(*source.Blob) error, _ func(source.Skip)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return yield(&source.Blob{Kind: source.CommitMessage, Data: s.text, Size: int64(len(s.text))})
}
