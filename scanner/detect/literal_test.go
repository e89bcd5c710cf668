package detect

import (
	"strings"
	"testing"
)

// TestLiteralObjects: a JSON Web Key that a program writes as an object is found whatever its keys, quotes and brackets are, and
// only what stands in one object.
func TestLiteralObjects(t *testing.T) {
	key := filled(t, "{{base64url:43}}")
	for text, want := range map[string]bool{
		"const jwk = { kty: 'oct', k: '@' };":                              true,
		"const jwk = {\n  kty: \"oct\", // symmetric\n  k: \"@\",\n};":     true,
		"jwk = {'kty': 'oct', 'k': '@', 'use': None}":                      true,
		"jwk = {\"kty\": \"oct\", \"k\": \"@\",}":                          true,
		"jwk = dict(alg=HS256, k='@', kty='oct')":                          true,
		"$jwk = ['kty' => 'oct', 'k' => '@'];":                             true,
		"jwk = { :kty => 'oct', :k => '@' }":                               true,
		"{ /* a, b */ kty: 'oct', key_ops: ['sign', 'verify'], k: '@' }":   true,
		"{ kty: 'oct', f: (x) => { return [x, '}'] }, k: '@' }":            true,
		"{ kty: 'oct' }, { k: '@' }":                                       false,
		"{ kty: 'oct', x: { k: '@' } }":                                    false,
		"{ kty: 'oct', k: key }":                                           false,
		"{ kty: 'oct', k: 'a' + '@' }":                                     false,
		"{ kty: 'oct', k: '@":                                              false,
		"{ kty: 'EC', k: '@' }":                                            false,
		"{ kty: 'oct', ...rest, k: '@' }":                                  false, // what rest holds is not known
		"kty: oct\nk: @\n":                                                 false,
		"{ kty: 'oct', x: '" + strings.Repeat("x", 64<<10) + "', k: '@' }": false, // too long
		"{ kty: 'oct', k: process.env.JWK_K }":                             false,
	} {
		text = strings.ReplaceAll(text, "@", key)
		got := false
		for _, m := range found(t, text) {
			got = got || m.Secret == key && m.Rule.ID == "jwt-jwk-symmetric"
		}
		if got != want {
			t.Errorf("%.200s: found %v", text, got)
		}
	}
}
