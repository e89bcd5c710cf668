package decode

import (
	"testing"
)

var hidings = map[string]func([]byte) []byte{
	"cisco-7": Cisco7, "junos-9": Junos9, "rclone": Rclone, "group-policy": GroupPolicy, "websphere": WebSphere, "vnc": VNC, "jetty": Jetty, "unattend": Unattend,
}

// What other programs hid, and what nobody did.
func TestHidings(t *testing.T) {
	for _, c := range []struct{ how, value, want string }{
		{"cisco-7", "053C175839781D04235C1C", "Wq7xT3mZ9k"},
		{"cisco-7", "053C175839781D04235C1", ""},
		{"cisco-7", "x53C175839781D04235C1C", ""},
		{"junos-9", "$9$p3vtBcrevLbYg-Vm5F39CSreMNVJGDk.5", "Wq7xT3mZ9k"},
		{"junos-9", "$9$p3vtBcrevLbYg-Vm5F39CSreMNVJGDk.", ""},
		{"junos-9", "$9$p3v*", ""},
		{"junos-9", "$9$", ""},
		{"rclone", "ZSNlPqUwjqXECD0eEZGOyQX1fABunrG1RYCeOIU", "Wq7xT3mZ9k-4v"},
		{"rclone", "ZSNlPqUwjqXECD0eEZGOyQ", ""},
		{"group-policy", "BoM6HakBaRfTjWzTqH99l8I0URA5G8INuN8YTOK3YcM", "Wq7xT3mZ9k"},
		{"group-policy", "BoM6HakBaRfTjWzTqH99l8I0URA5G8INuN8YTOK3", ""},
		{"websphere", "{xor}CC5oJwtsMgVmNA==", "Wq7xT3mZ9k"},
		{"websphere", "CC5oJwtsMgVmNA==", ""},
		{"vnc", "02b4f1980dc8cc19", "Wq7xT3mZ"},
		{"vnc", "B5EA26205CAAAC1E4F", "hB8sKd2v"},
		{"vnc", "02,b4,f1,98,0d,c8,cc,19", "Wq7xT3mZ"},
		{"vnc", "02b4f1980dc8cc", ""},
		{"jetty", "OBF:1rhn1mt31hss1yfe1fvk1ftq1yes1huq1mpz1rir", "Wq7xT3mZ9k"},
		{"jetty", "OBF:1vn21ugu1saj1v9i1v941sar1ugw1vo0", "changeit"},
		{"jetty", "OBF:1vn", ""},
		{"unattend", "VwBxADcAeABUADMAbQBaADkAawBBAGQAbQBpAG4AaQBzAHQAcgBhAHQAbwByAFAAYQBzAHMAdwBvAHIAZAA=", "Wq7xT3mZ9k"},
		{"unattend", "VwBxADcA", ""},
	} {
		if got := string(hidings[c.how]([]byte(c.value))); got != c.want {
			t.Errorf("%s: %s stands for %q, want %q", c.how, c.value, got, c.want)
		}
	}
}

// FuzzHidings: what a value stands for is never longer than the value, whatever it is.
func FuzzHidings(f *testing.F) {
	for _, value := range []string{
		"053C175839781D04235C1C", "$9$p3vtBcrevLbYg-Vm5F39CSreMNVJGDk.5", "ZSNlPqUwjqXECD0eEZGOyQX1fABunrG1RYCeOIU",
		"{xor}CC5oJwtsMgVmNA==", "02b4f1980dc8cc19", "OBF:U123412345678", "VwBxADcA",
	} {
		f.Add([]byte(value))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		for how, undo := range hidings {
			if plain := undo(value); len(plain) > 2*len(value) {
				t.Errorf("%s: %q stands for %d bytes", how, value, len(plain))
			}
		}
	})
}
