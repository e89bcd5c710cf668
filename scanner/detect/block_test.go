package detect

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/finding"
)

// keys are made anew in each run, so that none lies in the repository.
func privateKeys(t *testing.T) map[string]string {
	t.Helper()
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(rsaKey)
	if err != nil {
		t.Fatal(err)
	}
	sec1, err := x509.MarshalECPrivateKey(ecKey)
	if err != nil {
		t.Fatal(err)
	}
	encode := func(label string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
	}
	openssh := []byte("openssh-key-v1\x00\x00\x00\x00\x04none\x00\x00\x00\x04none\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x06public")
	openssh = append(binary.BigEndian.AppendUint32(openssh, uint32(len(pkcs8))), pkcs8...)
	return map[string]string{
		"RSA": encode("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rsaKey)), "PKCS#8": encode("PRIVATE KEY", pkcs8), "EC": encode("EC PRIVATE KEY", sec1),
		"OpenSSH": encode("OPENSSH PRIVATE KEY", openssh),
	}
}

func TestBlocksAsPeopleKeepThem(t *testing.T) {
	m := compiled(t, rules.Builtin())
	found := func(text string) bool {
		w := m.NewWorker()
		for _, match := range foundBy(t, w, text) {
			if match.Rule.Kind == rules.Block && strings.HasPrefix(match.Secret, rules.BlockMark) &&
				match.Confidence != finding.ConfidenceLow {
				return true
			}
		}
		return false
	}
	for name, key := range privateKeys(t) {
		lines := strings.Split(strings.TrimSpace(key), "\n")
		for form, text := range map[string]string{
			"file":     key,
			"CRLF":     strings.ReplaceAll(key, "\n", "\r\n"),
			"indented": "key: |\n  " + strings.Join(lines, "\n  ") + "\n",
			"JSON":     `{"key": "` + strings.Join(lines, `\n`) + `\n"}`,
			"twice":    `"{\"key\": \"` + strings.Join(lines, `\\n`) + `\\n\"}"`,
			"Go":       "x := \"" + strings.Join(lines, "\\n\" +\n\t\"") + "\"",
			"comment":  "# " + strings.Join(lines, "\n# "),
			"build":    "#5 0.228 " + strings.Join(lines, "\n#5 0.228 "),
			"compose":  "web_1   | " + strings.Join(lines, "\nweb_1   | "),
			"log":      "2026-01-02T03:04:05Z " + strings.Join(lines, "\n2026-01-02T03:04:06.5Z "),
			"JSON log": `{"log": "#5 0.2 ` + strings.Join(lines, `\\r\\n#5 0.3 `) + `\\r\\n"}`,
			"slashes":  "// " + strings.Join(lines, "\n// "),
			"PHP":      "$x = '" + strings.Join(lines, "'\n     . '") + "';",
			"bytes":    "X = (\n    b'" + strings.Join(lines, "'\n    b'") + "')",
			"list":     `X = ["` + strings.Join(lines, `", "`) + `"]`,
			"sums":     "x = '" + strings.Join(lines, "';\nx += '") + "';",
			"calls":    "b.append(\"" + strings.Join(lines, "\\n\");\nb.append(\"") + "\");",
			"shifts":   `x << "` + strings.Join(lines, "\"\nx << \"") + `"`,
		} {
			if !found(text) {
				t.Errorf("%s key not found: %s", name, form)
			}
		}
		broken := strings.Join(append(append([]string{lines[0]}, lines[2:len(lines)-1]...), lines[len(lines)-1]), "\n")
		if found(broken) {
			t.Errorf("%s key without its first line found", name)
		}
	}
	public := "-----BEGIN " + "PUBLIC KEY-----\n" + base64.StdEncoding.EncodeToString(make([]byte, 90)) + "\n-----END PUBLIC KEY-----\n"
	placeholder := "-----BEGIN RSA " + "PRIVATE KEY-----\n...\n-----END RSA " + "PRIVATE KEY-----\n"
	if found(public) || found(placeholder) {
		t.Error("a public key or a placeholder is taken for a private key")
	}
}
