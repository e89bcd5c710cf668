package detect

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sluice-scan/sluice/rules"
	"github.com/sluice-scan/sluice/scanner/internal/dfa"
)

// TestExtent holds every verdict to its extent: whatever stands outside, it stays the same. Texts are made of all rules' examples, so
// that each judge comes to each of its answers.
func TestExtent(t *testing.T) {
	b, m := newBuilder(t, 4)
	w := m.judging()
	for range rounds(1500) {
		text := []byte(b.text(1 + b.rng.IntN(6)))
		var v Verdicts
		w.Local(text, false, &v)
		for _, a := range v.anchors {
			for range 2 {
				b.elsewhere(t, w, text, a, v.kept[a.first:a.first+a.kept])
			}
		}
	}
}

// elsewhere puts the extent of an anchor into other text and compares what is found there.
func (b *builder) elsewhere(t *testing.T, w *Worker, text []byte, a anchor, kept []Candidate) {
	t.Helper()
	lo, hi := int(a.end-a.left), int(a.end+a.right)
	front, back := text[:0:0], text[:0:0]
	if lo > 0 {
		front = []byte(b.text(1))
	}
	if hi < len(text) {
		back = []byte(b.text(1))
	}
	moved := slices.Concat(front, text[max(0, lo):min(hi, len(text))], back)
	shift := int32(len(front) - max(0, lo))
	var got Verdicts
	got.start(moved, false)
	w.forget()
	w.anchored(moved, dfa.Hit{End: a.end + shift, Set: a.set}, &got)
	want := Verdicts{size: len(moved), known: true, anchors: []anchor{a}}
	want.anchors[0].end += shift
	want.anchors[0].first = 0
	for _, c := range kept {
		want.kept = append(want.kept, c.moved(shift))
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(Verdicts{}, anchor{}, Candidate{}, extent{}), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("text %q\nextent %q\nin %q\n%s", text, text[max(0, lo):min(hi, len(text))], moved, diff)
	}
}

// What stands far in front of a name on its line counts where it tells a table's row or a key's depth: there no byte outside of an extent
// decides either.
func TestExtentOfLongLines(t *testing.T) {
	_, m := newBuilder(t, 5)
	w := m.judging()
	value := "Zk8xqT4vLw92hBnM" + "c7RdY3sKfG6pJt5W"
	for _, front := range []string{
		"text\n| " + strings.Repeat("a ", 68) + " | ", "text\n| " + strings.Repeat("a ", 60) + " | ", "text\n" + strings.Repeat(" ", 126), "text\n" + strings.Repeat(" ", 140),
	} {
		for _, behind := range []string{" | " + value + " |\n", ":\n" + strings.Repeat(" ", 60) + value + "\n", ": " + value + "\n"} {
			text := []byte(front + "fastly_api_token" + behind)
			var v Verdicts
			w.Local(text, false, &v)
			for _, a := range slices.Clone(v.anchors) {
				for at := range text {
					if at >= int(a.end-a.left) && at < int(a.end+a.right) {
						continue
					}
					for _, c := range []byte("|\nx ") {
						sameWith(t, w, text, at, c, a, v.kept[a.first:a.first+a.kept])
					}
				}
			}
		}
	}
}

// TestExtentOfOperators makes other bytes of what stands between a name and its value, and in front of the name, one at a time: where that
// lies outside of an extent, the verdict holds for the text as it was, too. Only one rule is asked, so that no other one reads it, too.
func TestExtentOfOperators(t *testing.T) {
	w := onlyRule(t, "generic-password")
	for _, text := range []string{
		"x -define(PASSWORD, @).", "log(PASSWORD, @)", "(:password, @)", "put(Context.SOME_PASSWORD, @)", "{password, @}", `{"password", @}`,
		"- --password\n- @\n", "  - '--password'\n  - '@'\n", "cmd --password \\\n  @\n", "${PASSWORD}    @\n", "Admin password - @\n", "the password is @.\n",
		"**Admin password:** @\n", "<b>Password:</b>&nbsp;@<br>\n", "<b>Password</b> : @<br>\n", "the password for the console is @\n",
		"05 WS-PASSWORD PIC X(20) VALUE '@'.\n",
		"<tr><td>Admin password</td><td>@</td></tr>", "<td>Admin password </td> <td>@</td>", "ParameterKey=Password,ParameterValue=@\n",
		"create-secret --name password --secret-string @\n", "put-parameter --name password --value @\n", `s:8:"password";s:16:"@";`,
		`val password by lazy { "@" }`, `"password" to "@"`, `x = "@" == password`, `char password[16] = "@";`, `const password* = "@"`,
		"password = os.getenv('PASSWORD', '@')", "password: !!str @\n", "password = <<<X\n@\nX\n", "password :: @\n", "password := ``@``\n",
		"log in as ops and password @\n", "ENV PASSWORD @\n", "INSERT INTO t (id, password) VALUES (1, '@')", "id,password\n1,@\n",
	} {
		text = "\nfirst line\n" + strings.ReplaceAll(text, "@", "Zk8xqT4v"+"Lw92hBnM") + "\nlast line\n"
		for at := range text {
			for _, c := range []byte("x \n\"") {
				changed := []byte(text)
				changed[at] = c
				var v Verdicts
				w.Local(changed, false, &v)
				for _, a := range slices.Clone(v.anchors) {
					if at < int(a.end-a.left) || at >= int(a.end+a.right) {
						sameWith(t, w, changed, at, text[at], a, v.kept[a.first:a.first+a.kept])
					}
				}
			}
		}
	}
}

// Where the first value of several is none, what decides on the others counts: here words at the beginning of the line.
func TestExtentOfMore(t *testing.T) {
	_, m := newBuilder(t, 6)
	w := m.judging()
	value := "Zk8xqT4v" + "Lw92hBnM"
	for _, behind := range []string{
		"INSERT INTO users (name, password) VALUES ('ops', ''), ('dev', '" + value + "');\n", `passwords = ["xxxxxxxx", "` + value + "\"]\n",
	} {
		text := []byte("first line\nfor example" + strings.Repeat(", and so on", 13) + " " + behind)
		var v Verdicts
		w.Local(text, false, &v)
		for _, a := range slices.Clone(v.anchors) {
			for at := range int(a.end - a.left) {
				sameWith(t, w, text, at, '-', a, v.kept[a.first:a.first+a.kept])
			}
		}
	}
}

// Where no row of a table has a value, what could give it one counts, far behind the name too.
func TestExtentOfRows(t *testing.T) {
	w := onlyRule(t, "generic-password")
	far, value := strings.Repeat("a", 2000), "Zk8xqT4v"+"Lw92hBnM"
	for _, front := range []string{
		"INSERT INTO users (name, password) VALUES ('" + far + "', ", "CREATE TABLE t (a text, password text);\n-- " + far + "\nINSERT INTO t VALUES ('x', ",
	} {
		text := []byte(front + "-" + value + "');\n")
		var v Verdicts
		w.Local(text, false, &v)
		for _, a := range slices.Clone(v.anchors) {
			if len(front) < int(a.end-a.left) || len(front) >= int(a.end+a.right) {
				sameWith(t, w, text, len(front), '\'', a, v.kept[a.first:a.first+a.kept])
			}
		}
	}
}

// onlyRule returns a worker that has one rule.
func onlyRule(t *testing.T, id string) *Worker {
	set := &rules.Set{}
	for _, r := range rules.Builtin().Rules {
		if r.ID == id {
			set.Rules = append(set.Rules, r)
		}
	}
	return compiled(t, set).judging()
}

// sameWith compares the verdict at an anchor with that where one byte of the text is another one.
func sameWith(t *testing.T, w *Worker, text []byte, at int, c byte, a anchor, kept []Candidate) {
	t.Helper()
	changed := slices.Clone(text)
	changed[at] = c
	var got Verdicts
	got.start(changed, false)
	w.forget()
	w.anchored(changed, dfa.Hit{End: a.end, Set: a.set}, &got)
	if diff := cmp.Diff(kept, got.kept, cmp.AllowUnexported(Candidate{}, extent{}), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("text %q with %q at %d, %d bytes in front of the anchor\n%s", text, c, at, int(a.end)-at, diff)
	}
}
