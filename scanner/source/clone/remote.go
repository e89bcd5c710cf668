package clone

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

// Remote is where a repository lies that is not on this machine.
type Remote struct {
	scheme         string // https, http or ssh
	user, password string
	host           string // without brackets
	port           int    // 0 if the scheme tells
	path           string // with a slash in front, but for ssh's paths below the home folder
}

// Local returns the path of a repository that is on this machine: url is a path, or a file:// URL. ok is false for what Parse takes.
func Local(url string) (path string, ok bool) {
	if rest, found := cutScheme(url, "file"); found {
		return filePath(rest)
	}
	if strings.Contains(url, "://") {
		return "", false
	}
	if _, _, found := cutSCP(url); !found {
		return url, true
	}
	_, err := os.Lstat(url) // a file of that name is what git takes, too
	return url, err == nil
}

func cutScheme(raw, scheme string) (string, bool) {
	before, rest, found := strings.Cut(raw, "://")
	return rest, found && strings.EqualFold(before, scheme)
}

// filePath returns the path of what stands behind file://. Percent signs are decoded, as git does.
func filePath(rest string) (string, bool) {
	host, path, found := strings.Cut(rest, "/")
	if !found || host != "" && !strings.EqualFold(host, "localhost") {
		return "", false
	}
	path, err := url.PathUnescape("/" + path)
	if err != nil || strings.ContainsRune(path, 0) {
		return "", false
	}
	if len(path) > 2 && filepath.VolumeName(path[1:]) != "" { // file:///C:/folder
		path = path[1:]
	}
	return filepath.FromSlash(path), true
}

// cutSCP splits [user@]host:path, which git takes for ssh if the first colon stands in front of any slash.
func cutSCP(raw string) (host, path string, ok bool) {
	if filepath.VolumeName(raw) != "" {
		return "", "", false
	}
	from := 0
	if at := strings.Index(raw, "["); at >= 0 && !strings.ContainsAny(raw[:at], "/:") {
		from = max(strings.Index(raw, "]"), 0) // [::1]:path
	}
	colon := strings.Index(raw[from:], ":") + from
	if colon < from+1 || strings.Contains(raw[:colon], "/") {
		return "", "", false
	}
	return raw[:colon], raw[colon+1:], true
}

var (
	errMalformed = errors.New("the URL is malformed; use https://HOST/PATH, ssh://[USER@]HOST/PATH or [USER@]HOST:PATH")
	errScheme    = errors.New("only https, http and ssh URLs can be cloned; file:// URLs and paths are read in place")
	errQuery     = errors.New("the URL has a query or a fragment; a repository's URL has none")
)

// Parse reads a URL. Its errors quote nothing: any part may be a credential.
func Parse(raw string) (Remote, error) {
	if strings.ContainsFunc(raw, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return Remote{}, errMalformed
	}
	if !strings.Contains(raw, "://") {
		return parseSCP(raw)
	}
	u, err := url.Parse(raw)
	if err != nil {
		return Remote{}, errMalformed
	}
	if u.RawQuery != "" || u.Fragment != "" || u.ForceQuery {
		return Remote{}, errQuery
	}
	r := Remote{scheme: strings.ToLower(u.Scheme), user: u.User.Username(), host: u.Hostname(), path: u.Path}
	r.password, _ = u.User.Password()
	if u.Port() != "" {
		if r.port, err = strconv.Atoi(u.Port()); err != nil {
			return Remote{}, errMalformed
		}
	}
	if r.scheme == "ssh" && strings.HasPrefix(r.path, "/~") {
		r.path = r.path[1:] // as git: ~ is the home folder of the user there
	}
	return r, r.check()
}

func parseSCP(raw string) (Remote, error) {
	host, path, ok := cutSCP(raw)
	if !ok {
		return Remote{}, errMalformed
	}
	if strings.HasPrefix(path, ":") { // transport::address, which git gives to a program of that name
		return Remote{}, errScheme
	}
	if at := strings.LastIndex(path, "@"); at > 0 && path[at-1] != '/' { // user:password@host:path, https:/user:password@host
		return Remote{}, errMalformed
	}
	r := Remote{scheme: "ssh", path: path}
	if at := strings.LastIndex(host, "@"); at >= 0 {
		r.user, host = host[:at], host[at+1:]
	}
	r.host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return r, r.check()
}

func (r Remote) check() error {
	if r.scheme != "https" && r.scheme != "http" && r.scheme != "ssh" {
		return errScheme
	}
	if !isHost(r.host) || strings.Trim(r.path, "/") == "" || r.port < 0 || r.port > 65535 {
		return errMalformed
	}
	if strings.ContainsAny(r.user+r.password+r.host+r.path, "\x00\r\n") { // lines of the credential helper's protocol
		return errMalformed
	}
	return nil
}

// isHost reports whether a text can be a host's name or address. What else stands there, a URL would give another meaning.
func isHost(text string) bool {
	if address, err := netip.ParseAddr(text); err == nil {
		text = "a" + address.Zone()
	}
	return text != "" && !strings.ContainsFunc(text, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("-._", c)
	})
}

// String returns the URL without user name and password.
func (r Remote) String() string {
	return (&url.URL{Scheme: r.scheme, Host: r.address(false), Path: "/" + strings.TrimPrefix(r.path, "/")}).String()
}

// address returns host and port; a default port only if it is asked for.
func (r Remote) address(always bool) string {
	port := r.port
	if port == 0 && always {
		port = map[string]int{"https": 443, "http": 80, "ssh": 22}[r.scheme]
	}
	if port != 0 {
		return net.JoinHostPort(r.host, strconv.Itoa(port))
	}
	if strings.Contains(r.host, ":") {
		return "[" + r.host + "]"
	}
	return r.host
}
