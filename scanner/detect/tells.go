package detect

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// What a key says of itself beyond what its rule knows of all of its kind: whose it is and until when it is valid.

// says returns what a match says of itself, behind its rule's own scope.
func (r *rule) says(secret string) []string {
	switch {
	case r.Kind == rules.JWT:
		return append(r.Scope[:len(r.Scope):len(r.Scope)], claimed(secret)...)
	case r.Tells == rules.AWSAccount:
		if account, ok := awsAccount(secret); ok {
			return append(r.Scope[:len(r.Scope):len(r.Scope)], "account "+account)
		}
	}
	return append(r.Scope[:len(r.Scope):len(r.Scope)], slices.Concat(r.stage(secret), r.members(secret))...)
}

// stages are words in front of a token's random part that say whether it moves real money and data.
var stages = map[string]string{
	"live": "live", "prod": "live", "production": "live",
	"test": "test", "sandbox": "test", "sbox": "test", "dev": "test", "development": "test", "staging": "test",
}

// stage tells whether a token is live or a test's, where its literal says so and its rule does not.
func (r *rule) stage(secret string) []string {
	if r.Kind != rules.Token || slices.ContainsFunc(r.Scope, func(s string) bool { return stages[s] != "" || s == "production" }) {
		return nil
	}
	literal := strings.ToLower(r.LiteralAt([]byte(secret)))
	for word := range strings.FieldsFuncSeq(literal, func(c rune) bool { return c == '_' || c == '-' || c == '.' }) {
		if stage := stages[word]; stage != "" && literal != word {
			return []string{stage}
		}
	}
	return nil
}

// strange reports a token that is a JSON object with none of the members that its rule tells of: another service's.
func (r *rule) strange(secret []byte) bool {
	wanted, ok := strings.CutPrefix(r.Tells, rules.JSONMembers)
	if !ok || r.Kind != rules.Token {
		return false
	}
	object := objectIn(string(secret))
	return object != nil && len(membersOf(object, wanted)) == 0
}

// objectIn returns the JSON object that a token is, or has as a part, in base64; nil if there is none.
func objectIn(secret string) (object map[string]any) {
	at := strings.Index(secret, "eyJ")
	if at < 0 {
		return nil
	}
	text := secret[at:]
	text = text[:ascii.Run([]byte(text), func(c byte) bool { return ascii.IsBase64URL(c) && c != '_' || c == '+' || c == '/' })]
	raw, err := base64.RawURLEncoding.DecodeString(strings.NewReplacer("+", "-", "/", "_").Replace(text))
	if err != nil || json.Unmarshal(raw, &object) != nil {
		return nil
	}
	return object
}

// members tells what a JSON object in a token says, as far as the rule asks for it: "json org=organization m.r=region".
func (r *rule) members(secret string) []string {
	wanted, ok := strings.CutPrefix(r.Tells, rules.JSONMembers)
	if !ok {
		return nil
	}
	return membersOf(objectIn(secret), wanted)
}

// membersOf tells of the members of an object that are wanted.
func membersOf(object map[string]any, wanted string) (says []string) {
	for pair := range strings.FieldsSeq(wanted) {
		path, label, _ := strings.Cut(pair, "=")
		if value := memberText(object, path); value != "" {
			says = append(says, label+" "+value)
		}
	}
	return says
}

// memberText returns the text or number that a path of names joined by dots leads to, if it is short and printable.
func memberText(object map[string]any, path string) string {
	name, rest, deeper := strings.Cut(path, ".")
	inner, _ := object[name].(map[string]any)
	if deeper {
		return memberText(inner, rest)
	}
	var text string
	switch v := object[name].(type) {
	case string:
		text = v
	case float64:
		text = strconv.FormatFloat(v, 'f', -1, 64)
	}
	if len(text) > maxClaim || strings.ContainsFunc(text, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		return ""
	}
	return text
}

// awsAccount returns the account number in an AWS access key id: behind the first 4 characters stand 10 bytes in base32, whose first
// 5, shifted by one bit, are the number. Ids of before 2019, which go on with I or J, hold none.
// (https://awsteele.com/blog/2020/09/26/aws-access-key-format.html; AWS itself tells it: sts get-access-key-info)
func awsAccount(id string) (string, bool) {
	if len(id) != 20 || id[4] == 'I' || id[4] == 'J' {
		return "", false
	}
	raw, err := base32.StdEncoding.DecodeString(id[4:])
	if err != nil {
		return "", false
	}
	n := binary.BigEndian.Uint64(append([]byte{0, 0}, raw[:6]...)) & 0x7fffffffff80 >> 7
	return fmt.Sprintf("%012d", n), n < 1e12
}

// maxClaim bounds what of a claim is told, in bytes.
const maxClaim = 100

// claimed tells the issuer of a JSON Web Token and its time (RFC 7519, 4.1).
func claimed(token string) (says []string) {
	_, rest, ok := object([]byte(token))
	if !ok || len(rest) == 0 {
		return nil
	}
	claims, _, ok := object(rest[1:])
	if !ok {
		return nil
	}
	if issuer, ok := claims["iss"].(string); ok && issuer != "" && len(issuer) <= maxClaim {
		says = append(says, "issued by "+issuer)
	}
	switch expiry, ok := claims["exp"].(float64); {
	case !ok:
		says = append(says, "permanent")
	case expiry > 0 && expiry < math.MaxInt32*4:
		says = append(says, "expires "+time.Unix(int64(expiry), 0).UTC().Format(time.DateOnly))
	}
	return says
}
