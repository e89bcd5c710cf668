package clone

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"golang.org/x/crypto/ssh/knownhosts"
)

// patience is how long connecting and proving who we are may take.
const patience = 30 * time.Second

// sshSession runs git-upload-pack on the remote. go-git's own session cannot be cancelled while it connects, and reads ~/.ssh/config.
type sshSession struct {
	client *ssh.Client
	run    *ssh.Session
	in     io.WriteCloser
	out    io.Reader
	stderr *bounded
	meter  *meter
	stop   func() bool
	agent  io.Closer
}

// dial connects; the connection ends with ctx.
func (c *cloner) dial(ctx context.Context) (_ *sshSession, err error) {
	conn, err := (&net.Dialer{Timeout: patience}).DialContext(ctx, "tcp", c.remote.address(true))
	if err != nil {
		return nil, err
	}
	s := &sshSession{meter: c.meter, stderr: new(bounded), agent: io.NopCloser(nil)}
	s.stop = context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer func() {
		if err != nil {
			_ = conn.Close()
			_ = s.Close()
		}
	}()
	hosts := &hosts{remote: c.remote}
	config, err := c.sshConfig(hosts, s)
	if err != nil {
		return nil, err
	}
	_ = conn.SetDeadline(time.Now().Add(patience))
	over, channels, requests, err := ssh.NewClientConn(conn, c.remote.address(true), config)
	if hosts.err != nil {
		return nil, hosts.err
	}
	if err != nil && strings.Contains(err.Error(), "unable to authenticate") {
		return nil, tell("the remote accepts none of the keys of the ssh agent and of ~/.ssh",
			"add one with ssh-add; files with a passphrase and ~/.ssh/config are not read")
	}
	if err != nil {
		return nil, err
	}
	_ = conn.SetDeadline(time.Time{})
	s.client = ssh.NewClient(over, channels, requests)
	return s, s.start(c.remote.path)
}

func (s *sshSession) start(path string) (err error) {
	if s.run, err = s.client.NewSession(); err != nil {
		return err
	}
	s.run.Stderr = s.stderr
	if s.in, err = s.run.StdinPipe(); err != nil {
		return err
	}
	if s.out, err = s.run.StdoutPipe(); err != nil {
		return err
	}
	return s.run.Start(transport.UploadPackServiceName + " " + quote(path))
}

// quote quotes a path as git's sq_quote_buf does.
func quote(path string) string {
	return "'" + strings.NewReplacer("'", `'\''`, "!", `'\!'`).Replace(path) + "'"
}

// sshConfig says who we are: the keys of the agent, then the files of ~/.ssh without a passphrase, then the URL's password.
func (c *cloner) sshConfig(hosts *hosts, s *sshSession) (*ssh.ClientConfig, error) {
	if err := hosts.read(c.env); err != nil {
		return nil, err
	}
	var signers []ssh.Signer
	if socket := c.env("SSH_AUTH_SOCK"); socket != "" {
		if conn, err := net.DialTimeout("unix", socket, patience); err == nil {
			s.agent = conn
			_ = conn.SetDeadline(time.Now().Add(patience))
			signers, _ = agent.NewClient(conn).Signers() // an agent that does not answer knows no key
		}
	}
	config := &ssh.ClientConfig{
		User: orElse(c.remote.user, orElse(c.env("USER"), "git")), HostKeyCallback: hosts.check, HostKeyAlgorithms: hosts.algorithms(),
		Auth: []ssh.AuthMethod{ssh.PublicKeys(append(signers, keyFiles(c.env.home())...)...)},
	}
	if c.remote.password != "" {
		config.Auth = append(config.Auth, ssh.Password(c.remote.password))
	}
	return config, nil
}

// keyFiles returns the keys that can be read of the files that OpenSSH tries.
func keyFiles(home string) (signers []ssh.Signer) {
	if home == "" {
		return nil
	}
	for _, name := range []string{"id_ed25519", "id_ecdsa", "id_rsa"} {
		data, err := os.ReadFile(filepath.Join(home, ".ssh", name))
		if err != nil {
			continue
		}
		if signer, err := ssh.ParsePrivateKey(data); err == nil {
			signers = append(signers, signer)
		}
	}
	return signers
}

// hosts are the keys of hosts that the user knows.
type hosts struct {
	remote Remote
	known  ssh.HostKeyCallback
	err    error // why the host was refused; the handshake's own error may hide it
}

// read reads the files of SSH_KNOWN_HOSTS (a list as in PATH), else those that OpenSSH reads.
func (h *hosts) read(e environment) error {
	files := filepath.SplitList(e("SSH_KNOWN_HOSTS"))
	if len(files) == 0 {
		files = []string{"/etc/ssh/ssh_known_hosts"}
		if e.home() != "" {
			files = append(files, filepath.Join(e.home(), ".ssh", "known_hosts"))
		}
	}
	var there []string
	for _, name := range files {
		if _, err := os.Stat(name); err == nil {
			there = append(there, name)
		}
	}
	known, err := knownhosts.New(there...)
	if err != nil {
		return fmt.Errorf("reading known_hosts: %w", err)
	}
	h.known = known
	return nil
}

func (h *hosts) check(address string, from net.Addr, key ssh.PublicKey) error {
	err := h.known(address, from, key)
	if err == nil {
		return nil
	}
	name, print := knownhosts.Normalize(address), ssh.FingerprintSHA256(key)
	var wrong *knownhosts.KeyError
	switch {
	case errors.As(err, &wrong) && len(wrong.Want) == 0:
		scan := "ssh-keyscan " + h.remote.host
		if h.remote.port != 0 {
			scan = fmt.Sprintf("ssh-keyscan -p %d %s", h.remote.port, h.remote.host)
		}
		h.err = tell(fmt.Sprintf("the host %s is not in known_hosts; its key is %s %s", name, key.Type(), print),
			"compare that with what the host's owner publishes, then add it: "+scan+" >> ~/.ssh/known_hosts")
	case errors.As(err, &wrong):
		h.err = tell(
			fmt.Sprintf("the key of host %s is %s %s, and known_hosts has another: somebody may be listening", name, key.Type(), print),
			"if the host's owner changed it, remove the old one: ssh-keygen -R '"+name+"'")
	default:
		h.err = err
	}
	return h.err
}

// algorithms returns all algorithms of host keys, those of the keys that are known for the host first, so that a host that has several
// keys shows one that can be compared (OpenSSH's order_hostkeyalgs).
func (h *hosts) algorithms() []string {
	var first []string
	var known *knownhosts.KeyError
	if errors.As(h.known(h.remote.address(true), &net.TCPAddr{}, noKey{}), &known) {
		for _, k := range known.Want {
			if k.Key.Type() == ssh.KeyAlgoRSA {
				first = append(first, ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512)
				continue
			}
			first = append(first, k.Key.Type())
		}
	}
	others := slices.DeleteFunc(ssh.SupportedAlgorithms().HostKeys, func(name string) bool { return slices.Contains(first, name) })
	return append(first, others...)
}

// noKey is a key that no host has.
type noKey struct{}

func (noKey) Type() string                        { return "none" }
func (noKey) Marshal() []byte                     { return nil }
func (noKey) Verify([]byte, *ssh.Signature) error { return errors.New("no key") }

// AdvertisedReferences implements transport.Session.
func (s *sshSession) AdvertisedReferences() (*packp.AdvRefs, error) {
	return s.AdvertisedReferencesContext(context.Background())
}

// AdvertisedReferencesContext implements transport.Session.
func (s *sshSession) AdvertisedReferencesContext(ctx context.Context) (*packp.AdvRefs, error) {
	refs := packp.NewAdvRefs()
	err := refs.Decode(s.meter.reader(ctx, s.out))
	if errors.Is(err, packp.ErrEmptyAdvRefs) || err == nil && refs.IsEmpty() {
		return nil, transport.ErrEmptyRemoteRepository
	}
	if errors.Is(err, packp.ErrEmptyInput) {
		_ = s.run.Wait() // what it writes to standard error is complete then
		return nil, tell("the remote sends no repository: "+s.stderr.String(), "")
	}
	if err != nil {
		return nil, err
	}
	transport.FilterUnsupportedCapabilities(refs.Capabilities)
	return refs, nil
}

// UploadPack implements transport.UploadPackSession.
func (s *sshSession) UploadPack(ctx context.Context, req *packp.UploadPackRequest) (*packp.UploadPackResponse, error) {
	err := req.UploadRequest.Encode(s.in)
	if err == nil {
		err = req.UploadHaves.Encode(s.in, true)
	}
	if err == nil {
		err = pktline.NewEncoder(s.in).EncodeString("done\n")
	}
	if err == nil {
		err = s.in.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("asking for objects: %w", err)
	}
	res := packp.NewUploadPackResponse(req)
	return res, res.Decode(io.NopCloser(s.meter.reader(ctx, s.out)))
}

// Close ends the connection.
func (s *sshSession) Close() error {
	s.stop()
	err := s.agent.Close()
	if s.client != nil {
		err = errors.Join(err, s.client.Close())
	}
	return err
}
