package message

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/odb"
	"github.com/sluice-scan/sluice/scanner/internal/plumbing"
	"github.com/sluice-scan/sluice/scanner/internal/spill"
)

// settingsFor returns the settings of the repository around the current folder; git's defaults outside of one, or without git.
func settingsFor(ctx context.Context, message []byte, temporary spill.Folder) (settings, error) {
	config, err := readConfig(ctx, temporary)
	if err != nil {
		return settings{}, err
	}
	edited := os.Getenv("GIT_EDITOR") != ":"
	s := settings{comment: config.comment, edited: edited, scissors: config.cleanup == "scissors"}
	switch config.cleanup {
	case "strip":
		s.comments = true
	case "whitespace", "verbatim", "scissors":
	default:
		s.comments = edited
	}
	if s.comment == "auto" {
		s.comment = automatic(message)
	}
	if s.comment == "" {
		s.comments, s.edited = false, false
	}
	return s, nil
}

// config is what git is asked for.
type config struct{ comment, cleanup string }

func readConfig(ctx context.Context, temporary spill.Folder) (config, error) {
	c := config{comment: "#"}
	repository, err := odb.Find(".", os.Getenv)
	if err != nil {
		return c, nil
	}
	git, err := plumbing.New(temporary, ".", repository.WorkTree, repository.GitDir)
	if err != nil {
		return c, nil
	}
	defer git.Close()
	out, err := git.Output(ctx, "config", "-z", "--get-regexp", `^(core\.comment(char|string)|commit\.cleanup)$`)
	if failure := (*plumbing.Failure)(nil); errors.As(err, &failure) && failure.Status == 1 {
		return c, nil // nothing is set
	}
	if err != nil {
		return c, fmt.Errorf("%w: %w", ErrSettings, err)
	}
	c.read(string(out))
	return c, nil
}

// read takes settings from "name LF value NUL"; the last one counts, and commentString is another name for commentChar.
func (c *config) read(out string) {
	for entry := range strings.SplitSeq(out, "\x00") {
		name, value, ok := strings.Cut(entry, "\n")
		switch {
		case !ok || value == "":
		case name == "commit.cleanup":
			c.cleanup = value
		default:
			c.comment = value
		}
	}
}
