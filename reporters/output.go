package reporters

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// Pair is one report of a run: a format and the file it goes to, "" for standard output.
type Pair struct{ Format, Path string }

// Pairs joins the n-th output to the n-th format. One format may lack an output and goes to standard output.
func Pairs(names, outputs []string) ([]Pair, error) {
	if len(names) == 0 {
		names = []string{formats[0].name}
	}
	if len(outputs) > len(names) {
		return nil, fmt.Errorf("%d times --output for %d times --format: the n-th --output belongs to the n-th --format", len(outputs), len(names))
	}
	var pairs []Pair
	stdout := 0
	for i, name := range names {
		if _, ok := formatNamed(name); !ok {
			return nil, fmt.Errorf("unknown format %q: use one of %s", name, strings.Join(Formats(), ", "))
		}
		p := Pair{Format: name}
		if i < len(outputs) {
			p.Path = outputs[i]
		}
		if p.Path == "" {
			stdout++
		}
		pairs = append(pairs, p)
	}
	if stdout > 1 {
		return nil, errors.New("two reports for standard output: give all formats but one an --output")
	}
	return pairs, nil
}

// Outputs collects the findings of one run and writes its reports at the end. Files appear complete or not at all: they are
// written beside their place and renamed.
type Outputs struct {
	options  Options
	files    []output
	findings []finding.Finding
}

type output struct {
	format format
	path   string // "" for standard output
	file   *os.File
	stdout io.Writer
}

// Open prepares the reports. What cannot be written is an error now, before the scan.
func Open(pairs []Pair, stdout io.Writer, options Options) (*Outputs, error) {
	o := &Outputs{options: options}
	for _, p := range pairs {
		f, _ := formatNamed(p.Format)
		out := output{format: f, path: p.Path, stdout: stdout}
		if p.Path != "" {
			file, err := beside(p.Path)
			if err != nil {
				o.Abort()
				return nil, err
			}
			out.file = file
		}
		o.files = append(o.files, out)
	}
	return o, nil
}

// beside creates the temporary file that will become path.
func beside(path string) (*os.File, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, fmt.Errorf("--output %s: is a folder; name a file in it", path)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".sluice-*.tmp")
	if err != nil {
		return nil, fmt.Errorf("--output %s: %w", path, err)
	}
	return file, nil
}

// Report collects a finding.
func (o *Outputs) Report(f finding.Finding) error {
	o.findings = append(o.findings, f)
	return nil
}

// Abort removes what was begun and leaves earlier reports as they were.
func (o *Outputs) Abort() {
	for i := range o.files {
		o.files[i].discard()
	}
}

func (o *output) discard() {
	if o.file != nil {
		o.file.Close()
		os.Remove(o.file.Name())
		o.file = nil
	}
}

// Close writes the reports. A reader of standard output that has gone is no error. When one report cannot be written its earlier
// file stays, the others are written all the same, and the errors come joined.
func (o *Outputs) Close(receipt finding.Receipt) error {
	r := &Report{Findings: o.findings, Receipt: receipt, Options: o.options}
	if !r.ShowSecrets {
		r.Findings, r.Receipt = masked(r.Findings, r.Receipt)
	}
	var problems []error
	for i := range o.files {
		problems = append(problems, o.files[i].write(r))
	}
	return errors.Join(problems...)
}

func (o *output) write(r *Report) error {
	if o.file == nil {
		err := o.format.write(o.stdout, r)
		if errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) || errors.Is(err, io.ErrClosedPipe) {
			return nil
		}
		return err
	}
	defer o.discard()
	plain := *r
	plain.Color = false
	if err := o.format.write(o.file, &plain); err != nil {
		return fmt.Errorf("%s: %w", o.path, err)
	}
	return o.commit()
}

// commit makes the temporary file the report.
func (o *output) commit() error {
	mode := os.FileMode(0o644)
	if info, err := os.Stat(o.path); err == nil {
		mode = info.Mode().Perm()
	}
	if err := errors.Join(o.file.Chmod(mode), o.file.Close()); err != nil {
		return fmt.Errorf("%s: %w", o.path, err)
	}
	if err := os.Rename(o.file.Name(), o.path); err != nil {
		return fmt.Errorf("%s: %w", o.path, err)
	}
	o.file = nil
	return nil
}
