package judge

import (
	"bytes"
	"strings"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/wordlist"
)

// Values that people write in the place of a secret: one sign over and over, a sequence, "your password" in some language.

// Placeholder reports whether a value stands for one: a run of one character, a sequence, short ones over and over, a word
// that people write there.
func Placeholder(value []byte) bool {
	return Repeats(value) || Sequence(value) || strokes(value) || series(value) || stands(value) || cutShort(value)
}

// cutShort reports the beginning of a value: MIGEAgEAMBAGByqGSM49...
func cutShort(value []byte) bool { return bytes.HasSuffix(value, []byte("...")) }

// masked reports nothing but one sign that people write over a value.
func masked(value []byte) bool {
	return bytes.IndexByte([]byte("xX0*.<-_#?"), value[0]) >= 0 && ascii.All(value[1:], func(c byte) bool { return c == value[0] })
}

// ShortMadeUp is the length, in bytes, below which a made-up value is a placeholder.
const ShortMadeUp = 12

// Repeats reports a run of 6 equal characters that makes up an eighth of the value, or of 4 that make up half of it, as in xxxx and
// 0000-0000; long tokens of binary formats hold AAAAAA by right.
func Repeats(value []byte) bool {
	longest, length := 0, 0
	for i, c := range value {
		if i > 0 && ascii.Lower(c) == ascii.Lower(value[i-1]) {
			length++
		} else {
			length = 1
		}
		longest = max(longest, length)
	}
	return longest >= 6 && 8*longest >= len(value) || longest >= 4 && 2*longest+1 >= len(value)
}

// Sequence reports 8 characters in ascending or descending order, whatever blanks are between: 12345678, abcd efgh.
func Sequence(value []byte) bool {
	up, down := 1, 1
	last := byte(0)
	for _, c := range value {
		if c == ' ' {
			continue
		}
		step := int(ascii.Lower(c)) - int(ascii.Lower(last))
		if step == '0'-'9' {
			step = 1 // 1234567890
		}
		known := ascii.IsAlnum(c) && ascii.IsAlnum(last)
		up, down = grow(up, known && step == 1), grow(down, known && step == -1)
		if up >= 8 || down >= 8 {
			return true
		}
		last = c
	}
	return false
}

// What people type who have to fill in something long: short sequences and rows of keys, one behind the other.
const (
	shortestStroke = 3 // bytes
	fewestStrokes  = 4 // qwerasdf1234 may be a password
)

// keyRows are the rows of a keyboard that hold letters.
const keyRows = "qwertyuiop asdfghjkl zxcvbnm"

// strokes reports nothing but such sequences, of letters and of digits, one of them twice in a row: abcdabcd12341234, asdfasd12341234.
func strokes(value []byte) bool {
	n, digits, again := 0, 0, false
	last := value[:0]
	for ; len(value) > 0; n++ {
		stroke := max(stroke(value, follows), stroke(value, precedes), stroke(value, besides))
		if stroke < shortestStroke {
			return false
		}
		if ascii.IsDigit(value[0]) {
			digits++
		}
		again = again || bytes.Equal(value[:stroke], last)
		last, value = value[:stroke], value[stroke:]
	}
	return again && n >= fewestStrokes && 0 < digits && digits < n
}

// stroke returns how many bytes value begins with each of which is the next to the one in front of it.
func stroke(value []byte, next func(a, b byte) bool) int {
	n := 1
	for n < len(value) && next(value[n-1], value[n]) {
		n++
	}
	return n
}

// precedes reports whether b is the letter or digit in front of a, in any case.
func precedes(a, b byte) bool { return follows(b, a) }

// besides reports whether b is on the right of a on a keyboard, in any case.
func besides(a, b byte) bool {
	i := strings.IndexByte(keyRows, ascii.Lower(a))
	return ascii.IsLetter(a) && ascii.IsLetter(b) && i+1 < len(keyRows) && keyRows[i+1] == ascii.Lower(b)
}

func grow(n int, more bool) int {
	if more {
		return n + 1
	}
	return 1
}

// standIns are words of placeholders, in lower case, long enough not to occur in random text by chance (a six-letter word does in
// one of 10^7 base62 tokens of 40 characters, a four-letter word in one of 10^4).
var standIns = wordlist.New([]string{
	"xxxx", "****", "....", "…", "<your", "your_", "your-", "yourapi", "yoursecret", "yourtoken", "yourpass", "yourkey", "youraccess",
	"yoursuper", "yourvery", "yourjwt",
	"changeme", "change_me", "change-me", "changethis", "change_this", "change-this", "replaceme", "replace_", "replace-", "placeholder", "insert_", "insert-", "example", "dummy",
	"sample", "redacted", "removed", "fake", "todo", "fixme", "secret_here", "key_here", "token_here", "-here", "_here", "foobar", "lorem",
	"my_secret", "my-secret", "my_pass", "my-pass", "mysecret", "my_token", "mytoken", "my_api",
	"myapi", "mypass", "not-a-real", "notareal", "not_a_real", "put_your", "enter_", "undefined",
	"beispiel", "exemple", "ejemplo", "esempio", "exemplo", "platzhalter",
}, wordlist.LongWord)

func stands(value []byte) bool { return standIns.Within(value) || yours(value) || yourWords(value) }

// yourWords reports words without signs between that say whose credential belongs there: YOURCONSOLEACCESS.
func yourWords(value []byte) bool {
	n := len("your")
	return len(value) >= 2*n && ascii.EqualFold(value[:n], "your") && ascii.All(value, ascii.IsLetter) && Wordy(value)
}

// possessives are "your password" and the like in other languages, without what separates words.
var possessives = wordlist.New([]string{
	"ihrpasswort", "deinpasswort", "hiereinf", "hiereintragen", "votremotdepasse", "tonmotdepasse", "votrecl", "tucontrase",
	"sucontrase", "tuclave", "suclave", "suasenha", "tuasenha", "suachave", "tuapassword", "suapassword", "inserisciqui",
	"uwwachtwoord", "jouwwachtwoord", "parolaniz", "ifreniz", "twojehas", "vaseheslo", "vašeheslo", "dittlosenord",
	"dittlösenord", "dinadgangskode", "dittpassord", "salasanasi", "katasandianda", "matkhaucuaban",
	"ашпароль", "你的密码", "您的密码", "你的密碼", "您的密碼", "あなたのパスワード", "ここに", "여기에", "비밀번호입력",
}, wordlist.LongWord)

// labels are what fields for a password are called in other languages than English, without what separates words: as values they are
// translations.
var labels = wordlist.New([]string{
	"contraseña", "contrasenya", "motdepasse", "passwort", "kennwort", "senha", "palavrapasse", "parola", "wachtwoord", "heslo",
	"hasło", "lösenord", "passord", "adgangskode", "salasana", "jelszó", "lozinka", "geslo", "parool", "katasandi", "şifre",
	"пароль", "密码", "密碼", "口令", "パスワード", "비밀번호", "mậtkhẩu",
}, wordlist.LongWord)

// longPlaceholder bounds the values that are compared with possessives, in bytes.
const longPlaceholder = 64

// yours reports whether a value says in another language than English whose credential belongs there.
func yours(value []byte) bool {
	var letters [longPlaceholder]byte
	return possessives.Within(lettersOf(value, letters[:]))
}

// translated reports whether a value is what a field for a password is called in another language than English.
func translated(value []byte) bool {
	var letters [longPlaceholder]byte
	return !bytes.ContainsAny(value, "0123456789") && labels.Is(lettersOf(value, letters[:]))
}

// lettersOf writes the letters of a value to letters, in lower case as far as they are ASCII; of one that is longer nothing.
func lettersOf(value, letters []byte) []byte {
	if len(value) > len(letters) {
		return nil
	}
	n := 0
	for _, c := range value {
		if ascii.IsLetter(c) || c >= 0x80 {
			letters[n] = ascii.Lower(c)
			n++
		}
	}
	return letters[:n]
}
