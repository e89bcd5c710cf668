package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sluice-scan/sluice/scanner"
	"github.com/sluice-scan/sluice/scanner/source"
	"github.com/sluice-scan/sluice/scanner/source/commits"
)

// --trust: the configuration is that of a revision, and what allows findings counts only if that revision has it, too.

// base is the revision that is trusted.
type base struct {
	*commits.Base
	repository *commits.Repository
	allows     *scanner.Base
}

// close may be called for no base.
func (b *base) close() {
	if b != nil && b.repository != nil {
		_ = b.repository.Close() // it was only read
	}
}

// trusted configures a scan of root by what the revision of --trust has; only what that allows is allowed.
func (o *scanOptions) trusted(root string, s streams) error {
	now := *o
	if err := now.configure(root); err != nil {
		return err
	}
	repository, err := commits.Open(o.repository, getenv, s.temporary.folder)
	if err != nil {
		return fmt.Errorf("--trust: %w", err)
	}
	found, err := repository.Base(context.Background(), o.trust)
	switch {
	case errors.Is(err, commits.ErrUnread):
		return failed(errors.Join(fmt.Errorf("--trust %w", err), repository.Close()))
	case err != nil:
		return errors.Join(fmt.Errorf("--trust %w\nhint: in CI, fetch the base first", err), repository.Close())
	}
	o.base = &base{Base: found, repository: repository}
	if err := o.configure(root); err != nil {
		return errors.Join(fmt.Errorf("--trust %s: %w", o.trust, err), repository.Close())
	}
	o.base.allows = &scanner.Base{Policy: o.policy, Contents: o.base.contents}
	o.policy = now.policy
	if _, ok := o.inBase(o.configSource); ok {
		o.configSource = o.trust + ":" + o.configSource
	}
	return nil
}

// contents yields what the base has at the path of a finding: one in the repository, or from the current folder.
func (b *base) contents(path string, yield func(*source.Blob) error) error {
	found := false
	err := b.Contents(path, func(blob *source.Blob) error {
		found = true
		return yield(blob)
	})
	if name, ok := inside(b.repository.WorkTree(), path); ok && !found && err == nil {
		return b.Contents(name, yield)
	}
	return err
}

// inBase returns the name of a file in the base, if one is trusted and the file lies in its work tree.
func (o *scanOptions) inBase(path string) (string, bool) {
	if o.base == nil || o.base.repository == nil || path == "" {
		return "", false
	}
	return inside(o.base.repository.WorkTree(), path)
}

// read reads a file that may allow findings: the base's where one is trusted.
func (o *scanOptions) read(path string) ([]byte, error) {
	if name, ok := o.inBase(path); ok {
		return o.base.File(name)
	}
	return readRegular(path)
}

// lacks reports whether there is no file that read could read.
func (o *scanOptions) lacks(path string) bool {
	var err error
	if name, ok := o.inBase(path); ok {
		_, err = o.base.File(name)
	} else {
		_, err = os.Lstat(path)
	}
	return errors.Is(err, fs.ErrNotExist)
}

// inside returns the path of a file in a folder, with slashes; false if it is not in it. The file need not exist.
func inside(folder, file string) (string, bool) {
	if folder == "" {
		return "", false
	}
	folder, errFolder := filepath.Abs(folder)
	file, errFile := filepath.Abs(file)
	if errFolder != nil || errFile != nil {
		return "", false
	}
	if real, err := filepath.EvalSymlinks(folder); err == nil {
		folder = real
	}
	if real, err := filepath.EvalSymlinks(filepath.Dir(file)); err == nil {
		file = filepath.Join(real, filepath.Base(file))
	}
	rel, err := filepath.Rel(folder, file)
	return filepath.ToSlash(rel), err == nil && filepath.IsLocal(rel)
}
