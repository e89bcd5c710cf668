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
	return p.kind == source.File && archive.Sniff(data) != archive.None
}

// members scans the members of a container; gap is told what of it was not read.
func (w *worker) members(ctx context.Context, data []byte, p *place, gap func(archive.Gap)) (found []hit, err error) {
	if w.scan.options.Archives.Depth < 0 {
		gap(unasked)
		return nil, nil
	}
	err = archive.Walk(ctx, "", data, w.scan.options.Archives, &w.scan.room, func(m archive.Member) error {
		found = append(found, w.member(m, p)...)
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
		found = append(found, w.member(m, p)...)
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

// merge returns the hits inside a container, and those in its own bytes; of what stands in both, and in a member and in what that
// holds in turn, only the innermost.
func merge(inside, own []hit) []hit {
	if len(inside) == 0 {
		return own
	}
	type known struct {
		identity
		around string // path of a container
	}
	further := map[known]bool{}
	for _, h := range inside {
		path := h.place.inside
		for i := strings.LastIndexByte(path, '!'); i >= 0; i = strings.LastIndexByte(path, '!') {
			path = path[:i]
			further[known{h.identity(), path}] = true
		}
	}
	all := slices.DeleteFunc(append(inside, own...), func(h hit) bool { return further[known{h.identity(), h.place.inside}] })
	return slices.DeleteFunc(all, func(h hit) bool { return h.blurs(inside) })
}

// blurs reports whether a hit in the bytes of a binary container is the beginning of one inside, or goes on behind the end of one: strings
// lie side by side in such bytes.
func (h *hit) blurs(inside []hit) bool {
	return h.place.inside == "" && h.place.encoding == decode.Binary && slices.ContainsFunc(inside, func(o hit) bool {
		return strings.HasPrefix(h.Core, o.Core) || strings.HasPrefix(o.Core, h.Core)
	})
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
