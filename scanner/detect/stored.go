package detect

import "bytes"

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

// stored returns where begins what such a command stores, 0 if text holds none.
func stored(text []byte) int {
	end := 0
	for _, s := range storing {
		if i := bytes.LastIndex(text, []byte(s)); i >= 0 {
			end = max(end, i+len(s))
		}
	}
	return end
}
