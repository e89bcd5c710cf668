package detect

import "testing"

// TestGrammatical: what programs write in the place of a value is an expression, and signs in any order are none.
func TestGrammatical(t *testing.T) {
	for _, value := range []string{
		"getPassword()", "getPassword(", "tokens[0].value", "a.b(c).d[e]", "foo(bar", "(char*)secret", "[]byte(secret)", "&keys[i]", "*p++;",
		"x?y[0]:z", "vec![x", "foo!!.bar()", "a<b>(c)", "(a+b)*c", "{a:b", "x=>x.y()", "f(a,b,", "keys[0x1F]", "a[10L]", "wait(100ms)",
		"foo()||bar", "a&&b()", "f(x);g(y)", "foo[0])", "a->b(c)", "x[1e9]", "obj?.key(", "%pw[user]k9", `\u60A8\u597D{0}`, "x|y|z", "(x",
	} {
		if !grammatical([]byte(value)) {
			t.Errorf("%s is no expression", value)
		}
	}
	for _, value := range []string{
		"aB3(x9)kQ7", "x]9k(Q7m", "k9#(xQ2m", "7vR(k2Qm", "Qm{2]k9x", "k9x(Q~)m", "pQ7)m2x", "k~9[Qm2x", "Q(!*%m2k", `k9\Q2m7`, "1vRQ(9km",
	} {
		if grammatical([]byte(value)) {
			t.Errorf("%s is an expression", value)
		}
	}
}
