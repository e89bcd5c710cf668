package scanner

import (
	"context"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/archive"
	"github.com/sluice-scan/sluice/scanner/internal/decode"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Containers: a blob that is one gives its members as texts of the same blob. The bytes of the container itself are scanned like those of
// any content; what stands in a member, too, is told there.

// container reports whether a file's content, or its beginning, is that of a container.
func (p *place) container(data []byte) bool {
	return p.kind == source.File && archive.SniffFile(data) != archive.None
}

// members adds what it finds in the members of a container to what was found in its own bytes; gap is told what of it was not read.
func (w *worker) members(ctx context.Context, data []byte, p *place, found []hit, gap func(archive.Gap)) (_ []hit, err error) {
	if w.scan.options.Archives.Depth < 0 {
		gap(unasked)
		return found, nil
	}
	err = archive.Walk(ctx, "", data, w.scan.options.Archives, &w.scan.room, func(m archive.Member) error {
		found = w.bounded(append(unshown(found, &m), w.member(m, p)...))
		return nil
	}, gap)
	return found, err
}

// unasked is the gap that a container leaves when none are to be opened.
var unasked = archive.Gap{Why: "an archive that is not opened, as was asked for"}

// largeMembers is members for a container that is too large to be held.
func (w *worker) largeMembers(ctx context.Context, b *source.Blob, p *place, gap func(archive.Gap)) (found []hit, err error) {
	if w.scan.options.Archives.Depth < 0 {
		gap(unasked)
		return nil, nil
	}
	r, err := b.Open()
	if err != nil {
		w.skip(source.Skip{Class: source.Unread, What: p.name(), Why: err.Error()})
		return nil, nil
	}
	defer r.Close()
	err = archive.WalkStream(ctx, "", r, w.scan.options.Archives, &w.scan.room, func(m archive.Member) error {
		found = w.bounded(append(found, w.member(m, p)...))
		return nil
	}, gap)
	return found, err
}

// member scans one member.
func (w *worker) member(m archive.Member, container *place) []hit {
	p := place{kind: container.kind, object: container.object, path: container.path, inside: m.Path, encoding: decode.Detect(m.Data)}
	if !p.encoding.Wide() {
		w.detect.Local(m.Data, p.encoding == decode.Binary, &w.alone)
	}
	found := w.matches(m.Data, &p, &w.alone)
	return append(found, w.files(&p, m.Path, m.Data, found)...)
}

// unshown leaves out hits in bytes of a file that a text of it shows better.
func unshown(found []hit, text *archive.Member) []hit {
	if len(text.Shows) == 0 {
		return found
	}
	file := text.Path[:strings.LastIndexByte(text.Path, '!')]
	return slices.DeleteFunc(found, func(h hit) bool {
		if h.place.inside != file || h.place.encoding != decode.Binary {
			return false
		}
		i, _ := slices.BinarySearchFunc(text.Shows, h.Start, func(r archive.Range, at int) int { return r.To - at - 1 })
		return i < len(text.Shows) && text.Shows[i].From < h.End
	})
}

// merge leaves out what is told further inside: of what stands in a container's own bytes and in it, and in a member and in what that holds in turn,
// only the innermost is left.
func merge(found []hit) []hit {
	if !slices.ContainsFunc(found, func(h hit) bool { return h.place.inside != "" }) {
		return found
	}
	f := further{same: map[identity]bool{}, sure: map[string]int{}}
	for i := range found {
		f.add(&found[i])
	}
	for secret := range f.sure {
		f.sorted = append(f.sorted, secret)
	}
	slices.Sort(f.sorted)
	return slices.DeleteFunc(found, func(h hit) bool { return f.tells(&h) })
}

// further knows the secrets inside of containers, each behind the path of a container around it.
type further struct {
	same   map[identity]bool
	sure   map[string]int // rank of the surest hit
	sorted []string
}

// behind writes a secret behind a path, in which there is no NUL.
func behind(path, secret string) string { return path + "\x00" + secret }

func (f *further) add(h *hit) {
	path := h.place.inside
	for i := strings.LastIndexByte(path, '!'); i >= 0; i = strings.LastIndexByte(path, '!') {
		path = path[:i]
		secret := behind(path, h.Core)
		f.same[identity{h.Rule.Family, secret}] = true
		f.sure[secret] = max(f.sure[secret], h.Confidence.Rank())
	}
}

// A string in binary data seems to go on by so many bytes at most, and only one that has more of its own is looked for without them.
const goesOn = 8

// tells reports whether what a hit finds is told further inside: the same secret, by the same rules or surer ones; and of strings in binary
// data, which lie side by side, the beginning of one inside, or one with what follows its end.
func (f *further) tells(h *hit) bool {
	secret := behind(h.place.inside, h.Core)
	switch {
	case f.same[identity{h.Rule.Family, secret}], f.sure[secret] > h.Confidence.Rank():
		return true
	case h.place.encoding != decode.Binary:
		return false
	}
	if i, _ := slices.BinarySearch(f.sorted, secret); i < len(f.sorted) && strings.HasPrefix(f.sorted[i], secret) {
		return true
	}
	for n := 1; n <= min(goesOn, len(h.Core)-goesOn); n++ {
		if f.sure[secret[:len(secret)-n]] > 0 {
			return true
		}
	}
	return false
}

// unopened notes what of a container was not read.
func (w *worker) unopened(p *place) func(archive.Gap) {
	return func(g archive.Gap) {
		class := source.Unread
		if !g.Lost {
			class = source.Outside
		}
		w.skip(source.Skip{Class: class, What: archive.Join(p.name(), g.Path), Why: g.Why})
	}
}
