package detect

import (
	"bytes"

	"github.com/sluice-scan/sluice/scanner/internal/ascii"
)

// Commands that put a value into a store: the program's name is that of the store, which holds anybody's secrets.
//
//	heroku config:set SHOP_KEY=x      aws ssm put-parameter --name /shop/key --value x      az keyvault secret set --vault-name shop --value x

// storing are their subcommands and flags, as they stand between the program and what is stored.
var storing = [...]string{
	"put-parameter ", "create-secret ", "put-secret-value ", "update-secret ", "parameter-overrides", "--parameters ",
	"config:set ", "env:set ", "env add ", "env set ", "set-env ", "env-vars", "appsettings set ", "travis encrypt ", "pulumi config ", "config set --secret ",
	"secrets set ", "secrets put", "secrets create ", "secrets:set ", "secret set ", "secret put ", "secret create ", "secret:create ",
	"env:create ", "variables set ", "variables --set", "variable set ", "kv put ", "kv patch ", "store-secret ", "vault-name ",
	"vercel -e ", "deploy -e ",
}

// storingBy holds them by their first byte.
var storingBy = ascii.ByFirst(storing[:])

// stored returns where begins what such a command stores, 0 if text holds none.
func stored(text []byte) int {
	for at := len(text) - 1; at >= 0; at-- {
		some := storingBy[text[at]]
		if len(some) == 0 || at > 0 && ascii.IsAlnum(text[at-1]) {
			continue
		}
		for _, s := range some {
			if bytes.HasPrefix(text[at:], []byte(s)) {
				return at + len(s)
			}
		}
	}
	return 0
}
