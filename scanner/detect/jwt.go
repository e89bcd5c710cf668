package detect

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash"
	"slices"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
)

// JSON Web Tokens in compact form (RFC 7519, RFC 7515): three base64url parts, the first two JSON objects, so both begin with "eyJ".
const (
	jwtLimit = 64 << 10 // bytes
	jwtLocal = 64       // how far the local verdict looks
)

// jwtBegins is the local verdict: base64url goes on for a while, or to the first dot and another object behind it.
func jwtBegins(text []byte, start int) bool {
	if start > 0 && ascii.IsBase64URL(text[start-1]) && continuesLeft(text, start) {
		return false
	}
	head := text[start:min(len(text), start+jwtLocal)]
	n := ascii.Run(head, ascii.IsBase64URL)
	if n == len(head) {
		return n == jwtLocal
	}
	return n >= 12 && head[n] == '.'
}

// webToken is a token as all rules read it.
type webToken struct {
	read           bool
	anchor         int32 // where it begins
	end            int32 // 0 where there is none
	header, claims map[string]any
	facts          judge.Facts
}

// jwt is the final verdict. A token is read once for all rules of tokens, whose candidates at a place follow each other.
func (f *final) jwt(r *rule, c *Candidate) bool {
	if !f.token.read || f.token.anchor != c.Anchor {
		f.token = readToken(f.text, c.Anchor)
	}
	t := &f.token
	if t.end == 0 {
		return false
	}
	for path, want := range r.Claims {
		if !claim(t.header, t.claims, path, want) {
			return false
		}
	}
	c.End = t.end
	c.facts |= t.facts
	return true
}

// readToken reads the token at an anchor. It reads part by part, so that a text full of beginnings costs no more than its length.
func readToken(text []byte, anchor int32) webToken {
	none := webToken{read: true, anchor: anchor}
	token := text[anchor:min(len(text), int(anchor)+jwtLimit)]
	if n := ascii.Run(token, ascii.IsBase64URL); n == len(token) || token[n] != '.' {
		return none
	}
	header, rest, ok := object(token)
	if !ok || header["alg"] == nil {
		return none
	}
	claims, rest, ok := object(rest[1:])
	if !ok {
		return none
	}
	t := webToken{read: true, anchor: anchor, header: header, claims: claims}
	signature := 0
	if len(rest) > 0 && rest[0] == '.' {
		signature = ascii.Run(rest[1:], ascii.IsBase64URL)
		rest = rest[1:]
	}
	if signature < 16 {
		t.facts |= judge.Unsigned
	}
	if keyed(header, claims) {
		t.facts |= judge.Bound
	}
	t.end = anchor + int32(len(token)-len(rest)+signature)
	return t
}

// knownKeys are what documentation of libraries and https://jwt.io sign tokens with, and what people write in the place of a key.
var knownKeys = [...]string{
	"secret", "your-256-bit-secret", "your-384-bit-secret", "your-512-bit-secret", "a-string-secret-at-least-256-bits-long",
	"a-valid-string-secret-that-is-at-least-384-bits-long", "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
	"key", "password", "test", "shhhhh", "mysecret", "my-secret", "my_secret", "secretkey", "secret-key", "secret_key", "supersecret", "changeme",
}

// longestSigned bounds the tokens whose signature is computed, in bytes.
const longestSigned = 4 << 10

// signedWithKnown reports a token whose signature is that by HMAC with one of knownKeys (RFC 7518, 3.2).
func signedWithKnown(value []byte) bool {
	at := bytes.LastIndexByte(value, '.')
	if at < 0 || len(value) > longestSigned || !bytes.HasPrefix(value, []byte("eyJ")) {
		return false
	}
	var digest func() hash.Hash
	switch readToken(value, 0).header["alg"] {
	case "HS256":
		digest = sha256.New
	case "HS384":
		digest = sha512.New384
	case "HS512":
		digest = sha512.New
	default:
		return false
	}
	signature, err := base64.RawURLEncoding.DecodeString(string(value[at+1:]))
	return err == nil && slices.ContainsFunc(knownKeys[:], func(key string) bool {
		mac := hmac.New(digest, []byte(key))
		mac.Write(value[:at])
		return hmac.Equal(mac.Sum(nil), signature)
	})
}

// exampleSubject is whom the tokens are about that documentation shows (https://jwt.io/introduction).
const exampleSubject = "1234567890"

// exampleToken reports a token about that subject.
func exampleToken(value []byte) bool {
	return bytes.HasPrefix(value, []byte("eyJ")) && readToken(value, 0).claims["sub"] == exampleSubject
}

// keyed reports whether who shows the token must prove that a key is theirs: one that it names (RFC 7800), or NATS' that it is
// made for, unless it says otherwise (https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro/jwt).
func keyed(header, claims map[string]any) bool {
	if claims["cnf"] != nil {
		return true
	}
	nats, ok := claims["nats"].(map[string]any)
	alg, _ := header["alg"].(string)
	return ok && strings.HasPrefix(alg, "ed25519") && nats["bearer_token"] != true
}

// object reads one part, a JSON object in base64url.
func object(token []byte) (o map[string]any, rest []byte, ok bool) {
	n := ascii.Run(token, ascii.IsBase64URL)
	raw := make([]byte, base64.RawURLEncoding.DecodedLen(n))
	if _, err := base64.RawURLEncoding.Decode(raw, token[:n]); err != nil || json.Unmarshal(raw, &o) != nil {
		return nil, nil, false
	}
	return o, token[n:], o != nil
}

// claim reports whether a claim ("role", "header.kid") has the wanted value; a "*" at its end stands for any rest.
func claim(header, claims map[string]any, path, want string) bool {
	from := claims
	if name, ok := strings.CutPrefix(path, "header."); ok {
		from, path = header, name
	}
	v, ok := from[path]
	if begin, open := strings.CutSuffix(want, "*"); open {
		return ok && strings.HasPrefix(fmt.Sprint(v), begin)
	}
	return ok && fmt.Sprint(v) == want
}
