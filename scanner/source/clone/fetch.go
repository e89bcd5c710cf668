package clone

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
	"github.com/go-git/go-git/v5/plumbing/transport"
)

// fetch asks for everything that is advertised and writes the mirror.
func (c *cloner) fetch(ctx context.Context, s transport.UploadPackSession) error {
	refs, err := s.AdvertisedReferencesContext(ctx)
	if errors.Is(err, transport.ErrEmptyRemoteRepository) {
		return newMirror(c.dir, packp.NewAdvRefs())
	}
	if err != nil {
		return sha256Remote(err)
	}
	if format := refs.Capabilities.Get(capability.Capability("object-format")); len(format) > 0 && format[0] != "sha1" {
		return errSHA256
	}
	if err := newMirror(c.dir, refs); err != nil {
		return err
	}
	req := request(refs)
	res, err := s.UploadPack(ctx, req)
	if err != nil {
		return err
	}
	defer res.Close()
	path, err := receive(c.dir, demultiplexed(req, res))
	if err != nil {
		return err
	}
	c.meter.silence.Stop() // the rest is our own work
	return index(ctx, path)
}

// request wants every advertised object, once.
func request(refs *packp.AdvRefs) *packp.UploadPackRequest {
	req := packp.NewUploadPackRequestFromCapabilities(refs.Capabilities)
	if refs.Capabilities.Supports(capability.NoProgress) {
		_ = req.Capabilities.Set(capability.NoProgress)
	}
	wanted := map[plumbing.Hash]bool{}
	want := func(id plumbing.Hash) {
		if !wanted[id] && !id.IsZero() {
			wanted[id] = true
			req.Wants = append(req.Wants, id)
		}
	}
	if refs.Head != nil {
		want(*refs.Head)
	}
	for _, id := range refs.References {
		want(id)
	}
	return req
}

func demultiplexed(req *packp.UploadPackRequest, r io.Reader) io.Reader {
	switch {
	case req.Capabilities.Supports(capability.Sideband64k):
		return sideband.NewDemuxer(sideband.Sideband64k, r)
	case req.Capabilities.Supports(capability.Sideband):
		return sideband.NewDemuxer(sideband.Sideband, r)
	}
	return r
}

var errSHA256 = tell("the remote names its objects by SHA-256, which cannot be cloned yet", "clone it with git and scan the clone")

// sha256Remote recognises the advertisement of such a remote, which go-git cannot parse.
func sha256Remote(err error) error {
	var odd *packp.ErrUnexpectedData
	if errors.As(err, &odd) && bytes.Contains(odd.Data, []byte("object-format=sha256")) {
		return errSHA256
	}
	return err
}

var errSilent = tell("the remote sends nothing any more", "")

// meter counts what a remote sends.
type meter struct {
	limit, read int64       // bytes
	silence     *time.Timer // ends the clone
	patience    time.Duration
	progress    func(int64)
}

// reader returns r, counted, and ended by ctx.
func (m *meter) reader(ctx context.Context, r io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		n, err := r.Read(p)
		m.read += int64(n)
		if n > 0 {
			m.silence.Reset(m.patience)
		}
		if m.read > m.limit {
			return 0, tell(fmt.Sprintf("the remote sends more than the limit of %d bytes", m.limit), "--clone-limit sets another one")
		}
		if m.progress != nil && n > 0 {
			m.progress(m.read)
		}
		return n, err
	})
}

type readerFunc func([]byte) (int, error)

// Read implements io.Reader.
func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
