// Package message yields a commit message that is being written, as git would keep it.
//
//	message.go  the source
//	clean.go    what git removes from a message
//	settings.go how it does so here
package message

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sluice-scan/sluice/scanner/source"
)

// maxMessage bounds a message file, in bytes.
const maxMessage = 16 << 20

// Source is one message. It implements source.Source and source.Batch.
type Source struct{ text []byte }

// ErrSettings is in the error of New where the repository's settings cannot be read.
var ErrSettings = errors.New("reading how git cleans messages")

// New reads the message in file. What git would remove becomes empty lines, so that line numbers stay those of the file. ctx ends the
// git command that is asked for the settings.
func New(ctx context.Context, file string, temporary func() (string, error)) (*Source, error) {
	data, err := read(file)
	if err != nil {
		return nil, fmt.Errorf("reading the message: %w", err)
	}
	settings, err := settingsFor(ctx, data, temporary)
	if err != nil {
		return nil, err
	}
	return &Source{settings.clean(data)}, nil
}

// read reads a file of bounded size. Pipes are not opened: nobody may write to them.
func read(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", file)
	}
	in, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, maxMessage+1))
	if err == nil && len(data) > maxMessage {
		err = errors.New(file + " is larger than 16 MiB")
	}
	return data, err
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
