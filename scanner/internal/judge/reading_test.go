package judge

import "testing"

func TestReads(t *testing.T) {
	hold(t, []knows{
		{"letters and digits side by side", Mixed,
			[]string{"q8ZkqLwPxqqvTnqR", "key: q8ZkqLwPxqqvTnqR", "a-b-q8ZkqLwPxqqvTnqR-c"},
			[]string{"q8ZkqLwPxqqvTnq", "qaZkqLwPxqqvTnqR", "q8Zk-LwPxqqvTnqR", "q8Zk2L-qaZkqLwPxqqvTnqR", ""}},
		{"a name and its value", Pair, []string{"name=ann", "user_name=ann&x", "a==b"}, []string{"q8Zk2LwP==", "q8Zk2LwP", "a.b=c", "=ann", ""}},
		{"a snake's name", SnakeCased,
			[]string{"get_value_int64", "private_ip", "utf16_int128=="},
			[]string{"private", "Private_ip", "a_bc", "private_ip_int1284", "private-ip", "private_1", "", "private__ip"}},
		{"a route", Route, []string{"/admins/auth/callback", "/admins/auth/google_oauth2/callback", "/a/b", "tcp_check.0.authentication.0.username"}, []string{"/admins", "admins/auth/callback", "admin.password", "/q8Zk2LwP/x91vTn4R", "/", "/q8Zk+2LwP/x9!1v"}},
		{"capitals", Capitals, []string{times("MKVL", 8)}, []string{times("MKVL", 8)[1:], times("MKVL", 8) + "a", times("MKV1", 8)}},
		// letters only but for what separates words, or words with few digits
		{"words", Wordy,
			[]string{"password", "my-secret-name", "some_long_key", "Password", "user.name", "camelCase", "a b/c:d", "keys-of8", "abcdeFgh"},
			[]string{"q8Zk2LwPx91vTn4R", "hunter2!", "aXbYcZdW", "x9x9x9", "key-of8", "abcdFgh", "pass#word", "passwörd"}},
		// of a program, if they are long; joined as names are, or short
		{"words of programs", Reading,
			[]string{
				"prospect-token-for-the-service", "my_secret_value", "vault-token", "abcdefabcdefabcdefabcdefabcdef", "saladcloud-key-named",
				"voyageai-voyage-ai-api-key-2", "kvbqzkvbqzkvbqz", "kvbqzkvbqzmvbqz", "prospecttokenfortheservice",
			},
			[]string{"ZC2NGYVAUq7osfsiVeIR2S-bhVoKbifo", "CttmTOydiHgVuDOlndgX", "q-K_dPslEjXmQp-RwTzHgUiOaY", "kvbqzkvbqzmvbqzr", "q8Zk2LwPx91vTn4R"}},
		{"words with signs between them", hyphened,
			[]string{"voyage-ai-api-key-2", "VOYAGE_KEY", "a.b", "voyage-12"},
			[]string{"voyage", "Voyage-ai", "voyage-123", "v8-ai", ""}},
		{"humps", Humps,
			[]string{"onTokenInvalid", "tokenOfUsers", "tokenUsers", "TokenUsers"},
			[]string{"tokenUser", "tokenOfUser", "onKeyUsed", "onTokenIDs", "tokeninvalid", "onTokenInvaliD", "onT0kenInvalid", "oTokenInvalid", "onOfInUpAt", "onToken-Invalid", "TokenIAnvalid", "onTokenInvalidateD", "onATokenInvalid"}},
		{"the name of a program's part", Camelled,
			[]string{"NewConnectionHandler", "NewHTTPConnectionHandler", "abCdefGhijKl", "NewHTTPConns"},
			[]string{"newConnectionHandler", "NewHTTPConn", "HTTPSServer", "NewConnectionHandleR", "New1ConnectionHandler", "AbCdEfghijk", "Newconnectionhandler", ""}},
		{"one unit over and over", repeated,
			[]string{"12341234123412", "h4x0rh4x0rh4x0rh4x", "aAaA", "abcdefghijkl" + "abcdefghijkl" + "ABCDEFGHIJKL"},
			[]string{"12341234123", "1231231", "h4x0rh4x0rh4x1rh4x", "abcdefghijkl" + "abcdefghijkl", times("abcdefghijklm", 3), ""}},
		{"a digit and no words", Unworded, []string{"hunter2", "q8Zk2LwPx91vTn4R"}, []string{"hunter!", "the-keys-of-user-2", "password"}},
	})
}

// TestOneName: words are one name with those that the same mark joins to them.
func TestOneName(t *testing.T) {
	for _, c := range []struct {
		mark byte
		rest string
		want bool
	}{{'_', "ip_address", true}, {'-', "ip_address", false}, {'.', "ip.address", false}, {'a', "address", false}, {'_', "", false}} {
		if got := OneName(c.mark, []byte(c.rest)); got != c.want {
			t.Errorf("%c%s: %v", c.mark, c.rest, got)
		}
	}
}

// TestFollows: letters and digits follow each other in any case, 0 follows 9, and nothing else does.
func TestFollows(t *testing.T) {
	for pair, want := range map[string]bool{"ab": true, "aB": true, "Ab": true, "89": true, "90": true, "ba": false, "aa": false, "z{": false, "/0": false, "9:": false, "a0": false, "9a": false, "b0": false, "@A": false} {
		if follows(pair[0], pair[1]) != want {
			t.Errorf("%s: %v", pair, !want)
		}
	}
}

// TestLeastEntropy: the shorter a value is, the less says how often it repeats itself.
func TestLeastEntropy(t *testing.T) {
	for n, want := range map[int]float64{7: 0, 8: 1.5, 15: 1.5, 16: 2, 64: 2} {
		if got := LeastEntropy(n); got != want {
			t.Errorf("%d bytes: %v, want %v", n, got, want)
		}
	}
}
