package reporters

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// Pair is one report of a run: a format and the file it goes to, "" for standard output.
type Pair struct {
	Format, Path string
	Append       bool // to what the file holds, instead of replacing it
}

// Pairs joins the n-th output to the n-th format. One format may lack an output and goes to standard output. Without formats the endings
// of outputs tell theirs. Errors are wrong usage.
func Pairs(names, outputs []string) ([]Pair, error) {
	if len(names) == 0 {
		for _, path := range outputs {
			names = append(names, formatFor(path))
		}
	}
	if len(names) == 0 {
		names = []string{formats[0].name}
	}
	if len(outputs) > len(names) {
		return nil, fmt.Errorf("%d times --output for %d times --format: the n-th --output belongs to the n-th --format",
			len(outputs), len(names))
	}
	var pairs []Pair
	for i, name := range names {
		p := Pair{Format: name}
		if i < len(outputs) {
			p.Path = outputs[i]
		}
		pairs = append(pairs, p)
	}
	if err := check(pairs); err != nil {
		return nil, err
	}
	return pairs, nil
}

// check finds pairs that cannot be: unknown formats, and two reports for one place.
func check(pairs []Pair) error {
	places := map[string]bool{}
	for _, p := range pairs {
		if _, err := formatNamed(p.Format); err != nil {
			return err
		}
		if p.Path == "-" {
			return errors.New("--output -: names a file\nhint: a format without an --output goes to standard output; ./- is a file of that name")
		}
		place := p.Path
		if place != "" {
			place = filepath.Clean(place)
		}
		if places[place] && place == "" {
			return errors.New("two reports for standard output: give all formats but one an --output")
		}
		if places[place] {
			return fmt.Errorf("--output %s: given for two formats; each needs a file of its own", p.Path)
		}
		places[place] = true
	}
	return nil
}

// Outputs is the Reporter of a run with several reports.
type Outputs struct {
	options  Options
	stdout   io.Writer
	files    []output
	findings []finding.Finding
}

type output struct {
	format format
	to     *destination // nil for standard output
}

// Open prepares the reports. What cannot be written is an error now, before the scan; call Close or Abort afterwards.
func Open(pairs []Pair, stdout io.Writer, options Options) (*Outputs, error) {
	if err := check(pairs); err != nil {
		return nil, err
	}
	o := &Outputs{options: options, stdout: stdout}
	for _, p := range pairs {
		out := output{}
		out.format, _ = formatNamed(p.Format)
		if p.Format == templateFormat {
			if _, err := options.compile(); err != nil {
				o.Abort()
				return nil, err
			}
		}
		if p.Path != "" {
			to, err := open(p, options.ShowSecrets)
			if err != nil {
				o.Abort()
				return nil, fmt.Errorf("--output %s: %w", p.Path, err)
			}
			out.to = to
		}
		o.files = append(o.files, out)
	}
	return o, nil
}

// Report collects a finding. It never fails.
func (o *Outputs) Report(f finding.Finding) error {
	o.findings = append(o.findings, f)
	return nil
}

// Abort ends the run without reports: earlier ones stay as they were.
func (o *Outputs) Abort() {
	for _, out := range o.files {
		if out.to != nil {
			out.to.discard()
		}
	}
	o.files, o.findings = nil, nil
}

// Close writes the reports. A reader of standard output that has gone is no error. When one report cannot be written its earlier
// file stays, the others are written all the same, and the errors come joined.
func (o *Outputs) Close(receipt finding.Receipt) error {
	slices.SortStableFunc(o.findings, finding.Compare)
	r := report{o.options, o.findings, receipt}
	if r.Time.IsZero() {
		r.Time = time.Now()
	}
	if !r.ShowSecrets {
		r.mask()
	}
	var problems []error
	for _, out := range o.files {
		problems = append(problems, out.write(r, o.stdout))
	}
	return errors.Join(problems...)
}

func (o output) write(r report, stdout io.Writer) error {
	if o.to == nil {
		return unlessGone(o.format.write(stdout, &r))
	}
	r.Color, r.Columns = false, 0
	if err := o.to.write(func(w io.Writer) error { return o.format.write(w, &r) }); err != nil {
		return fmt.Errorf("%s: %w", o.to.path, err)
	}
	return nil
}

// unlessGone forgives that the reader of a pipe has gone.
func unlessGone(err error) error {
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) || errors.Is(err, io.ErrClosedPipe) {
		return nil
	}
	return err
}
