package clone

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/go-git/go-git/v5/plumbing/transport"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
)

// overHTTP fetches without a credential at first, as git does: a public repository needs none, and an outdated one would close it.
func (c *cloner) overHTTP(ctx context.Context) error {
	err := c.attempt(ctx, nil)
	if !errors.Is(err, transport.ErrAuthenticationRequired) {
		return c.httpError(credential{}, err)
	}
	if c.remote.scheme == "http" {
		return tell("the remote asks for a credential, and none is sent over http, where anybody on the way can read it", "use https")
	}
	found, ok := c.credential(ctx)
	if !ok {
		return c.refused(credential{}, err)
	}
	c.hideCredential(found.user, found.password)
	return c.httpError(found, c.attempt(ctx, &githttp.BasicAuth{Username: found.user, Password: found.password}))
}

func (c *cloner) httpError(tried credential, err error) error {
	if errors.Is(err, transport.ErrAuthenticationRequired) || errors.Is(err, transport.ErrAuthorizationFailed) ||
		errors.Is(err, transport.ErrRepositoryNotFound) {
		return c.refused(tried, err)
	}
	return err
}

func (c *cloner) attempt(ctx context.Context, auth transport.AuthMethod) error {
	endpoint, err := transport.NewEndpoint(c.remote.String())
	if err != nil {
		return errMalformed
	}
	over := http.DefaultTransport.(*http.Transport).Clone()
	defer over.CloseIdleConnections()
	client := &http.Client{Transport: &metered{over, c.meter}, CheckRedirect: func(to *http.Request, _ []*http.Request) error {
		if to.URL.Host != c.remote.address(false) {
			c.moved = to.URL.Hostname()
		}
		return nil
	}}
	// go-git follows redirects of the first request only, none from https to http, and keeps credentials from other origins.
	session, err := githttp.NewClient(client).NewUploadPackSession(endpoint, auth)
	if err != nil {
		return err
	}
	defer session.Close()
	return c.fetch(ctx, session)
}

// longestComplaint bounds what is read of an answer that is an error, in bytes.
const longestComplaint = 4 << 10

// metered counts what comes.
type metered struct {
	over  http.RoundTripper
	meter *meter
}

// RoundTrip implements http.RoundTripper.
func (m *metered) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := m.over.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	body := io.Reader(m.meter.reader(req.Context(), res.Body))
	if res.StatusCode >= 300 {
		body = io.LimitReader(body, longestComplaint)
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{body, res.Body}
	return res, nil
}
