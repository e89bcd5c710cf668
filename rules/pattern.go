package rules

// What rules with a regular expression of their own have in common, here and in gitleaks' configurations.

// SecretOf returns where the secret of a match stands: in the group of that number, which counts from 1; for 0 in the first group that
// matched something; where that is none, in the whole match. m are index pairs, as package regexp gives them.
func SecretOf(m []int, group int) (from, to int) {
	if group > 0 {
		if 2*group+1 < len(m) && m[2*group] >= 0 {
			return m[2*group], m[2*group+1]
		}
		return m[0], m[1]
	}
	for i := 2; i+1 < len(m); i += 2 {
		if m[i] >= 0 && m[i+1] > m[i] {
			return m[i], m[i+1]
		}
	}
	return m[0], m[1]
}
