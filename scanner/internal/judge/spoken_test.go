package judge

import "testing"

func TestSpoken(t *testing.T) {
	spoken := func(value []byte) bool { is, _ := Spoken(value); return is }
	hold(t, []knows{
		{"words of other languages", spoken,
			[]string{
				"Contraseña olvidada", `Kennwortr\u00fccksetzung`, `contrase\xf1a del usuario`, `\u5bc6\u7801`, "8文字以上のパスワード", "Mot de passe oublié ?", "Пароль2", "รหัสผ่าน",
				"¡señor", "l'été", "é-à/ü(ö).,:;!?",
			},
			[]string{"password", "Füchse7!", `p\u00e4ss#9x1`, `p\xe4ss#9x1`, "pässwörd99", `\u00zz`, "€uro", "", "\xff\xfe", `pass\word`, "aé_", `\u00e`, `\u0020`, `\q5bc6\q7801`, `\ugbc6\ug801`, `\qe9\qe9`, `\xge\xge`, `\xe`, "\xff\xfeé q"}},
		{"other scripts", foreign,
			[]string{"Пароль2", `\u5bc6\u7801`, "éa", `\xe9a`},
			[]string{"Contraseña", "éaa", "é77", "password", "\xff\xff"}},
		{"a digit and a sign", Signed, []string{"p4ss#word", "7~"}, []string{"p4ssword", "pass#word", "p4ss #word", "p4ss-word"}},
		{"a sentence", Sentence,
			[]string{"two words", "word ( word", "that's a well-known one!", "(Mot de passe) oublié ?"},
			[]string{"word", "word ", "two w0rds", "two w_rds", ""}},
	})
}
