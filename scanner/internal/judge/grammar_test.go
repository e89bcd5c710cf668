package judge

import "testing"

func TestGrammar(t *testing.T) {
	hold(t, []knows{
		// what programs write in the place of a value; signs in any order are none
		{"an expression", grammatical,
			[]string{
				"getPassword()", "getPassword(", "tokens[0].value", "a.b(c).d[e]", "foo(bar", "(char*)secret", "[]byte(secret)", "&keys[i]", "*p++;",
				"x?y[0]:z", "vec![x", "foo!!.bar()", "a<b>(c)", "(a+b)*c", "{a:b", "x=>x.y()", "f(a,b,", "keys[0x1F]", "a[10L]", "wait(100ms)",
				"foo()||bar", "a&&b()", "f(x);g(y)", "foo[0])", "a->b(c)", "x[1e9]", "obj?.key(", "%pw[user]k9", `\u60A8\u597D{0}`, "x|y|z", "(x",
				"foo[1_000]", "foo[0])]};", times("(", deepest+1), "foo[7s]", "foo!", "a!=b", "q8x|9k#|w2", "{a:b}", "!x.y()", "a==b[0]", "a??b()", "wait(10min)", "(int[8])x",
			},
			[]string{
				"aB3(x9)kQ7", "x]9k(Q7m", "k9#(xQ2m", "7vR(k2Qm", "Qm{2]k9x", "k9x(Q~)m", "pQ7)m2x", "k~9[Qm2x", "Q(!*%m2k", `k9\Q2m7`, "1vRQ(9km",
				"foo!q(x", "7(k", "x[9kQm", "x[9Km", "x[1e9k", "x(y;z", times("(", deepest) + "#", "x[9abcd", "q8x|9k#w2", "x{k9}Q7", "a=/b(c)", "x[012Km]", "x[1K99", "f(!q8]", "(a[0]b",
			}},
		{"the inside of a concatenation", concatenated,
			[]string{`"+ hash(pw) +"`, "+ hash(pw) +", `'.$pw.'`, "& pw &", `"+ x +"`},
			[]string{"+hash(pw)+", "+ hash(pw)+", "+hash(pw) +", "+ hash(pw) .", "- hash(pw) -", `"+x+`, "hash(pw)", `"+x+"`}},
		{"a class of a style sheet", pseudoClass,
			[]string{"focus", "first-child", "-webkit-autofill", "-moz-focus-inner", "-ms-clear"},
			[]string{"focused", "Focus", "webkit-autofill", ""}},
	})
}
