package scanner

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/sluice-scan/sluice/scanner/detect"
	"github.com/sluice-scan/sluice/scanner/internal/archive"
	"github.com/sluice-scan/sluice/scanner/internal/cache"
	"github.com/sluice-scan/sluice/scanner/internal/chain"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/internal/lines"
	"github.com/sluice-scan/sluice/scanner/internal/oid"
	"github.com/sluice-scan/sluice/scanner/internal/pack"
	"github.com/sluice-scan/sluice/scanner/policy"
	"github.com/sluice-scan/sluice/scanner/source"
)

// The work on one blob: its bytes become text, the local stage finds candidates, the finalise stage matches.

// place is where a hit's text came from, before attribution.
type place struct {
	kind     source.Kind
	object   oid.ID
	path     string
	ref      string
	inside   string // path of a member in the container that the blob is, or ""
	commit   oid.ID // that brings it, where the source tells
	encoding decode.Encoding
}

// name is what a person calls the content.
func (p *place) name() string { return cmp.Or(p.path, p.object.String()) }

// hit is a match with its place, of which a scan may hold some hundred thousand. Positions are those of the whole content.
type hit struct {
	*detect.Match
	place          *place
	said           *said // nil where the text around it says nothing
	offset, length int64 // bytes of the stored content
}

// said is what the text around a hit says to policies.
type said struct {
	marked policy.Marked
	texts  policy.Texts
	based  policy.Texts // as the base's policy reads the text, where there is a base
}

// around is what the text around a hit says.
func (h *hit) around() said {
	if h.said == nil {
		return said{}
	}
	return *h.said
}

// worker scans blobs one after the other.
type worker struct {
	scan    *scan
	detect  *detect.Worker
	partly  *detect.Worker               // where only some rules are new: of those; its verdicts are in steps then
	steps   chain.Chain[detect.Verdicts] // of the contents that the next one may follow from
	alone   detect.Verdicts              // scratch for a content that nothing follows from
	text    []byte                       // scratch of transcoding
	window  []byte                       // scratch of large content
	strings decode.WideStrings           // scratch of binary content
	hits    []hit
	blobs   int
	bytes   int64
	matched bool           // of the content being scanned, a rule found something
	told    bool           // of the content being scanned, something that is no hit
	lost    []string       // why not all of the content being scanned was judged
	settled []cache.Object // nothing was told of them, or secrets alone; only if they are remembered
}

// A pointer stands for content that Git LFS keeps elsewhere (git-lfs's docs/spec.md).
const (
	lfsPointer = "version https://git-lfs.github.com/spec/"
	lfsLimit   = 1024 // bytes
)

// blob scans one blob.
func (w *worker) blob(ctx context.Context, b *source.Blob) error {
	w.told, w.matched, w.lost = false, false, w.lost[:0]
	before := len(w.hits)
	err := w.content(ctx, b)
	for _, why := range w.lost {
		w.skip(source.Skip{Class: source.Unread, What: cmp.Or(b.Path, b.Object.String()), Why: why})
	}
	if err == nil && !w.told && w.scan.earlier != nil && !b.Step.Known && !b.Object.IsZero() {
		if flags := w.settles(b.Kind, len(w.hits) > before); flags != 0 {
			w.settled = append(w.settled, cache.Object{ID: b.Object, Flags: flags})
		}
	}
	if len(w.hits) >= heldHits {
		w.scan.mu.Lock()
		defer w.scan.mu.Unlock()
		w.scan.keep(w)
	}
	return err
}

// heldHits is how many hits a worker holds between two contents.
const heldHits = 1024

// settles returns what is known of an object from its text; 0 if it has to be read again.
func (w *worker) settles(kind source.Kind, found bool) cache.Flags {
	typ := cache.Flags(objectType(kind))
	switch {
	case typ == 0:
		return 0
	case found && kind == source.File:
		return typ | cache.Held
	case found:
		return 0
	case w.matched:
		return typ | cache.Clean
	}
	return typ | cache.Clean | cache.Bare
}

// objectType returns the type of the objects whose whole text is of that kind; 0 if there are none.
func objectType(k source.Kind) pack.Type {
	switch k {
	case source.File:
		return pack.Blob
	case source.CommitMessage:
		return pack.Commit
	case source.Tag:
		return pack.Tag
	}
	return 0
}

// skip and limit tell what of the content being scanned was not read or not judged.
func (w *worker) skip(k source.Skip) {
	w.told = true
	w.scan.skip(k)
}

func (w *worker) limit(what string) {
	w.told = true
	w.scan.limit(what)
}

func (w *worker) content(ctx context.Context, b *source.Blob) error {
	p := place{kind: b.Kind, object: b.Object, path: b.Path, ref: b.Ref, commit: b.Commit}
	if b.Step.Known {
		w.forget(b)
		return nil
	}
	if b.Kind == source.File {
		w.blobs++
	}
	w.bytes += b.Size
	found, err := w.judge(ctx, b, &p)
	if err == nil && len(found) > 0 && b.Previous != nil {
		known := map[identity]bool{}
		if unread := w.previous(ctx, b.Path, known, b.Previous); unread != nil {
			w.skip(source.Skip{Class: source.Unread, What: b.Path, Why: fmt.Sprintf("reading the content that it replaces: %v", unread)})
		}
		found = without(found, known)
	}
	w.hits = append(w.hits, found...)
	return err
}

// judge returns what is found in a blob, which rules that are not new may be known to find nothing in.
func (w *worker) judge(ctx context.Context, b *source.Blob, p *place) ([]hit, error) {
	if w.partly == nil {
		return w.found(ctx, b, p, w.verdicts)
	}
	if b.Kind == source.File {
		was := w.scan.earlier.was(b.Object)
		if was == 0 {
			w.forget(b)
		} else if hits, err := w.judgePartly(ctx, b, p); err != nil || !w.matched || was&cache.Bare != 0 {
			w.matched = w.matched || was&cache.Bare == 0
			return hits, err
		}
	}
	return w.found(ctx, b, p, w.afresh)
}

// judgePartly returns what new rules find in a blob.
func (w *worker) judgePartly(ctx context.Context, b *source.Blob, p *place) ([]hit, error) {
	all := w.detect
	w.detect = w.partly
	defer func() { w.detect = all }()
	return w.found(ctx, b, p, w.verdicts)
}

// afresh runs the local stage on a whole blob.
func (w *worker) afresh(b *source.Blob, e decode.Encoding) *detect.Verdicts {
	w.detect.Local(b.Data, e == decode.Binary, &w.alone)
	return &w.alone
}

// found returns what is found in a blob.
func (w *worker) found(ctx context.Context, b *source.Blob, p *place,
	verdicts func(*source.Blob, decode.Encoding) *detect.Verdicts) (found []hit, err error) {
	if b.Open != nil {
		w.forget(b)
		return w.large(ctx, b, p, w.unopened(p))
	}
	if bytes.HasPrefix(b.Data, []byte(lfsPointer)) && len(b.Data) <= lfsLimit {
		w.skip(source.Skip{Class: source.Outside, What: p.name(), Why: "its content is in Git LFS"})
	}
	p.encoding = decode.Detect(b.Data)
	found = w.matches(b.Data, p, verdicts(b, p.encoding))
	if p.container(b.Data) {
		if found, err = w.members(ctx, b.Data, p, found, w.unopened(p)); err != nil {
			return nil, err
		}
		found = merge(found)
	}
	return append(found, w.files(p, p.path, b.Data, found)...), nil
}

// forget notes that a content was passed over, which is known or told elsewhere. What follows from it is judged as a whole: that is one
// content, where to judge what it follows from is one, too, and mostly another on the way.
func (w *worker) forget(b *source.Blob) { w.steps.At(b.Step.Depth).Forget() }

// verdicts runs the local stage on a blob: on what changed, where that is known, else on all of it. Wide text is left to the
// caller, since its offsets are not those of the stored bytes.
func (w *worker) verdicts(b *source.Blob, e decode.Encoding) *detect.Verdicts {
	d := w.detect
	if w.partly != nil {
		d = w.partly
	}
	v := w.steps.At(b.Step.Depth)
	before := v.Memory()
	defer func() {
		if b.Step.BaseDone {
			w.steps.Done(b.Step.Depth - 1)
		}
		w.steps.Account(b.Step.Depth, v.Memory()-before, maxHeld, (*detect.Verdicts).Memory)
	}()
	switch {
	case e.Wide():
		v.Forget()
	case b.Step.Depth > 0 && !w.scan.options.FullScan:
		d.Follow(b.Data, e == decode.Binary, b.Step.Edits, w.steps.At(b.Step.Depth-1), w.steps.At(b.Step.Depth))
	default:
		d.Local(b.Data, e == decode.Binary, v)
	}
	return v
}

// maxHeld bounds the bytes of verdicts that a worker keeps for contents to follow; one that would follow from what went is judged as a
// whole.
const maxHeld = 16 << 20

// matches finalises a whole content; v are the local verdicts on it.
func (w *worker) matches(data []byte, p *place, v *detect.Verdicts) []hit {
	text := data
	if p.encoding.Wide() {
		if len(data) > w.scan.window() {
			return w.wide(data, p)
		}
		text = w.decode(data, p.encoding)
		w.detect.Local(text, false, &w.alone)
		v = &w.alone
	}
	found := placed(data, p, w.finalise(text, nil, v))
	if p.encoding == decode.Binary {
		found = append(found, w.wideStrings(data, p, lines.Counter{})...)
	}
	return found
}

// placed gives hits in the text of a content their places in it.
func placed(data []byte, p *place, found []hit) []hit {
	if len(found) == 0 {
		return nil
	}
	shared := *p
	for i := range found {
		h := &found[i]
		h.place = &shared
		h.offset, h.length = int64(h.Start), int64(h.End-h.Start)
		if p.encoding.Wide() {
			start := p.encoding.Offset(data, h.Start)
			h.offset, h.length = int64(start), int64(p.encoding.Offset(data, h.End)-start)
		}
	}
	return found
}

// decode returns data as text to match; it is valid until the next call.
func (w *worker) decode(data []byte, e decode.Encoding) []byte {
	if !e.Wide() {
		return data
	}
	w.text = e.AppendUTF8(slices.Grow(w.text[:0], e.Length(data)), data)
	return w.text
}

// finalise runs the finalise stage, and the judges of policy that need the lines around a match. Where text is a window of a content that
// is too large to be held, head is the content's beginning.
func (w *worker) finalise(text, head []byte, v *detect.Verdicts) []hit {
	candidates := w.detect.Candidates(v)
	if len(candidates) == 0 {
		return nil
	}
	if w.detect.Surely {
		// perhaps: what is remembered of other rules' verdicts must not say that there is nothing
		w.matched = w.matched || w.detect.Lowered(candidates)
		if w.detect.Low(candidates) {
			return nil
		}
	}
	return w.judged(text, head, w.detect.Finalise(text, candidates, w.note))
}

// note is told what of a text was not judged. What was lost is told once of a content, which may have more than one text.
func (w *worker) note(gap detect.Gap) {
	switch {
	case !gap.Lost:
		w.limit(gap.Why)
	case !slices.Contains(w.lost, gap.Why):
		w.lost = append(w.lost, gap.Why)
	}
}

// judged makes hits of the matches in a text that policy does not leave out.
func (w *worker) judged(text, head []byte, matches []detect.Match) []hit {
	w.matched = w.matched || len(matches) > 0
	var found []hit
	var markers policy.Markers
	reading := w.scan.options.Policy.Read(text, head)
	based := w.scan.options.Base.read(text, head)
	for _, m := range matches {
		if m.Confidence.Rank() < w.scan.minimum {
			continue
		}
		if found == nil {
			markers = policy.MarkersIn(text, matches[len(matches)-1].Start)
		}
		around := said{
			markers.Inline(m.Start, m.End, m.Rule.ID, w.scan.options.Today),
			reading.Around(m.Start, m.End, m.Rule.ID), based.Around(m.Start, m.End, m.Rule.ID),
		}
		h := hit{Match: &m}
		if around.marked != (policy.Marked{}) || !around.texts.None() || !around.based.None() {
			h.said = &around
		}
		found = append(found, h)
	}
	return found
}

// identity is what makes two findings the same secret.
type identity struct{ family, secret string }

func (h *hit) identity() identity { return identity{h.Rule.Family, h.Core} }

// previous adds the secrets that stood in what a content at path replaces to those that are known.
func (w *worker) previous(ctx context.Context, path string, known map[identity]bool, contents source.Previous) error {
	return contents(func(old *source.Blob) error {
		all, err := w.stood(ctx, path, old)
		for _, h := range all {
			known[h.identity()] = true
		}
		return err
	})
}

// stood returns what stood in a former content. What of its archives is not opened is told of the new one.
func (w *worker) stood(ctx context.Context, path string, old *source.Blob) ([]hit, error) {
	p := place{kind: source.File, path: path}
	untold := func(archive.Gap) {}
	if old.Open != nil {
		return w.large(ctx, old, &p, untold)
	}
	p.encoding = decode.Detect(old.Data)
	w.detect.Local(old.Data, p.encoding == decode.Binary, &w.alone)
	all := w.matches(old.Data, &p, &w.alone)
	all = append(all, w.files(&p, path, old.Data, nil)...)
	if !p.container(old.Data) {
		return all, nil
	}
	return w.members(ctx, old.Data, &p, all, untold)
}

func without(found []hit, known map[identity]bool) []hit {
	kept := found[:0]
	for _, h := range found {
		if !known[h.identity()] {
			kept = append(kept, h)
		}
	}
	return kept
}
