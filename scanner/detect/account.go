package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
	"github.com/sluice-scan/sluice/scanner/internal/judge"
	"github.com/sluice-scan/sluice/scanner/internal/model"
)

// A configuration's account: a user, and a password on a line of its own beside it.
//
//	username: root
//	password: admin123

// users are the last words of keys that name an account.
var users = [...]string{"user", "username", "user_name", "user-name", "login", "usr"}

// userBeside returns the user of the account in a configuration whose password v is, nothing if it is none: it ends its line, the key begins
// it, and the line in front of it or behind names a user in the same way. No more is read than the model reads.
func userBeside(v *model.Value) []byte {
	value := v.Text[v.Start:v.End]
	if v.Syntax != model.Colon && v.Syntax != model.Equals || bytes.ContainsAny(value, " |") || standsForPassword(value) {
		return nil
	}
	front := v.Text[max(0, v.NameStart-model.Before):v.NameStart]
	behind := v.Text[v.End:min(len(v.Text), v.End+model.Behind)]
	begin := 1 + ascii.LastNewline(front)
	lead := front[begin:]
	end := bytes.IndexByte(behind, '\n')
	if end < 0 {
		end = len(behind)
	}
	if len(bytes.Trim(lead, " \t-\"'")) > 0 || !endsSetting(behind[:end], bytes.ContainsAny(lead, `"'`) || v.Quoted && inObject(front)) {
		return nil
	}
	name := v.Text[v.NameStart:v.NameEnd]
	prefix := name[:1+bytes.LastIndexAny(name, "._-")]
	if begin > 0 {
		above := front[:begin-1]
		if user := userOf(above[1+ascii.LastNewline(above):], lead, prefix); user != nil {
			return user
		}
	}
	if end == len(behind) {
		return nil
	}
	below, _, whole := bytes.Cut(behind[end+1:], []byte{'\n'})
	if !whole {
		return nil
	}
	return userOf(below, lead, prefix)
}

// besidePlainUser reports a password beside its user in a configuration that is written like a member of a program, Rous99kr.com: there are none
// in a configuration, where the user is no member either.
func besidePlainUser(v *model.Value) bool {
	value := v.Text[v.Start:v.End]
	if !bytes.ContainsAny(value, "0123456789") || bytes.ContainsAny(value, judge.Brackets) {
		return false
	}
	user := userBeside(v)
	return len(user) > 0 && (bytes.IndexByte(user, '.') < 0 || bytes.IndexByte(user, '@') > 0)
}

// plainSetting reports a value that is written like a member of a program where none stands: of an environment or a file of settings, which
// has no blanks around its sign and nothing else on its line, and of an option of a command.
//
//	DB_PASSWORD=Rous99kr.com      mysql --password=Rous99kr.com      curl -F password=Rous99kr.com
func plainSetting(v *model.Value) bool {
	value := v.Text[v.Start:v.End]
	if v.Syntax != model.Equals && v.Syntax != model.Flag || !bytes.ContainsAny(value, ascii.Digits) || bytes.ContainsAny(value, judge.Brackets) {
		return false
	}
	if name := v.Text[v.NameStart:v.NameEnd]; v.NameEnd+1 != v.Start || v.Text[v.NameEnd] != '=' || bytes.IndexByte(name, '.') >= 0 {
		return false
	}
	lead := v.Text[max(0, v.NameStart-model.Before):v.NameStart]
	lead = lead[1+ascii.LastNewline(lead):]
	behind := v.Text[v.End:min(len(v.Text), v.End+1)]
	if len(behind) > 0 && !ascii.IsSpace(behind[0]) && !ascii.IsQuote(behind[0]) {
		return false
	}
	if ofOption(lead) {
		return true
	}
	lead = bytes.TrimPrefix(lead, []byte("export "))
	rest := v.Text[v.End:min(len(v.Text), v.End+model.Behind)]
	return len(lead) == 0 && (len(rest) == 0 || len(bytes.TrimRight(rest[:1+max(0, bytes.IndexByte(rest, '\n'))], "\r\n")) == 0)
}

// ofOption reports whether what stands in front of a name on its line makes it an option of a command, or what one sets: --, -e, -F.
func ofOption(lead []byte) bool {
	if bytes.HasSuffix(lead, []byte("--")) {
		return true
	}
	n := len(lead)
	return n > 3 && lead[n-1] == ' ' && ascii.IsLetter(lead[n-2]) && lead[n-3] == '-' && lead[n-4] == ' '
}

// standsForPassword reports a word for a password, in its place in documentation and in programs, or one that asks for another.
func standsForPassword(value []byte) bool {
	if ascii.ContainsFold(value, "pass") || ascii.ContainsFold(value, "change") {
		return true
	}
	return ascii.OneOf(value, "secret", "hunter2", "pwd", "pw", "user", "username", "testuser")
}

// inObject reports whether the bracket that text leaves open is that of an object: connect({ host: "db",
func inObject(text []byte) bool {
	depth := 0
	for at := len(text) - 1; at >= 0; at-- {
		switch c := text[at]; {
		case c == '}' || c == ')':
			depth++
		case c != '{' && c != '(':
		case depth == 0:
			return c == '{'
		default:
			depth--
		}
	}
	return false
}

// endsSetting reports whether rest, what stands behind a value on its line, ends a setting: blanks, a quote, a comment, and a comma only
// of a member, since in programs arguments end so.
func endsSetting(rest []byte, member bool) bool {
	rest = bytes.TrimLeft(rest, `"'`)
	if member {
		rest = bytes.TrimLeft(rest, ",")
	}
	rest = bytes.TrimSpace(rest)
	return len(rest) == 0 || rest[0] == '#'
}

// userOf returns the value of a line that begins like the password's, if that is a setting of a user: its key has the same prefix.
func userOf(line, lead, prefix []byte) []byte {
	line = bytes.TrimRight(line, "\r")
	indent := bytes.TrimRight(lead, `"'`)
	at := len(line) - len(bytes.TrimLeft(line, " \t-"))
	if at != len(indent) {
		return nil
	}
	rest := bytes.TrimLeft(line[at:], `"'`)
	n := bytes.IndexAny(rest, "=:")
	if n < 0 {
		return nil
	}
	key := bytes.TrimRight(rest[:n], " \t\"'")
	last, ok := bytes.CutPrefix(key, prefix)
	value := bytes.Trim(rest[n+1:], " \t\"',")
	if !ok || len(value) == 0 || bytes.IndexByte([]byte("$<{%"), value[0]) >= 0 {
		return nil
	}
	if !ascii.OneOf(last, users[:]...) {
		return nil
	}
	return value
}
