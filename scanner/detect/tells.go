package detect

import (
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/sluice-scan/sluice/rules"
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
	return r.Scope
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
