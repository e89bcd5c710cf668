package clone

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/google/go-cmp/cmp"
)

// TestHTTP clones over TLS with and without a credential, from each place that may know one.
func TestHTTP(t *testing.T) {
	r := repository(t)
	open, locked := serve(t, filepath.Dir(r.Dir), false), serve(t, filepath.Dir(r.Dir), true)
	name := "/" + filepath.Base(r.Dir) + "/.git"
	r.Write("../netrc", "machine 127.0.0.1 login "+user+" password "+password+"\n")
	netrcFile := filepath.Join(filepath.Dir(r.Dir), "netrc")
	withUser := strings.Replace(locked.URL, "https://", "https://"+url.UserPassword(user, password).String()+"@", 1)
	for _, c := range []struct {
		what, url string
		env       []string
		fails     []string
	}{
		{"public", open.URL, nil, nil},
		{"URL", withUser, nil, nil},
		{"environment", locked.URL, []string{"SLUICE_GIT_USERNAME=" + user, "SLUICE_GIT_PASSWORD=" + password}, nil},
		{"netrc", locked.URL, []string{"NETRC=" + netrcFile}, nil},
		{"a token for another host", locked.URL, []string{"GITHUB_TOKEN=" + password}, []string{"asks for a credential", "SLUICE_GIT_PASSWORD"}},
		{"nothing known", locked.URL, nil, []string{"asks for a credential"}},
		{"wrong password", locked.URL, []string{"SLUICE_GIT_USERNAME=x", "SLUICE_GIT_PASSWORD=" + password + "x"}, []string{"refuses the credential of SLUICE_GIT_PASSWORD"}},
		{"wrong password in the URL", strings.Replace(withUser, user+":", "eve:", 1), nil, []string{"refuses the credential of the URL"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			dir := t.TempDir()
			err := tryClone(t, c.url+name, dir, Options{Getenv: environ(c.env...)})
			cloned(t, r, dir, err, c.fails)
		})
	}
}

// TestRedirect: what another host is sent holds no credential, and the message names that host.
func TestRedirect(t *testing.T) {
	repository(t)
	var seen []string
	other := started(t, httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		seen = append(seen, req.Header.Get("Authorization")+req.URL.User.String())
		w.WriteHeader(http.StatusUnauthorized)
	})))
	first := started(t, httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, other.URL+req.URL.RequestURI(), http.StatusMovedPermanently)
	})))
	dir := t.TempDir()
	err := tryClone(t, first.URL+"/r.git", dir, Options{Getenv: environ("SLUICE_GIT_PASSWORD=" + password)})
	says(t, err, "sends us to 127.0.0.1")
	none(t, dir)
	if strings.Join(seen, "") != "" || len(seen) == 0 {
		t.Errorf("the other host was sent %q", seen)
	}
}

// TestDowngrade: nothing is read where anybody on the way can change it, if that was not asked for.
func TestDowngrade(t *testing.T) {
	asked := false
	plain := started(t, httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true })))
	first := started(t, httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		http.Redirect(w, req, plain.URL+req.URL.RequestURI(), http.StatusMovedPermanently)
	})))
	says(t, tryClone(t, first.URL+"/r.git", t.TempDir(), Options{}), `changes scheme from "https" to "http"`)
	if asked {
		t.Error("the other server was asked")
	}
}

// TestUntrusted: a certificate that nobody vouches for, or for another host, is refused.
func TestUntrusted(t *testing.T) {
	stranger := httptest.NewUnstartedServer(http.NotFoundHandler())
	stranger.TLS = &tls.Config{Certificates: []tls.Certificate{selfSigned(t)}}
	stranger.StartTLS()
	says(t, tryClone(t, started(t, stranger).URL+"/r.git", t.TempDir(), Options{}), "unknown authority", "hint: on Linux SSL_CERT_FILE")
	s := started(t, httptest.NewTLSServer(http.NotFoundHandler()))
	dir := t.TempDir()
	says(t, tryClone(t, strings.Replace(s.URL, "127.0.0.1", "localhost", 1)+"/r.git", dir, Options{}), "certificate")
	none(t, dir)
}

// selfSigned makes a certificate that no authority vouches for.
func selfSigned(t *testing.T) tls.Certificate {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	text := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(deadline), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	made, err := x509.CreateCertificate(nil, text, text, public, private)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{made}, PrivateKey: private}
}

// TestSSH: the host must be known, the key be right.
func TestSSH(t *testing.T) {
	r := repository(t)
	stranger, _, unknownKey := newKey(t)
	for _, c := range []struct {
		what    string
		prepare func(*sshServer)
		path    string
		fails   []string
	}{
		{"known", func(*sshServer) {}, r.Dir, nil},
		{"unknown host", func(s *sshServer) { s.write(t, "known_hosts", "") }, r.Dir, []string{"is not in known_hosts", "SHA256:", "ssh-keyscan -p "}},
		{"another host's key", func(s *sshServer) { s.know(t, stranger.PublicKey()) }, r.Dir, []string{"cloning ssh://127.0.0.1", "known_hosts has another", "ssh-keygen -R"}},
		{"another key of ours", func(s *sshServer) { s.write(t, "id_ed25519", string(unknownKey)) }, r.Dir, []string{"accepts none of the keys"}},
		{"no repository", func(*sshServer) {}, r.Dir + "-none", []string{"sends no repository", "does not appear to be a git repository"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			s, dir := serveSSH(t), t.TempDir()
			c.prepare(s)
			err := tryClone(t, "ssh://git@"+s.address+c.path, dir,
				Options{Getenv: environ("HOME="+s.home, "SSH_KNOWN_HOSTS="+filepath.Join(s.home, ".ssh", "known_hosts"))})
			cloned(t, r, dir, err, c.fails)
		})
	}
}

// TestAgent: a key that only the ssh agent has.
func TestAgent(t *testing.T) {
	r := repository(t)
	s, dir := serveSSH(t), t.TempDir()
	socket := serveAgent(t, s.client)
	s.write(t, "id_ed25519", "no key")
	known := "SSH_KNOWN_HOSTS=" + filepath.Join(s.home, ".ssh", "known_hosts")
	url := "ssh://git@" + s.address + r.Dir
	says(t, tryClone(t, url, dir, Options{Getenv: environ("HOME="+s.home, known)}), "accepts none of the keys")
	if err := tryClone(t, url, dir, Options{Getenv: environ("HOME="+s.home, known, "SSH_AUTH_SOCK="+socket)}); err != nil {
		t.Fatal(err)
	}
	same(t, r, dir)
}

// TestHelper: the credential helper that the user configured is asked, in a folder that is none of the user's.
func TestHelper(t *testing.T) {
	r := repository(t)
	locked, dir, home := serve(t, r.Dir, true), t.TempDir(), t.TempDir()
	asked := filepath.Join(home, "asked")
	config := filepath.Join(home, "gitconfig")
	helper := "[credential]\n\thelper = \"!f() { cat >'" + asked + "'; echo username=" + user + "; echo 'password=" + password +
		"'; }; f\"\n"
	if err := os.WriteFile(config, []byte(helper), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", config)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	if err := tryClone(t, locked.URL+"/.git", dir, Options{Getenv: environ("HOME=" + home)}); err != nil {
		t.Fatal(err)
	}
	same(t, r, dir)
	question, err := os.ReadFile(asked)
	want := "protocol=https\nhost=" + strings.TrimPrefix(locked.URL, "https://") + "\n"
	if err != nil || !strings.Contains(string(question), want) {
		t.Errorf("it was asked %q, %v; want %q", question, err, want)
	}
}

// TestPlain: over http a public repository is cloned, and no credential is sent.
func TestPlain(t *testing.T) {
	r := repository(t)
	dir := t.TempDir()
	open, locked := servePlain(t, r.Dir, false), servePlain(t, r.Dir, true)
	if err := tryClone(t, open.URL+"/.git", dir, Options{}); err != nil {
		t.Fatal(err)
	}
	same(t, r, dir)
	dir = t.TempDir()
	withUser := strings.Replace(locked.URL, "http://", "http://"+url.UserPassword(user, password).String()+"@", 1)
	says(t, tryClone(t, withUser+"/.git", dir, Options{}), "none is sent over http", "use https")
	none(t, dir)
}

// TestLimits: an empty remote is an empty repository; SHA-256, too many bytes and a cancelled run leave nothing.
func TestLimits(t *testing.T) {
	r, sha256 := repository(t), repository(t, "--object-format=sha256")
	full, long := serve(t, r.Dir, false), serve(t, sha256.Dir, false)
	dir := t.TempDir()
	says(t, tryClone(t, full.URL+"/.git", dir, Options{Limit: 700}), "more than the limit of 700 bytes", "--clone-limit")
	none(t, dir)
	says(t, tryClone(t, long.URL+"/.git", dir, Options{}), "SHA-256")
	none(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	err := mustParse(t, full.URL+"/.git").Clone(ctx, dir, Options{Progress: func(n int64) {
		if n > 700 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	none(t, dir)
}

// TestHostileRemote: what a remote sends is damaged, lies, or does not come; nothing is left of it.
func TestHostileRemote(t *testing.T) {
	const id = "1212121212121212121212121212121212121212"
	line := func(text string) string { return fmt.Sprintf("%04x%s", len(text)+4, text) }
	refs := func(name string) string {
		return line("# service=git-upload-pack\n") + "0000" + line(id+" "+name+"\x00side-band-64k ofs-delta\n") + "0000"
	}
	for name, c := range map[string]struct{ refs, pack, want string }{
		"no refs":         {"nonsense", "", "cloning http://"},
		"cut refs":        {refs("refs/heads/main")[:60], "", "cloning http://"},
		"no pack":         {refs("refs/heads/main"), line("NAK\n") + line("\x01nonsense") + "0000", "not a pack"},
		"cut pack":        {refs("refs/heads/main"), line("NAK\n") + line("\x01PACK\x00\x00\x00\x02\x7f\xff\xff\xff"+strings.Repeat("x", 40)) + "0000", "checksum"},
		"error":           {refs("refs/heads/main"), line("NAK\n") + line("\x03no \x1b[2J way") + "0000", "way"},
		"silence":         {refs("refs/heads/main"), "", "sends nothing any more"},
		"path as a name":  {refs("refs/heads/../../../../tmp/x"), line("NAK\n") + line("\x01nonsense") + "0000", "cloning http://"},
		"lines as a name": {refs("refs/heads/x\n" + id + " refs/heads/y"), line("NAK\n") + line("\x01nonsense") + "0000", "cloning http://"},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				text := c.pack
				if req.Method == http.MethodGet {
					text = c.refs
				}
				if text == "" {
					w.(http.Flusher).Flush()
					<-req.Context().Done()
				}
				_, _ = io.WriteString(w, text)
			}))
			defer s.Close()
			dir := t.TempDir()
			patience := deadline
			if name == "silence" {
				patience = time.Millisecond
			}
			says(t, tryClone(t, s.URL+"/r.git", dir, Options{Patience: patience}), c.want)
			none(t, dir)
		})
	}
}

// TestOddNames: refs of any name are fetched, and those that are none of git's become no refs.
func TestOddNames(t *testing.T) {
	dir := t.TempDir()
	refs := packp.NewAdvRefs()
	for _, name := range []string{
		"refs/heads/main", "refs/heads/../../../x", "refs/heads/a\nb", "config", "/etc/passwd", "refs/heads/.lock",
	} {
		refs.References[name] = plumbing.NewHash("1212121212121212121212121212121212121212")
	}
	if got := string(packedRefs(refs)); got != "1212121212121212121212121212121212121212 refs/heads/main\n" {
		t.Errorf("packed-refs is %q", got)
	}
	if err := newMirror(dir, refs); err != nil {
		t.Fatal(err)
	}
	if len(request(refs).Wants) != 1 {
		t.Errorf("it wants %v", request(refs).Wants)
	}
}

func TestLocal(t *testing.T) {
	for url, want := range map[string]string{
		"/a/b": "/a/b", ".": ".", "a/b:c": "a/b:c", "file:///a%20b": "/a b", "FILE://localhost/a": "/a",
		"https://h/p": "", "git@h:p": "", "h:p": "", "ssh://h/p": "", "[::1]:p": "", "file://elsewhere/a": "",
	} {
		path, ok := Local(url)
		if !ok {
			path = ""
		}
		if diff := cmp.Diff(filepath.FromSlash(want), path); diff != "" || ok != (want != "") {
			t.Errorf("%s: %v %s", url, ok, diff)
		}
	}
}

// TestParse: nothing that may be a credential is shown, also of what cannot be parsed.
func TestParse(t *testing.T) {
	for url, want := range map[string]string{
		"https://u:p@h:8443/p": "https://h:8443/p", "git@h:a/b": "ssh://h/a/b", "ssh://git@[::1]:22/~x/r": "ssh://[::1]:22/~x/r",
		"https://u:p%zz@h/p": errMalformed.Error(), "https://h/p?token=x": errQuery.Error(), "https://u:p@/p": errMalformed.Error(), "ftp://u:p@h/p": errScheme.Error(),
		"ext::sh -c x": errScheme.Error(), "file://elsewhere/a": errScheme.Error(), "https://h/a\nb": errMalformed.Error(),
		// a password in the wrong place is none of a path, which is shown
		"u:p@h:a/b": errMalformed.Error(), "https:/u:p@h/p": errMalformed.Error(), "u:p/q@h:a": errMalformed.Error(), "git@h:@team/a": "ssh://h/@team/a",
		// decoded, each would be a line of what a credential helper is asked
		"https://h/a%0ahost=github.com": errMalformed.Error(), "https://u%0dx@h/p": errMalformed.Error(), "https://u:p%00@h/p": errMalformed.Error(), "h:": errMalformed.Error(),
	} {
		r, err := Parse(url)
		got := r.String()
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}

// FuzzParse: no URL shows its password, and what is shown means the same repository.
func FuzzParse(f *testing.F) {
	for _, url := range []string{"https://u:p@h:8443/p", "git@h:a/b", "ssh://git@[::1]:22/~x/r", "[::1]:p", "h:~/x", "http://h/%2e%2e/x"} {
		f.Add(url)
	}
	f.Fuzz(func(t *testing.T, url string) {
		r, err := Parse(url)
		if err != nil {
			return
		}
		again, err := Parse(r.String())
		if err != nil || again.user+again.password != "" || again.scheme != r.scheme || again.address(true) != r.address(true) {
			t.Errorf("%q is shown as %q, which means %+v, %v", url, r, again, err)
		}
	})
}

// TestUserIsHidden: who gives a name alone may have given a token; ssh's is none.
func TestUserIsHidden(t *testing.T) {
	for scheme, want := range map[string]string{"https": "of ***", "ssh": "of t0k3n-user"} {
		c := &cloner{remote: Remote{scheme: scheme, host: "h", path: "/p"}}
		c.hideCredential("t0k3n-user", "")
		if err := c.explain(t.Context(), errors.New("no place of t0k3n-user")); !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: %v", scheme, err)
		}
	}
}

func TestClean(t *testing.T) {
	got := clean("get \"https://u:p@h/x\": se/cret \x1b[2J se%2Fcret\n"+strings.Repeat("y", 1000), []string{"", "se/cret"})
	want := "get \"https://h/x\": ***  [2J *** " + strings.Repeat("y", 1000)
	if want = want[:longestMessage] + "…"; got != want {
		t.Errorf("%q", got)
	}
}

// TestNetrcLogin: an entry of another login is none, one without a login is for all.
func TestNetrcLogin(t *testing.T) {
	const file = "machine h login eve password 1\nmachine h login ada password 2\nmachine h password 3\n"
	for login, want := range map[string]string{"": "eve 1", "ada": "ada 2", "bob": "bob 3"} {
		if user, password, ok := netrc([]byte(file), "h", login); !ok || user+" "+password != want {
			t.Errorf("login %q: %s %s, %v, want %s", login, user, password, ok, want)
		}
	}
	if user, _, ok := netrc([]byte("machine h login eve password 1\n"), "h", "ada"); ok {
		t.Errorf("for ada there is %s", user)
	}
}

// FuzzNetrc: what is written is found, for that host only, whatever stands behind it.
func FuzzNetrc(f *testing.F) {
	for _, tail := range []string{
		"", "machine h login x password y", "macdef m\nmachine h\n\ndefault login d password e",
		"\"", "#", "default password \"a\\\"b",
	} {
		f.Add(tail)
	}
	f.Fuzz(func(t *testing.T, tail string) {
		user, password, ok := netrc([]byte("machine first login a password \"b c\"\nmachine x\n"+tail), "FIRST", "")
		if !ok || user != "a" || password != "b c" {
			t.Errorf("%q %q %v", user, password, ok)
		}
		if _, password, ok := netrc([]byte(tail), "elsewhere", ""); ok && (password == "" || len(password) > len(tail)) {
			t.Errorf("password %q of %q", password, tail)
		}
	})
}
