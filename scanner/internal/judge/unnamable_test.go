package judge

import "testing"

func TestUnnamable(t *testing.T) {
	for text, want := range map[string]bool{
		"ecretPa55w0rd": true, "uperS3cret": true, "K9mPq2vXw7Lz": true, "a1b": true,
		"password": false, "dbPass1": false, "pass1Word2": false, "md5Hash": false, "md5sum": false, "base64encoded": false, "myI18nKey": false, "k8sToken": false,
		"x509cert": false, "DB_PASSWORD1": false, "s3-cret": false, "1abc": false, "A1bc": true, "ab1": false, "": false, "a": false,
	} {
		if got := Unnamable([]byte(text)); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}

func TestSlashedPassword(t *testing.T) {
	for text, want := range map[string]bool{
		"/k3Lm9qX": true, "/Sec9ret": true, "/Xy9!": true, "/9xK2mPz": true,
		"/run/Secr9ets": false, "/sec9ret": false, "/SEC9RET": false, "/Secret9": false, "/md5Hash": false, "/Users2": false, "/Xy!": false, "/X_y9!": false,
		"/k3Lm9qXk3Lm9qXk3Lm9qX": false, "/": false, "/Sec9ret.txt": false, "/*": false,
	} {
		if got := slashedPassword([]byte(text)); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}
