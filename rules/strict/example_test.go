package strict_test

import (
	"fmt"

	"github.com/sluice-scan/sluice/rules/strict"
)

func ExampleDecode() {
	var server struct {
		Host string `toml:"host"`
		Port uint16 `toml:"port"`
	}
	err := strict.Decode("server.toml", []byte("host = \"localhost\"\nprot = 8080\n"), &server)
	fmt.Println(err)
	// Output: server.toml:2: unknown key "prot" (did you mean "port"?)
}
