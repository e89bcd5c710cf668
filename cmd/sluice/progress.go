package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/sluice-scan/sluice/scanner"
)

// bar shows progress on standard error: objects, MB a second and the time that is left.
type bar struct {
	out   io.Writer
	after time.Duration // a scan that takes less needs none
	shown *progressbar.ProgressBar
	last  time.Time
	start time.Time
}

// bar returns a bar that draws nothing unless it was asked for, or standard error is a terminal.
func (o *scanOptions) bar(s streams) *bar {
	b := &bar{start: time.Now()}
	switch {
	case o.progress == "always":
		b.out = s.err
	case o.progress == "auto" && isTerminal(s.err):
		b.out, b.after = s.err, worthwhile
	}
	return b
}

const (
	redraw     = 100 * time.Millisecond // how often the bar changes
	worthwhile = time.Second            // how long a scan takes before a bar says more than it flickers
)

// report is called by one goroutine at a time.
func (b *bar) report(p scanner.Progress) {
	if b.out == nil || time.Since(b.start) < b.after || time.Since(b.last) < redraw {
		return
	}
	b.last = time.Now()
	if b.shown == nil {
		b.shown = b.open(p)
	}
	b.shown.Describe(rate(p.Bytes, time.Since(b.start)))
	b.shown.Set(p.Blobs)
}

func (b *bar) open(p scanner.Progress) *progressbar.ProgressBar {
	total := p.Total
	if total == 0 {
		total = -1
	}
	return progressbar.NewOptions(total,
		progressbar.OptionSetWriter(b.out), progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true),
		progressbar.OptionSetItsString("objects"), progressbar.OptionShowIts(), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetWidth(20), progressbar.OptionThrottle(redraw/2))
}

func (b *bar) done() {
	if b.shown != nil {
		b.shown.Finish()
	}
}

func rate(bytes int64, d time.Duration) string {
	return fmt.Sprintf("%.0f MB/s", float64(bytes)/1e6/max(d.Seconds(), 0.001))
}
