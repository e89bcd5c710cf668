package clone

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"golang.org/x/crypto/ssh/knownhosts"

	"github.com/sluice-scan/sluice/scanner/internal/plumbing/gittest"
)

// TestMain makes Go's verification of TLS trust the certificate of httptest, as SSL_CERT_FILE does for users.
func TestMain(m *testing.M) { os.Exit(trusting(m)) }

func trusting(m *testing.M) int {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	dir, err := os.MkdirTemp("", "clone-test-*")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := errors.Join(os.WriteFile(name, text, 0o600), os.Setenv("SSL_CERT_FILE", name)); err != nil {
		panic(err)
	}
	return m.Run()
}

// deadline is when a server or client of a test that does not end is stopped.
const deadline = time.Minute

const user, password = "ada", "not~a%secret+word"

// repository makes a repository with refs of every kind.
func repository(t *testing.T, args ...string) *gittest.Repo {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("the servers of this test run git, which is not installed")
	}
	r := gittest.Init(t, args...)
	r.Write("a.txt", "one\n")
	r.Git("add", "a.txt")
	r.Git("commit", "-q", "-m", "first")
	r.Git("tag", "-a", "-m", "tagged", "v1")
	r.Git("notes", "add", "-m", "noted")
	r.Git("update-ref", "refs/pull/1/head", "HEAD")
	r.Git("checkout", "-q", "-b", "topic/deep")
	r.Write("a.txt", strings.Repeat("two\n", 1000))
	r.Git("commit", "-q", "-a", "-m", "second")
	return r
}

// serve starts a smart HTTP server over TLS for the repository below a folder; it wants user and password if locked.
func serve(t *testing.T, root string, locked bool) *httptest.Server {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("SSL_CERT_FILE counts on Linux only")
	}
	return started(t, httptest.NewTLSServer(backend(t, root, locked)))
}

// servePlain is serve without TLS.
func servePlain(t *testing.T, root string, locked bool) *httptest.Server {
	t.Helper()
	return started(t, httptest.NewServer(backend(t, root, locked)))
}

// started ends a server with the test.
func started(t *testing.T, s *httptest.Server) *httptest.Server {
	t.Cleanup(s.Close)
	return s
}

// backend runs git-http-backend(1).
func backend(t *testing.T, root string, locked bool) http.Handler {
	t.Helper()
	out, err := exec.Command("git", "--exec-path").Output()
	program := filepath.Join(strings.TrimSpace(string(out)), "git-http-backend")
	if _, failed := os.Stat(program); err != nil || failed != nil {
		t.Skip("git http-backend is not installed")
	}
	handler := &cgi.Handler{Path: program, Env: []string{"GIT_PROJECT_ROOT=" + root, "GIT_HTTP_EXPORT_ALL=1",
		"GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=safe.directory", "GIT_CONFIG_VALUE_0=*"}, Stderr: io.Discard}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		u, p, _ := req.BasicAuth()
		if locked && (u != user || p != password) {
			w.Header().Set("WWW-Authenticate", `Basic realm="test"`)
			http.Error(w, "go away, "+u+" with "+p+"\x1b[2J", http.StatusUnauthorized)
			return
		}
		ctx, cancel := context.WithTimeout(req.Context(), deadline)
		defer cancel()
		handler.ServeHTTP(w, req.WithContext(ctx))
	})
}

// sshServer runs git-upload-pack for whoever shows the key.
type sshServer struct {
	address string
	client  ed25519.PrivateKey
	home    string // a home folder with the key and with known_hosts
}

func newKey(t *testing.T) (ssh.Signer, ed25519.PrivateKey, []byte) {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	return signer, key, pem.EncodeToMemory(block)
}

func serveSSH(t *testing.T) *sshServer {
	t.Helper()
	host, _, _ := newKey(t)
	client, key, private := newKey(t)
	config := &ssh.ServerConfig{PublicKeyCallback: func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if string(key.Marshal()) != string(client.PublicKey().Marshal()) {
			return nil, errors.New("unknown key")
		}
		return nil, nil
	}}
	config.AddHostKey(host)
	address := listen(t, "tcp", "127.0.0.1:0", func(conn net.Conn) { attend(conn, config) })
	s := &sshServer{address: address, client: key, home: t.TempDir()}
	if err := os.Mkdir(filepath.Join(s.home, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	s.write(t, "id_ed25519", string(private))
	s.know(t, host.PublicKey())
	return s
}

// serveAgent starts an ssh agent that has one key, and returns its socket.
func serveAgent(t *testing.T, key ed25519.PrivateKey) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("agents listen elsewhere there")
	}
	keys := agent.NewKeyring()
	if err := keys.Add(agent.AddedKey{PrivateKey: key}); err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "agent-*") // t.TempDir's names may be too long for sockets
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return listen(t, "unix", filepath.Join(dir, "socket"), func(conn net.Conn) {
		defer conn.Close()
		_ = agent.ServeAgent(keys, conn)
	})
}

// listen has each connection attended to until the test ends, and returns where it listens.
func listen(t *testing.T, network, address string, attend func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go attend(conn)
		}
	}()
	return listener.Addr().String()
}

func (s *sshServer) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(s.home, ".ssh", name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// know makes known_hosts say that the server has this key.
func (s *sshServer) know(t *testing.T, key ssh.PublicKey) {
	s.write(t, "known_hosts", knownhosts.Line([]string{knownhosts.Normalize(s.address)}, key)+"\n")
}

// attend serves one connection.
func attend(conn net.Conn, config *ssh.ServerConfig) {
	defer conn.Close()
	_, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for c := range channels {
		channel, requests, err := c.Accept()
		if err != nil {
			return
		}
		go func() {
			for req := range requests {
				if req.Type != "exec" {
					req.Reply(false, nil)
					continue
				}
				req.Reply(true, nil)
				execute(channel, req.Payload)
			}
		}()
	}
}

// execute runs git-upload-pack for a client and says how it ended.
func execute(channel ssh.Channel, payload []byte) {
	defer channel.Close()
	var want struct{ Command string }
	status := struct{ Code uint32 }{1}
	if ssh.Unmarshal(payload, &want) == nil && uploadPack(channel, want.Command) == nil {
		status.Code = 0
	}
	channel.SendRequest("exit-status", false, ssh.Marshal(status))
}

func uploadPack(channel ssh.Channel, command string) error {
	path, found := strings.CutPrefix(command, "git-upload-pack '")
	if !found {
		return errors.New("another command")
	}
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", "-c", "safe.directory=*", "upload-pack", strings.TrimSuffix(path, "'"))
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = channel, channel.Stderr(), time.Second
	// A copy of our own: Wait would wait for the end of what the client sends, which waits for the end of the command.
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(in, channel)
		_ = in.Close()
	}()
	return cmd.Run()
}

func mustParse(t *testing.T, url string) Remote {
	t.Helper()
	r, err := Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// tryClone clones, not for ever.
func tryClone(t *testing.T, url, dir string, o Options) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	return mustParse(t, url).Clone(ctx, dir, o)
}

// environ returns a Getenv of these "NAME=value" only.
func environ(variables ...string) func(string) string {
	return func(name string) string {
		for _, v := range variables {
			if value, found := strings.CutPrefix(v, name+"="); found {
				return value
			}
		}
		return ""
	}
}

// git runs git in a bare repository and returns what it says.
func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, err := exec.Command("git", append([]string{"--git-dir=" + dir}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// cloned checks that cloning r to dir has worked, or failed for some reasons and left nothing.
func cloned(t *testing.T, r *gittest.Repo, dir string, err error, fails []string) {
	t.Helper()
	if fails != nil {
		says(t, err, fails...)
		none(t, dir)
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	same(t, r, dir)
}

// same fails unless dir is a complete mirror of a repository.
func same(t *testing.T, r *gittest.Repo, dir string) {
	t.Helper()
	const format = "--format=%(objectname) %(refname)"
	if got, want := git(t, dir, "for-each-ref", format),
		git(t, filepath.Join(r.Dir, ".git"), "for-each-ref", format); got != want || !strings.Contains(want, "refs/pull/1/head") {
		t.Errorf("refs\n%s\nwant\n%s", got, want)
	}
	if got := git(t, dir, "symbolic-ref", "HEAD"); got != "refs/heads/topic/deep" {
		t.Errorf("HEAD is %s", got)
	}
	if out := git(t, dir, "fsck", "--full", "--strict"); out != "" {
		t.Errorf("git fsck: %s", out)
	}
}

// none fails unless a folder is empty.
func none(t *testing.T, dir string) {
	t.Helper()
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// says fails unless an error holds all of these texts, and none of the password's.
func says(t *testing.T, err error, want ...string) {
	t.Helper()
	text := fmt.Sprint(err)
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%q lacks %q", text, w)
		}
	}
	if strings.Contains(text, password) || strings.ContainsAny(text, "\x1b") || strings.Contains(text, "not~a%25secret") {
		t.Errorf("%q gives something away", text)
	}
}
