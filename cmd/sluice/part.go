package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/commits"
)

// part is a scan of what some commits of a repository bring.
type part struct {
	kind, path, name string
	accept           source.Accept
	full             bool // --full-scan
	choose           func(context.Context, *commits.Repository) (*commits.Source, error)
}

// part scans what some commits bring.
func (f scanFlags) part(ctx context.Context, p part, s streams) (int, error) {
	repository, err := commits.Open(p.path, getenv, s.temporary.folder)
	if err != nil {
		return 0, opened(err)
	}
	defer repository.Close()
	repository.Accept = p.accept
	o, err := f.validate(rootOf(repository, p.path != p.name), s)
	if err != nil {
		return 0, err
	}
	o.fullScan = p.full
	src, err := p.choose(ctx, repository)
	if errors.Is(err, commits.ErrUnread) {
		err = failed(err)
	}
	if err != nil {
		return 0, err
	}
	if b := src.Base(); b != nil && o.base == nil {
		o.base = &base{Base: b, allows: &scanner.Base{Policy: o.policy, Contents: b.Contents}}
	}
	return o.scan(ctx, job{p.kind, p.name, src}, s)
}

// rangeFlags are the flags that choose a part of a history.
type rangeFlags struct{ commits.Range }

func (r *rangeFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&r.Revisions, "range", "",
		"scan only what these `commits` bring: A..B, A...B, B, ^A, B^! for one commit, as in git log")
	flags.StringVar(&r.Since, "since", "", "scan only what commits bring since this `date or commit`")
	flags.StringArrayVar(&r.Branches, "branch", nil, "scan only what the commits of this `branch` bring; may be repeated")
	flags.IntVar(&r.MaxDepth, "max-depth", 0, "scan only what this `number` of commits brings, counted back from each branch or tag; 0 sets no bound")
}

func (r *rangeFlags) given() bool {
	return r.Revisions != "" || len(r.Branches) > 0 || r.Since != "" || r.MaxDepth != 0
}

func (r *rangeFlags) choose(ctx context.Context, repository *commits.Repository) (*commits.Source, error) {
	if r.MaxDepth < 0 {
		return nil, fmt.Errorf("--max-depth %d: the number of commits cannot be negative", r.MaxDepth)
	}
	r.Now = time.Now()
	return repository.Range(ctx, r.Range)
}
