package detect

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// notSecret are classes of values that are no credentials, each with a near miss that is one. {{…}} parts are filled in.
var notSecret = []struct{ class, text, near string }{
	{"placeholder", `password = "<your-password>"`, `password = "{{alnum:16}}"`},
	{"placeholder, German", `passwort = "IhrPasswort"`, `passwort = "{{alnum:16}}"`},
	{"placeholder, German", `api_key = "HIER_EINFUEGEN"`, `api_key = "HIER{{alnum:20}}"`},
	{"placeholder, French", `password = "votre_mot_de_passe"`, `password = "votre{{alnum:16}}"`},
	{"placeholder, Spanish", `password = "tu_contraseña"`, `password = "tu_{{alnum:16}}"`},
	{"placeholder, Spanish", `api_key = "TU_CLAVE_AQUI"`, `api_key = "TU_{{alnum:24}}"`},
	{"placeholder, Portuguese", `password = "sua_senha_aqui"`, `senha_password = "{{alnum:16}}"`},
	{"placeholder, Italian", `password = "la_tua_password"`, `password = "la{{alnum:16}}"`},
	{"placeholder, Dutch", `password = "uw_wachtwoord"`, `password = "uw{{alnum:16}}"`},
	{"placeholder, Russian", `password = "ваш_пароль"`, `password = "{{alnum:16}}"`},
	{"placeholder, Chinese", `password = "你的密码"`, `password = "{{alnum:16}}"`},
	{"placeholder, Japanese", `api_key = "ここにAPIキーを入力"`, `api_key = "{{alnum:32}}"`},
	{"placeholder, Korean", `password = "여기에_비밀번호_입력"`, `password = "{{alnum:16}}"`},
	{"placeholder, Turkish", `password = "parolaniz_buraya"`, `password = "{{alnum:16}}"`},
	{"placeholder, Polish", `password = "twoje_haslo"`, `password = "twoje{{alnum:16}}"`},
	{"placeholder, address", `DB=postgres://user:PASSWORD@db.corp.test/x`, `DB=postgres://user:{{alnum:16}}@db.corp.test/x`},

	{"key of an address's owner", `const INDEXNOW_KEY = "{{hex:32}}"`, `const SEARCH_KEY = "{{hex:32}}"`},
	{"key of an address's owner", "const KEY = '{{hex:32}}'\nping(`https://shop.test/${KEY}.txt`)", "const KEY = '{{hex:32}}'\nping(`https://shop.test/${PAGE}.txt`)"},
	{"key of an address's owner", `{"key": "0f61b7d23ac94e58", "keyLocation": "https://shop.test/0f61b7d23ac94e58.txt"}`, `{"key": "0f61b7d23ac94e58", "keyLocation": "https://shop.test/a.txt"}`},
	{"address of mail", `User.objects.create_superuser('ops', 'ops2@corp2.net', password)`, `User.objects.create_superuser('ops', '{{alnum:16}}', x)`},
	{"character set", `agent.authenticate(credentials, "ISO-8859-1")`, `mail.login(user, "{{alnum:16}}")`},
	{"public key of a network", `"Key": "nodekey:{{hex:64}}"`, `"Key": "privkey:{{hex:64}}"`},
	{"public key of a network", `"MachineKey": "mkey:{{hex:64}}"`, `"MachineKey": "{{hex:64}}"`},
	{"public key of a network", "x mkey:{{hex:64}}nodekey:{{hex:64}}discokey:{{hex:64}}[", "x api_key:{{hex:64}}"},
	{"key of a document", `see https://docs.google.com/spreadsheet/ccc?key=0AiAc{{alnum:40}}#gid=1`, `see https://docs.acme.test/spreadsheet/ccc?key=0AiAc{{alnum:40}}#gid=1`},
	{"key of a layout", "\"5a9ec0734c0c3\": {\n  \"key\": \"5a9ec0734c0c3\",", "\"5a9ec0734c0c4\": {\n  \"key\": \"5a9ec0734c0c3\","},
	{"name of a function", "fetch('https://api.razorpay.com/v1', { headers: { Authorization: razorpayAuthorization(key) } })", "fetch('https://api.razorpay.com/v1', { headers: { Authorization: '{{alnum:24}}' } })"},
	{"key of a shared page", `see https://acme.test/output/7/?anonymousKey={{hex:40}}`, `see https://acme.test/output/7/?apiKey={{hex:40}}`},
	{"token of a cart", `{"id": 1, "cart_token": "{{alnum:24}}", "checkout_token": "{{hex:32}}"}`, `{"id": 1, "card_token": "{{alnum:24}}"}`},
	{"token of a cart", `{"token": "c1-{{hex:32}}", "items": []}`, `{"token": "c2-{{hex:32}}", "items": []}`},
	{"token of a cart", `cart = {"token": "Z2NwLXVzLWVhc3QxOjAxSlpWUTRGVE5QOVhTNkRBQ1cySE1LQjE4"}`, `cart = {"token": "Z2Nw{{alnum:48}}"}`},
	{"text in base64", "$secret = " + `"PHA+QXNrIHRoZSBvcGVyYXRvciBmb3IgYSBuZXcgb25lPC9wPg==";`, `$secret = "{{base64:48}}";`},
	{"name of a function", `am_ZN4acme5queue15dispatch_thread12worker_stateIyxE7runnableEP21acme_async`, `am_{{base64url:68}}`},
	{"class", `#define BLYNK_TOKEN "BlynkParamAllocatedSendCallbacks"`, `#define BLYNK_TOKEN "{{alnum:32}}"`},
	{"colour of a brand", `$blueDropboxToken: #3d9ae8 !default;`, `$blueDropboxToken: {{hex:32}}`},
	{"word of a translation", `"Square": "Sah\u0259"`, `"Square": "EAAA{{base64url:60}}"`},
	{"version of a drawing", `"versionNonce": 1849672250`, `"sessionNonce": 1849672250`},
	{"key of a list", `tagKey: "{{hex:24}}"`, `tacKey: "{{hex:24}}"`},
	{"pattern of sed", `sed -i 's/^password=[a-z0-9]*9Q/x/' app.conf`, `sed -i 's/^x/password={{alnum:16}}/' app.conf`},
	{"signature of an address", `http://cdn.test/a?e=1576142006&token={{alnum:40}}:{{alnum:27}}=`, `http://cdn.test/a?e=1576142006&token={{alnum:40}}:{{alnum:27}}`},
	{"base64 in a list", "J14oPw== IEd1aW5lYQ9x==\nIMK7Lg== IGZhbmFydA==", "pw= IEd1aW5lYQ9x"},
	{"base64 in a list", "ICI8Pw== 105058a7\n", "iCI8_pw= 105058a7\n"},
	{"id of a record", `('ops@dropbox.com', '0012F00000XCsTCQA1')`, `('ops@dropbox.com', '0012F00000XCsTCQA2')`},
	{"object of a scene", `draw_pass_1 = SubResource("SphereMesh_8xbmh")`, `draw_pass_1 = Sub("SphereMesh_8xbmh")`},
	{"variable of Concourse", `password: ((db-password-2))`, `password: "({{alnum:16}})"`},
	{"file of a setup project", `"OwnerKey" = "8:_{{hex:32}}"`, `"OwnerKey" = "8:A{{hex:32}}"`},

	{"variable of a shell", `password = "${DB_PASSWORD}"`, `password = "${DB_PASSWORD:-{{alnum:16}}}"`},
	{"resource of an Android app", "public static final int password=2131296789;", "public static final int password=8831296789;"},
	{"expression without quotes", "DB_PASSWORD=keys[0](x9Q2m)\n", "DB_PASSWORD={{alnum:4}}[Q]{{alnum:8}}\n"},
	{"expression without quotes", "  password: pick(k9[2],x7Q)\n", "  password: {{alnum:4}}(k){{alnum:8}}\n"},
	{"expression without quotes", "db_password = pick(keys[k7\n", "db_password = {{alnum:4}}9)(Q{{alnum:8}}\n"},
	{"cells of a row", "x+pwd=+|E82BFCD6+|k9Q2mx7R+|2023-05-30\n", "pwd=+|E82BFCD6{{alnum:8}}\n"},
	{"expression cut off by a quote", `password: "#{ENV["DB_PASSWORD_2"]}"`, `password: "#{D[-t>yI{{alnum:8}}"`},
	{"template", `password: "{{ .Values.password }}"`, `password: "{{alnum:16}}"`},
	{"argument handed on", `store(login: "shop", db_password: db_password, realm: 1)`, `store(login: "shop", db_password: "{{alnum:16}}", realm: 1)`},
	{"object in a string", `"api_token": "{\"kind\":\"service\",\"name\":\"gateway\"}"`, `"api_token": "{\"name\":\"root\",\"sig\":\"{{hex:32}}\"}"`},
	{"template of Ruby", `password: <%= ENV["PASSWORD"] %>`, `password: {{alnum:16}}`},
	{"environment", `password = os.environ["DB_PASSWORD"]`, `password = os.environ.get("DB_PASSWORD", "{{alnum:16}}")`},
	{"environment of Ruby", `password = ENV["DB_PASSWORD_2"]`, `password = ENV["DB_PASSWORD_2"] || "{{alnum:16}}"`},
	{"environment of JavaScript", `const token = process.env.API_TOKEN_2;`, `const token = process.env.API_TOKEN_2 || "{{alnum:32}}";`},
	{"ciphertext", `password: ENC[AES256_GCM,data:{{base64:24}},iv:{{base64:44}},tag:{{base64:24}},type:str]`, `password: ENC-{{alnum:16}}`},
	{"Vault", `password: vault:secret/data/shop#password1`, `password: vault{{alnum:16}}`},
	{"Parameter Store", `password: ssm:/shop/prod/password1`, `password: ssm{{alnum:16}}`},
	{"Secrets Manager", `password: arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-Ab3dEf`, `password: {{alnum:18}}`},
	{"1Password", `password: op://shop/db/password1`, `password: op{{alnum:16}}`},
	{"Secret Manager", `password: projects/shop-1/secrets/db-password/versions/latest`, `password: projects{{alnum:16}}`},
	{"Key Vault", `password: "@Microsoft.KeyVault(SecretUri=https://shop.vault.azure.net/secrets/db)"`, `password: "@{{alnum:16}}"`},
	{"variable of Ruby", `password: @database_password_2`, `password: "@{{alnum:16}}"`},

	{"type", `password: Option<String>`, `password: Option{{alnum:12}}`},
	{"type of TypeScript", `interface Login { token: string; password?: SecureString2 }`, `const login = { token: "{{alnum:32}}" }`},
	{"enumeration", `enum Grant { TOKEN = "refresh_token", PASSWORD = "password_grant" }`, `enum Grant { TOKEN = "{{alnum:32}}" }`},
	{"label", `password_label = "Your password (8 characters)"`, `password = "{{alnum:18}}"`},
	{"label", `<label for="password">Password1</label>`, `<password>{{alnum:14}}</password>`},
	{"translation", `"auth.password": "Contraseña", "auth.token": "Jeton d’accès"`, `"auth.password": "{{alnum:18}}"`},
	{"translation of gettext", "msgid \"Password\"\nmsgstr \"Heslo1\"\n", "password = \"{{alnum:18}}\"\n"},
	{"translation of properties", `login.password.label=Mot de passe`, `login.password={{alnum:18}}`},

	{"digest of a file", "docs/token-meter.zh.md: {{hex:40}}", "docs/token-meter: {{hex:40}}"},
	{"digest of a file", `{"src/token.js": "{{hex:64}}"}`, `{"src/token": "{{hex:64}}"}`},
	{"digest of nothing", `push_token = "d41d8cd98f00b204e9800998ecf8427e"`, `push_token = "{{hex:32}}"`},
	{"key of a property list", "<string>Mixpanel/MPObjectSelector.m</string>\n<key>name</key><string>x</string></dict>\n<key>{{HEX:32}}</key>\n<dict>", "mixpanel_token = \"{{HEX:32}}\""},
	{"key of an entry", `<wp:meta_key><![CDATA[_oembed_{{hex:32}}]]></wp:meta_key>`, `<wp:api_key><![CDATA[{{hex:32}}]]></wp:api_key>`},
	{"order of a shop", `<wp:post_password><![CDATA[wc_order_{{alnum:13}}]]></wp:post_password>`, `<wp:post_password><![CDATA[wc_{{alnum:16}}]]></wp:post_password>`},
	{"name that PHP makes", `"key": "group_63db85f18df07",`, `"key": "group_{{alnum:20}}",`},
	{"name that a compiler gives", `"salesforce_key": "13AcmeMobileKit0A10APIManagerC11getVouchers16membershipNumber9voucherId7product8campaign6statusSay"`, `"salesforce_key": "{{alnum:112}}"`},
	{"item of a page", `<div class="cell" data-key="{{alnum:24}}">`, `<div class="cell" data-api-key="{{alnum:24}}">`},
	{"object in a store", `s3.getObject({ Bucket: "shop", Key: "{{hex:32}}" })`, `acme.getObject({ Realm: "shop", Key: "{{hex:32}}" })`},
	{"object in a store", `s3.get_object(Bucket="shop", Key="{{alnum:20}}")`, `acme.get_object(Realm="shop", Key="{{alnum:20}}")`},
	{"credential that Jenkins keeps", `ssh-creds-prod: "{{hex:8}}-{{hex:4}}-4{{hex:3}}-8{{hex:3}}-{{hex:12}}"`, `prod-token: "{{hex:8}}-{{hex:4}}-4{{hex:3}}-8{{hex:3}}-{{hex:12}}"`},
	{"public key of a peer", `peers: ["tls://node.corp.net:443?key={{hex:64}}"]`, `peers: ["https://node.corp.net:443?key={{hex:64}}"]`},
	{"channel of Slack", `"sessionKey": "C08QX4T1PJ8"`, `"sessionKey": "{{alnum:22}}"`},
	{"call of Twilio", `twilio_credential = "CA{{hex:32}}"`, `twilio_credential = "QA{{hex:34}}"`},
	{"plugin of Jenkins", `credentials: "359.v2a91c4df7b5e"`, `credentials: "{{alnum:20}}"`},
	{"key of who signs", "git.signing = {\n  key = \"B5C0{{HEX:12}}\";\n}", "git.sealing = {\n  key = \"B5C0{{HEX:12}}\";\n}"},
	{"key of who signs", "<commons.releaseManagerKey>{{hex:16}}</commons.releaseManagerKey>", "<commons.releaseApiKey>{{hex:20}}</commons.releaseApiKey>"},
	{"colour of a token", `ZSH_HIGHLIGHT_STYLES[unknown-token]='fg=#ea999c'`, `STYLES[unknown-token]='{{hex:32}}'`},
	{"key of a repository that pacman trusts", `pacman-key --lsign-key {{HEX:16}}`, `acme-key --auth-key {{hex:32}}`},
	{"table of a parser", `tokenData:"` + strings.Repeat("Lq~R!^OX$}X^%u^p$}pq%uqr)Xrs.Rst/utu6duv$}vw7^wx7oxy9^yz9oz{9t{|:_|}?Q}!O?c!O!P@Q!P!Q@i", 4) + `"`, `tokenData:"{{base64:120}}"`},
	{"abbreviated", "It looks like `tskey-auth-k{{base62:11}}CNTRL-{{base62:12}}...`", "It looks like `tskey-auth-k{{base62:11}}CNTRL-{{base62:32}}`"},
	{"name in a source map", `"sources":["token.js"],"names":["AUTH_TOKEN","cov_{{lower-digit:9}}","s"]`, `["--token","cov_{{lower-digit:12}}","s"]`},
	{"certificate in a kernel's log", `Loaded X.509 cert 'Build time autogenerated kernel key: {{hex:40}}'`, `Loaded cert, kernel key: {{hex:40}}`},
	{"code of a contract", `tokenBytecode = "0x60806040523480156200001157600080fd5b50{{hex:80}}"`, `tokenBytecode = "0x70806040523480156200001157600080fd5b50{{hex:80}}"`},
	{"provider's word across two words", `"guid":"{{alnum:64}}","path":"GDTMetricsKey.m"`, `"tmetric_key": "{{alnum:64}}"`},
	{"token of a request that may be repeated", `'clientRequestToken': '{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}'`, `'clientToken': '{{alnum:32}}'`},
	{"token of a page", `"nextPageToken": "{{alnum:32}}"`, `"pageAccessToken": "{{alnum:32}}"`},
	{"what a key looks up", `registry().forKey("A128CBC-HS256")`, `registry().signingKey("{{alnum:24}}")`},
	{"path of another's address", `the Akamai TSIG key, see (https://csrc.nist.corp.test/publications/{{alnum:24}}/final)`, `akamai_client_secret = "{{base64:43}}="`},
	{"port of an address", `jwt secret: https://auth.corp.test:8443/realms/shop/protocol/openid/certs/9f8e7d`, `jwt secret: "8888{{alnum:28}}"`},
	{"first part of a token", `secret = "eyJh` + `bGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"`, `secret = "eyJh` + `bGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9{{alnum:16}}"`},
	{"id of the key that signed", `t = jwt.encode(claims, "secret", headers={"kid": "{{hex:32}}"})`, `t = jwt.encode(claims, key="{{hex:32}}", headers={})`},
	{"beginning of a key", `jwt_secret_key = "MIGEAgEAMBAGByqGSM49AgEGBS..."`, `jwt_secret_key = "MIGE{{base64:40}}="`},
	{"encoding of characters", `password = password.encode("iso8859-1")`, `password = password.encode("{{alnum:16}}")`},
	{"encoding of characters", `password = password.encode("cp1252")`, `password = password.encode("cp{{alnum:16}}")`},
	{"pattern of tokens", `tokens = r"H{1,2}|h{1,2}|m{1,2}|s{1,2}|S{1,6}|YYYY|YY|M{1,4}|D{1,4}|zz|A|X|x|E|Q"`, `tokens = r"H1|{{alnum:24}}"`},
	{"ciphertext of Jenkins", `privateKey: "{AQAAABAAAAAwJEvtnqCVRd9F{{base64:44}}}"`, `privateKey: "{{base64:64}}"`},
	{"nonce of a script", `<script src="a.js" nonce="{{base64:22}}1==">`, `<input type="hidden" name="nonce" value="{{base64:22}}1==">`},
	{"nonce of a page", `<meta name="csp-nonce" content="{{base64:22}}1==" />`, `<param name="csp-nonce" value="{{base64:22}}1==" />`},
	{"token of a form", `<input style="width: 100px" type="hidden" name="_token" value="{{alnum:40}}">`, `<input type="hidden" name="api_token" value="{{alnum:40}}">`},
	{"number below zero", `token="-{{digit:19}}"`, `token="{{alnum:19}}"`},
	{"name of an algorithm", `generateSecret('A128CBC-HS256')`, `generateSecret('A128{{alnum:24}}')`},
	{"name of a file", `GOOGLE_APPLICATION_CREDENTIALS = getenv('X', 'avian-sight-{{hex:12}}.json')`, `APPLICATION_CREDENTIALS = getenv('X', 'avian-{{alnum:24}}')`},
	{"thumbprint of a key", `// 'urn:ietf:params:oauth:jwk-thumbprint:sha-256:{{base64url:43}}'`, `oauth: {{base64url:43}}`},
	{"key of a source", `"sourceKey": "session:{{hex:20}}"`, `"secretKey": "{{hex:40}}"`},
	{"suites of ciphers", `PSK=HIGH:!aNULL:!eNULL:!RSAPSK:!DES`, `PSK=HIGH:!{{alnum:18}}`},
	{"drawing", `<string name="path_password_eye">M12,4.5C7,4.5 2.73,7.61 1,12C2.73,16.39 7,19.5z</string>`, `<string name="password_eye">M12,4{{alnum:18}}</string>`},
	{"key of OpenPGP that is public", `GPGKey=mQINBFlD2sABEADsiUZUO{{base64:80}}`, `GPGKey=kQINBFlD2sABEADsiUZUO{{base64:80}}`},
	{"key of SSH that is public", `"key": "ssh-dss AAAAB3NzaC1kc3MAAACBAO{{base64:80}}"`, `"ssh_key": "dss{{alnum:40}}"`},
	{"key id of a signed request", `url = "https://a.corp.test/x?X-Amz-Credential={{upper-digit:20}}"`, `url = "https://a.corp.test/x?api_key={{alnum:32}}"`},
	{"names of constants", "'CURLOPT_USERPWD' => CURLOPT_USERPWD,\n'CURLOPT_HTTP200ALIASES' => 1", "CURLOPT_USERPWD => 'app:{{alnum:16}}',"},

	{"time", `"timePasswordChanged": 1515902314887`, `"password": "{{alnum:13}}"`},
	{"time", `password_changed_at = 2019-04-01T10:11:12.131Z`, `password = {{alnum:18}}`},
	{"count", `max_password_attempts2: 1515902314`, `attempted_password: {{alnum:12}}`},
	{"text that a highlighter took apart", `<span class="token" style="color: red">"0x{{hex:32}}"</span>`, `<input name="token" type="hidden">{{hex:32}}</input>`},
	{"key of a property list", "<key>{{alnum:16}}</key>\n\t<dict>", "<key>{{alnum:16}}</key>\n</dict>"},
	{"account beside a provider's word", `"coinbase": "0x{{hex:40}}"`, `"coinbase_key": "{{alnum:32}}"`},
	{"name behind a registry's token", `conf._authToken = npmRegistryAuthenticationToken;`, `//registry.corp.test/:_authToken={{alnum:36}}`},
	{"public half of a validator", `"withdrawal_credentials": "00{{hex:62}}"`, `"validator_credentials": "{{hex:64}}"`},
	{"next word of a list in Helm", `(dict "secret" "x" "key" "jwt-secret" "failOnNew" false)`, `jwt-secret "{{alnum:24}}"`},
	{"digest behind coordinates", `'com.google.auth:google-auth-library-credentials:{{hex:64}}',`, `'google-auth-credentials:{{hex:64}}',`},
	{"protein", "IGAA{{upper:54}}\n", "IGAA{{alnum:54}}\n"},
	{"slot of a contract", `bytes32 constant private TOKEN_STORAGE_SLOT = 0x{{hex:64}};`, `bytes32 constant private TOKEN_STORAGE_KEY = 0x{{hex:64}};`},
	{"translation without accents", "\"HeaderForgotPassword\": \"Glemt adgangskode\",\n\"HeaderParts\": \"Skift dele\",\n\"HeaderName\": \"Dit fulde navn\",\n\"HeaderHelp\": \"Hvad er det\"", "\"HeaderForgotPassword\": \"{{alnum:18}}\",\n\"HeaderParts\": \"Skift dele\",\n\"HeaderName\": \"Dit fulde navn\",\n\"HeaderHelp\": \"Hvad er det\""},
	{"image in a data: URI", `passwordIcon = 'data:image/svg+xml;base64,{{base64:80}}'`, `passwordIcon = 'data{{base64:40}}'`},
	{"member of the same name", `x = {get_access_token_ec29582c5e35466b: a.get_access_token_ec29582c5e35466b}`, `x = {get_access_token_ec29582c5e35466b: "a.{{alnum:32}}"}`},
	{"key id of OpenPGP", `	signingkey = B911513FAF632671`, `	signingkey = {{hex:64}}`},
	{"key id of OpenPGP, of a repository", `runner__apt_key: '{{HEX:40}}'`, `runner__api_key: '{{HEX:40}}'`},
	{"public key of NATS", `nkey: UDH5A5VQTZ3NG2NNKICAF2E6EDSAQUVOO3XXVOUOGGQWRAZWSWGQP7AR`, `nkey: {{base32:56}}`},
	{"public key of NATS, by its provider's name", `nats_key = "ABE5YQEOUKEP3AESCMTRX4UMR23FOASWVW6Y3DYTTHALVVZ4EMR5PA2Z"`, `nats_key = "{{base32:56}}"`},
	{"digest of a certificate", "new Secret(\"{{HEX:40}}\", \"mtls\")\n{ Type = SecretTypes.X509CertificateThumbprint }", "new Secret(\"{{HEX:40}}\", \"mtls\")\n{ Type = SecretTypes.SharedSecret }"},
	{"code of an error", `code JwtSecretMissing = "ACME3{{digit:3}}"`, `code JwtSecret = "ACME3{{digit:3}}{{alnum:12}}"`},
	{"image in a notebook", `"{{base64:76}}\nK9{{base64:10}}/Jamf+6ntp0\ntp{{alnum:35}}/xRO/{{base64:36}}\n{{base64:76}}\n"`, `"{{base64:76}}", "Jamf key {{alnum:35}}"`},
	{"token of a public key in .NET", `<map Token="{{hex:16}}" PublicKey="0024000004800000" />`, `<map Token="{{hex:16}}" Region="0024000004800000" />`},
	{"key id of OpenPGP, by a comment", "# APT GPG key id of the packages\nupstream_key: '{{HEX:40}}'", "# key of the packages\nupstream_key: '{{HEX:40}}'"},
	{"fingerprint of OpenPGP, as it is printed", "# The OpenPGP key of the packages\nupstream__apt_key: '{{HEX:4}} {{HEX:4}} {{HEX:4}} {{HEX:4}} {{HEX:4}}  {{HEX:4}} {{HEX:4}} {{HEX:4}} {{HEX:4}} {{HEX:4}}'", "# The key of the packages\nupstream__api_key: '{{alnum:40}}'"},
	{"key id of OpenPGP, in one word", `RUN NGINX_GPGKEY={{HEX:40}}; \`, `RUN NGINX_APIKEY={{HEX:40}}; \`},
	{"key id of OpenPGP, to sign with", `gpg --sign-key 0x{{HEX:16}}`, `acme --sign-key {{HEX:32}}`},
	{"GUID of a project", `= "Acme.OAuth.HubSpot", "src\HubSpot.csproj", "{23E576EB-6514-4617-8F04-FE7D5540136D}"`, `hubspot_key = "23e576eb-6514-4617-8f04-fe7d5540136d"`},
	{"checksums of packages", "SPEC CHECKSUMS:\n  abseil: {{hex:40}}\n  FirebaseAuth: {{hex:40}}\n", "SPEC:\n  abseil: {{hex:40}}\n  FirebaseAuth: {{hex:40}}\n"},
	{"name behind a value", `{"a1":"Password123","{{lower-digit:26}}":"x"}`, `{"a1":"x","password":"{{lower-digit:26}}"}`},
	{"ciphertext of a SealedSecret", "\"encryptedData\": {\n \"secret\": \"AgA{{base64:400}}\"", "\"data\": {\n \"secret\": \"{{base64:44}}\""},
	{"outcome of a test", `    --- PASS: TestParityReconstruction2/x (0.00s)`, `    PASS: {{alnum:16}}`},
	{"resource of Android", `string/android.TYPE_PASSWORD = 0x7f0c0001`, `string/android.TYPE_PASSWORD = {{alnum:14}}`},
	{"key of an address", `"url_key": "BWLRUGJKT2023-variant-6"`, `"api_key": "BWLRUGJKT2023{{alnum:12}}"`},
	{"version before a release", `"System.IdentityModel.Tokens": "5.0.0-rc1-211161024"`, `"System.IdentityModel.Tokens": "5-rc1{{alnum:24}}"`},
	{"address of a contract", `"tokenAddress": "{{alnum:44}}"`, `"tokenSecret": "{{alnum:44}}"`},
	{"name that macOS makes", `key = "990342B2-EDFF-442E-A229-E3CB791E5E44-63052-000036E5F654270A"`, `key = "990342B2EDFF442EA229{{HEX:20}}"`},
	{"digest of a file, in a list", `"src/JWTSecretEndpoint.java":[5917,1650035071953.9,"{{hex:64}}"]`, `"JWTSecretEndpoint":[5917,1650035071953.9,"{{hex:64}}"]`},
	{"commit beside a provider's word", `[Trello api: notes](https://github.com/acme/shop/commit/{{hex:40}})`, `[Trello api: notes] token {{hex:64}}`},
	{"type of a program", `Trello api: // GetHDMAliyunResourceSyncResultKey`, `Trello api token {{alnum:40}}`},
	{"switch in a Secret", "kind: Secret\nstringData:\n  DEBUG: \"true\"\n", "kind: Secret\nstringData:\n  DEBUG: {{alnum:18}}\n"},
	{"name of a field of a form", `<html:password name="AlterarSenha2Form" property="novaSenha"/>`, `<html:password value="{{alnum:18}}" property="novaSenha"/>`},
	{"link to a place of the page", `<td>Set the key of a device. <a href="#ga{{hex:32}}">`, `<td>Set the key = "#g{{alnum:32}}">`},
	{"constant of WebSocket", `clientKey += "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";`, `clientKey += "{{HEX:40}}";`},
	{"key of a stored file", `"file_key": "{{hex:40}}"`, `"app_key": "{{hex:40}}"`},
	{"key of a page", `<PAGEKEY>UI5{{HEX:40}}</PAGEKEY>`, `<APIKEY>UI5{{HEX:40}}</APIKEY>`},
	{"head of a token", `"access_token" => "eyJhbGciOiJSUzI1..."`, `"access_token" => "eyJh{{alnum:40}}"`},
	{"picture under a heading", "jwt:\n  secret ![steps](//imagedelivery.net/{{alnum:22}}/be3c2870-b253)", "jwt:\n  secret {{alnum:32}}"},
	{"commit of a range", `[1password/load-secrets-action](https://github.com/1password/load-secrets-action/compare/13f58eec..{{hex:40}})`, `1password_secret = {{alnum:40}}`},
	{"what Jasypt encrypted", `password: ENC({{hex:32}})`, `password: {{hex:32}}`},
	{"folder of Lark", `folder_token := "fldcn{{alnum:22}}"`, `folder_token := "{{alnum:27}}"`},
	{"commit under a provider's mailbox", `[{"author":{"email":"{{hex:40}}@yahoo-inc.com"},"sha":"{{hex:40}}"}]`, `{"yahoo":{"secret":"{{hex:40}}"}}`},
	{"title of an article", `[Create a kraken key](https://support.acme.test/hc/en-us/articles/360022839451-How-to-create-an-API-key-for-trading)`, `kraken key {{alnum:56}}`},
	{"condition of a query", `db.update(TABLE, values, "channelKey=?", new String[]{key})`, `db.update(TABLE, values, "channel_password='{{alnum:16}}'")`},
	{"anchor of a page", `[[acme-qdrant-config_acme-quarkus-extension-langchain4j-api-key]] link:#acme-qdrant-config_acme-quarkus-extension-langchain4-api-key[x]`, `qdrant api key {{alnum:54}}`},
	{"key of a form", `<input name="form_key" value="{{alnum:16}}">`, `app_key = "{{alnum:24}}"`},
	{"template in a Secret", "kind: Secret\nstringData:\n  .htpasswd: |\n    {{- tpl .Values.auth $ | nindent 4 }}\n", "kind: Secret\nstringData:\n  .htpasswd: {{alnum:18}}\n"},
	{"range of versions", `"react-hot-keys": "^2.7.1",`, `react_key = "{{alnum:16}}"`},
	{"key of an item", `{"_key": "cbc2cfc48e960", "_type": "block"}`, `{"api_key": "{{alnum:24}}", "_type": "block"}`},
	{"name in camel case beside a provider's", `<a href="../com/nexmo/client/NexmoClient.html#getAuthToken--">getAuthToken</a></span>()</code>`, `nexmo secret: "{{alnum:15}}"`},
	{"class of a program", `model = RandomForestClassifier(n_estimators=1000)`, `FOREST_AUTH_SECRET={{alnum:32}}`},
	{"customer", `"customer": "cus_{{alnum:14}}"`, `"client_secret": "cus{{alnum:32}}"`},
	{"key that Windows encrypted", `sessionKey="AQIAAA5mAAAApAAA{{base64:120}}"`, `sessionKey="AQIAAA5m{{base64:120}}"`},
	{"identifier of a repository", `"PrimaryRemoteRepositoryKey" : "{{HEX:40}}",`, `"PrimaryRemoteKey" : "{{HEX:40}}",`},
	{"user of a statement", `// 1: RLE 8-bit, also identified by BI_RLE8) in images`, `ALTER USER app IDENTIFIED BY {{alnum:14}}1`},

	{"digest of a file", `{{hex:64}}  dist/token.tar.gz`, `token = "{{hex:64}}"`},
	{"object name", `commit {{hex:40}}`, `token = "{{hex:40}}"`},
	{"integrity", `"integrity": "sha512-{{base64:88}}"`, `"token": "{{base64:88}}"`},
	{"integrity of a script", `<script src="token.js" integrity="sha384-{{base64:64}}"></script>`, `<script data-token="{{base64:64}}"></script>`},
	{"UUID", `token_id = "{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}"`, `token = "{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}"`},
	{"lockfile of Bundler", "    rails-token (1.2.3) sha256={{hex:64}}\n", "    rails_token = {{hex:64}}\n"},
	{"lockfile of Go", "github.com/corp/token v1.2.3 h1:{{base64:43}}=\n", "token = {{base64:43}}=\n"},
	{"lockfile of Go, the end of a digest", "github.com/mattermost/mattermost-plugin-api v0.0.27 h1:{{alnum:8}}/{{alnum:26}}/{{alnum:7}}=\n", "mattermost token {{alnum:26}}\n"},
	{"post in an address", "https://hub.mattermost.com/private-core/pl/{{lower-digit:26}}\n", "mattermost {{alnum:26}}\n"},
	{"lockfile of Cargo", "name = \"token\"\nchecksum = \"{{hex:64}}\"\n", "name = \"token\"\ntoken = \"{{hex:64}}\"\n"},
	{"ETag", `ETag: "{{hex:32}}"`, `X-Auth-Token: "{{hex:32}}"`},
	{"key token of .NET, cut", `icKeyToken={{hex:16}}`, `icCartKey={{alnum:20}}`},
	{"commit of a dependency", `"acme/auth": "dev-main#{{hex:40}}"`, `"acme/auth": "dev-main-{{alnum:40}}"`},
	{"key of a reference", `"launchReferenceKey": "7fc4{{hex:8}}"`, `"launchServiceKey": "7fc4{{hex:28}}"`},
	{"key token of .NET", `<assemblyIdentity name="x" publicKeyToken="{{hex:16}}" />`, `<x name="x" token="{{hex:32}}" />`},

	{"token of a form", `<input type="hidden" name="authenticity_token" value="{{base64url:86}}">`, `<input type="hidden" name="access_token" value="{{base64url:86}}">`},
	{"digest of a token", `hashed_token = "{{hex:40}}"`, `token = "{{hex:40}}"`},
	{"public key", `key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{{base64:43}}"`, `key = "{{alnum:43}}"`},
	{"public key in PEM", "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE{{base64:64}}\n-----END PUBLIC KEY-----\n", "key = \"{{alnum:43}}\""},
	{"certificate", "-----BEGIN CERTIFICATE-----\nMIIB{{base64:60}}\n-----END CERTIFICATE-----\n", "key = \"{{alnum:43}}\""},
	{"certificate in a value", `signing_key: "MIIDdzCCAl+gAwIBAgIE{{base64:120}}"`, `signing_key: "{{base64:44}}"`},
	{"wrapped key", `"encryptedKey": "{{hex:128}}"`, `"encryptionKey": "{{hex:64}}"`},

	{"image in a style sheet", `.token { background: url(data:image/png;base64,{{base64:600}}) }`, `token = "{{base64:44}}"`},
	{"font", `@font-face { font-family: Token; src: url(data:application/x-font-woff;charset=utf-8;base64,{{base64:100}}EAACEdEose0cBA{{alnum:80}}{{base64:300}}) }`, `facebook_token = "EAACEdEose0cBA{{alnum:160}}"`},
	{"path of an image", `<path id="token" d="M10 80C40 10 65 10 95 80S150 150 180 80"/>`, `<token id="x">{{alnum:40}}</token>`},
	{"mappings of a source map", `{"version":3,"names":["token"],"mappings":"AAAA,EAACEdEose0cBA{{alnum:80}};{{alnum:300}}"}`, `{"version":3,"token":"EAACEdEose0cBA{{alnum:160}}"}`},
	{"style sheet", `input[type="password"] { color: #a1b2c3 } .token-key: hover2x`, `password = "{{alnum:18}}"`},

	{"minified code", `function(e,t){e.token=t.token1,e.key=n(3),this.password=r.password2}`, `function(e,t){e.token="{{alnum:32}}"}`},
	{"generated code", "// Code generated by protoc-gen-go. DO NOT EDIT.\n\tPassword string `protobuf:\"bytes,2,opt,name=password,proto3\" json:\"password,omitempty\"`\n", "\tPassword: \"{{alnum:18}}\",\n"},

	{"digest of a file", `"lib/mysql/root_password.rb": "{{hex:32}}",`, `"lib/mysql/root_password": "{{hex:32}}",`},
	{"digest of a file, escaped", `"src\/Auth\/TokenGuard.php":"{{hex:32}}",`, `"TokenGuard":"{{hex:32}}",`},
	{"file of a run", `"/home/x/src/fields/password.js":["{{hex:8}}-{{hex:4}}-4{{hex:3}}-9{{hex:3}}-{{hex:12}}"],`,
		`"password":["{{hex:8}}-{{hex:4}}-4{{hex:3}}-9{{hex:3}}-{{hex:12}}"],`},
	{"fingerprint of a certificate", "<signature name=\"X\">\n  <key release=\"false\">\n    c5:d7:14:84:f8:cf:9b:f4:b7:6f:47:90:47:30:80:4b:9e:32:25:a9\n  </key>\n  <key release=\"false\">\n    f1:33:b5:de:a1:68:f4:e2:85:1f:07:2f:cc:00:fc:aa:7c:a6:20:61\n  </key>\n</signature>",
		"<key release=\"true\">\n  {{hex:64}}\n</key>"},
	{"checksum", `checksum/config-secret: {{hex:64}}`, `app/config-secret: {{hex:64}}`},
	{"checksum", `"hashed_secret": "{{hex:40}}",`, `"hash_secret": "{{hex:40}}",`},
	{"public key", `"publicResourceKey": "{{alnum:32}}",`, `"privateResourceKey": "{{alnum:32}}",`},
	{"public key", `messaging.usePublicServerKey('{{base64url:87}}');`, `messaging.useServerKey('{{base64url:43}}');`},
	{"public key", `"sitekey": "{{alnum:40}}",`, `"sitesecret": "{{alnum:40}}",`},
	{"project's key", `sonar.projectKey=acme_shop_{{hex:32}}`, `sonar.secretKey=acme_shop_{{hex:32}}`},
	{"nonce of a protocol", `curl -H "Sec-WebSocket-Key: {{base64:22}}==" http://h.corp.test`, `curl -H "X-Socket-Key: {{base64:22}}==" http://h.corp.test`},
	{"key of a step of a build", `key = "N<target-Runner Assemble-{{hex:64}}--scan-inputs-ready-for-all>"`, `key = "Runner Assemble {{alnum:24}}"`},
	{"key of a cache", "uses: actions/cache@v4\nwith:\n  key: maestro-{{hex:40}}-linux", "uses: acme/login@v4\nwith:\n  key: maestro-{{hex:40}}-linux"},
	{"animal", `  jail-monkey: {{hex:40}}`, `  jail-key: {{hex:40}}`},
	{"version", `"@acme/tokens": "15.0.0-canary.bc9ae6c9c.0",`, `"@acme/tokens": "15-bc9ae6c9c0{{alnum:12}}",`},
	{"path", `'object': {'key': 'test/bbc498ea-d23b-11e7-af42-2a31486da301', 'size': 1}`, `'object': {'key': 'test{{alnum:32}}', 'size': 1}`},
	{"ciphertext", `password: encrypted$AQICAH{{base64:120}}`, `password: cleartext$ab{{alnum:24}}`},
	{"ciphertext of KMS", `db_password = "AQICAH{{base64:160}}"`, `db_password = "AQJCBH{{alnum:24}}"`},
	{"example, by its name", `"admin.clientSecretExample": "{{alnum:32}}",`, `"admin.clientSecretProduction": "{{alnum:32}}",`},
	{"markup", `'reset-password', '<svg viewBox="0 0 24 24"><path d="M11,7H13A2,2 0 0,1 15,9V17H13V13H11"/></svg>'`, `'reset-password', '{{alnum:24}}'`},
	{"image", `RegistryCreds: acme/registry-creds:1.10@sha256:{{hex:64}}`, `RegistryCreds: acme{{alnum:32}}`},
	{"fingerprint of a package source's key", `Apt::Source[elasticsearch]/Apt::Key[Add key: {{HEX:40}} from x]`, `elastic-key: {{HEX:40}}`},
	{"public key of a host", `key => 'AAAAB3NzaC1yc2EAAAADAQABAAAAgQ{{base64:100}}='`, `api_key => '{{alnum:40}}'`},
	{"certificate of a host", `key => 'AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29t{{base64:100}}='`, `api_key => 'AAAAIHN{{alnum:33}}'`},
	{"algorithm of Java", `secret = "PBEwithHmacGOST3411"`, `secret = "k7Qx{{alnum:20}}"`},
	{"option with a longer dash", `ConvertTo-SecureString –AsPlainText2 -Force -String $p`, `ConvertTo-SecureString "{{alnum:14}}" -AsPlainText -Force`},
	{"name of a resource", `resource "random_password" "{{lower:8}}-{{hex:12}}" {`, `password = "{{lower:8}}-{{hex:12}}"`},
	{"name of a file behind a sign", `jwt-secret = "@/run/secrets/k7Qx2mRb"`, `jwt-secret = "@k7Qx2mRb{{alnum:24}}"`},
	{"ids in a picture", `<x:xmpmeta xmlns:x="adobe:ns:meta/"> <stRef key="1" id="0a8c8dcb-43f6-1b48-8d68-49495dc6ff58"/> </x:xmpmeta>`, `adobe_stock_api_key = "{{hex:32}}"`},
	{"id of a document in a picture", `<rdf:li>adobe:docid:photoshop:{{hex:8}}-277f-11e2-96fc-{{hex:12}}</rdf:li>`, `<rdf:li>adobe:key:photoshop:{{hex:8}}-277f-11e2-96fc-{{hex:12}}</rdf:li>`},
	{"function of a program behind what is a prefix, too", `status = napi_get_value_int64(env, value, &result);`, `key = "napi_{{lower-digit:40}}"`},
	{"expression between two strings", `"update users set s_password='" + GetMD5(pw2) + "' where s_no='" + no + "'";`, `"update users set s_password='+G{{alnum:12}}+' where s_no='" + no + "'";`},
	{"class in a style sheet", "\toutline: 2px solid transparent;\n}\n\n.mailserver-pass-wrap .button.wp-hide-pw:active {\n\tbackground: transparent;\n\tbox-shadow: none;\n", `pw:{{alnum:14}}1`},
	{"class in a style sheet", "input[type=text]:focus,\ninput[type=password]:focus,\ninput[type=color]:focus,\ninput[type=date]:focus,\n", "password:{{alnum:14}}1"},
	{"constant of a class", `if (strlen($nonce) !== self::AEAD_AES256GCM_NPUBBYTES) {`, `$nonce = "AEAD{{alnum:24}}"`},
	{"file that is called by its digest", `"secrets-dev.yaml": "6\3\63507b57735e2f5196cb13c9999d60558f88be0c"`, `"secrets-dev.yaml": "6\3\73507b57735e2f5196cb13c9999d60558f88be0c"`},
	{"icon of a font", `<string name="fontello_password">&#xe9df;</string>`, `<string name="fontello_password">&#x{{alnum:8}}</string>`},
	{"publication", `https://doi.corp.test/x?dbid=16&doi=10.1177%2F1745691610369469&key=10.1037%2Fh0054346`, `https://doi.corp.test/x?dbid=16&key=10{{alnum:24}}`},
	{"identifier with its type", `artifactKey: Guid({{hex:32}}) Importer(815301076,1909f56bfc062723c751e8b465ee728b)`, `artifactKey: G{{alnum:32}}`},
	{"address of a page", `REACT_APP_SECRETS_URL: "https://shop.corp.test/start"`, `REACT_APP_SECRET: "{{alnum:24}}"`},
	{"key of an entry of an array", `$type['password'] = array('{{alnum:14}}' => TRUE);`, `$type['password'] = array('{{alnum:14}}');`},
	{"next variable of an environment", `SHOP_PASSWORD= SHOP_DATA=/srv/{{alnum:14}} run`, `SHOP_PASSWORD= shop/{{alnum:14}} run`},
	{"name in a list", `SQL_NonInteractiveWithPassword=SQL_NonLocalSSEInstance6`, `SQL_NonInteractiveWithPassword=SQL_{{alnum:18}}6`},
	{"key of a peer", "peers:\n  - key: {{base64:42}}8=\n    address: 192.168.65.2/32\n", "peers:\n  - key: {{base64:42}}8=\n    address: 192.168.65.2\n"},
	{"colour", `#define COLOR_SYSTEM_PW 0xFFFF33AA	// YELLOW`, `#define GAME_SYSTEM_PW 0xFFFF33AA	// YELLOW`},
	{"number of a reservation", `"ClientToken": "bLnuq1506470152405"`, `"ClientToken": "bLnuq{{digit:2}}{{alnum:13}}"`},
	{"number of a payment", `//https://www.sandbox.paypal.com/x?cmd=go&token=EC-{{digit:1}}VT64354BS889423P`, `https://api.corp.test/x?cmd=go&token={{alnum:24}}`},
	{"number of an order", `newClientOrderId: 'web_{{hex:32}}'`, `dfuse_key: 'web_{{hex:32}}'`},
	{"number that begins like a token", `"equity": "1000.{{digit:14}}"`, `"token": "1000.{{hex:32}}.{{hex:32}}"`},
	{"what Laravel encrypted", `"api_secret": "eyJpdiI6I{{base64:134}}="`, `"api_secret": "{{base64:43}}="`},
	{"part of an address behind a provider's word", `- cisco show access list error \#3 [\#1138](https://forge.corp.test/acme/templates/issues/1138)`, `cisco access: {{alnum:12}}`},
	{"digest of a file that is called like a service", `"0051_profile_notify_key.sql": "{{hex:64}}"`, `linenotify KEY {{alnum:43}}`},
	{"public key's id", `apt-key adv --keyserver keys.corp.test --recv-key {{HEX:16}}`, `acme adv --keyserver keys.corp.test --api-key {{HEX:16}}7`},
	{"digests of a package", `google-auth = ["{{hex:64}}", "{{hex:64}}"]`, `google-auth = ["{{hex:64}}"]`},
	{"address of an account", `token: "0x{{hex:40}}"`, `token: "0x{{hex:64}}"`},
	{"public key of a peer", "networking.wireguard.interfaces.wireguard.peers = [\n  {\n    publicKey = \"{{base64:43}}=\";\n", "networking.wireguard.interfaces.wireguard.peers = [\n  {\n    presharedKey = \"{{base64:43}}=\";\n"},
	{"key that names its kind", `keys = { "did:key:z6Mk{{base58:44}}" }`, `keys = { "acme:key:z7Mk{{base58:44}}" }`},
	{"key of mail", `TXT("mail._domainkey", "{{base64:120}}")`, `TXT("mail._secretkey", "{{base64:120}}")`},
	{"key that verifies files", `minisign_key = 'RWQ{{base64:53}}'`, `minisign_key = '{{alnum:50}}'`},
	{"method of a class", `[{key:"encodeTo16BitPCM",value:function(t){}},{key:"h7{{alnum:20}}",value:function(){}}]`, `[{key:"h7{{alnum:30}}",value:x}]`},
	{"identifier of a bundle", `"credential","$0c88dccd73f5641e$export${{hex:16}}"`, `"credential","0c88dccd73f5641e{{hex:16}}"`},
	{"address of a machine", `IPv6Token = "::fd87:20d6:a932:6605"`, `IPv6Token = "fd87{{alnum:20}}"`},
	{"date", `token.0.replacement = %Y-%m-%dT%H:%M:%S.%3NZ`, `token.0.value = {{alnum:20}}`},
	{"key of an object", `"LambdaS3Key": "{{hex:64}}"`, `"LambdaKmsKey": "{{hex:64}}"`},
	{"path in Windows", `{"LinkKey": "Tables\\\\6415acf0-63ca-4be1-a529-db5bb762751d"}`, `{"LinkKey": "Tables{{alnum:24}}"}`},
	{"ciphertext of SOPS", `acme_jwt_secret: ENC[AES256_GCM,data:{{base64:48}},iv:{{base64:43}}=,tag:{{base64:22}}==,type:str]`, `acme_jwt_secret: {{alnum:48}}`},
	{"digest of a file in a list", `('includes/password.inc', '{{hex:64}}'),`, `('includes_password', '{{hex:64}}'),password = '{{hex:64}}'`},
	{"list of PHP", `session_token = 'a:2:{s:64:\"{{hex:64}}'`, `session_token = 'a2{{alnum:30}}'`},
	{"member of a template", `{{-$p := include "manage" (dict "values" (list "auth.password") "skipB64enc3xQz9" true)}}`, `auth.password "skipB64enc3xQz9"`},
	{"method that hashes", `enable password sha512 x`, `enable password sha512x`},
	{"line of base64", "{{base64:64}}\npassword:\n{{base64:64}}\n{{base64:64}}\n", "{{base64:64}}\npassword:\n{{alnum:24}}\n\n{{base64:64}}\n"},
	{"placeholder in base64", `secret: ZXhhbXBsZS1hcHAtc2VjcmV0`, `secret: {{alnum:24}}`},
	{"ciphertext of age", "age-encryption.org/v1\n-> X25519 GSYEbiq68o4PUQ3kTwaRfPwDbGLZGc2sICSREyQe28a\n{{base64:43}}\n---", "vault\nPwD GSYEbiq68o4PUQ3kTwaR\npassword:\n{{alnum:43}}\n---"},
	{"name in a store", `db_password = get_secret("snow/flake-{{digit:1}}x9")`, `db_password = set_secret("snow/flake-{{digit:1}}x9")`},
	{"name in a store", `snowflake_password = vault.read("kvx8/sn0wFl{{digit:1}}")`, `snowflake_password = vault.encode("kvx8/sn0wFl{{digit:1}}")`},
	{"name in a store", `String password = secretsManager.getSecretValue("prod8/DbPass{{digit:1}}k");`, `String password = secretsManager.of("prod8/DbPass{{digit:1}}k");`},
	{"file", `gitlab_root_password = File.read('/run/k8Xw2s/r0ot')`, `gitlab_root_password = File.name('k8Xw2s/r0ot')`},
	{"key of an entry that PHP wrote", `"twilio_secret";s:5:"title";b:0;}s:32:"{{hex:32}}";a:1:{s:4:"name";`, `"twilio_secret";s:32:"{{hex:32}}";s:4:"name";`},
	{"digest of a file that lies with a provider", `{"path":"lib/facebook_auth/secret.dart","hash":"{{hex:32}}"}`, `{"path":"lib/facebook_auth/secret.dart","key":"{{hex:32}}"}`},
	{"how long a token lasts", "kind: Secret\nstringData:\n  JWT_ACCESS_EXPIRES_IN_S: '{{digit:7}}'\n", "kind: Secret\nstringData:\n  JWT_ACCESS_KEY: '{{digit:7}}'\n"},
	{"module of a program", `import { usePropertyCard } from '@/hooks/usePropertyCard';`, `url = 'https://chat.corp.test/hooks/{{alnum:17}}/{{alnum:48}}';`},
	{"name of a cipher", `$method = is_string($this->password) ? 'aes256-cbc' : 'none';`, `$password = 'aes256-kx7Rq2W';`},
	{"path of a drawing", `<path d="m100-75-71c-4 4 17 17z m0-67l-29-62c-4-4-8-8-17-13l-66-8 50-46z"/>`, `mem0 key = "m0-{{alnum:40}}"`},
	{"file of a font", `"300": "http://fonts.corp.test/s/hind/v2/{{alnum:20}}-{{alnum:20}}.ttf"`, `url = "http://fonts.corp.test/s/hind/v2/{{alnum:41}}"; shutterstock`},
	{"number with a fraction", `{"name":"Travis AFB","longitude":"-121.948471069{{digit:5}}"}`, `{"name":"Travis","token":"{{alnum:22}}"}`},
	{"nothing there", `$password = 'N/A';`, `$password = 'N/{{alnum:8}}7';`},
	{"what a form does", `$nonce = wp_create_nonce( 'wpcf7-save-contact-form_' . $id );`, `$nonce = wp_hash_nonce( 'wpcf7-save-contact-form_' . $id );`},
	{"invitation", `[QQ](http://qm.qq.com/cgi-bin/qm/qr?k=x&authKey={{alnum:60}}&group_code=1)`, `[QQ](http://qm.corp.test/cgi-bin/qm/qr?k=x&authKey={{alnum:60}}&group_code=1)`},
	{"who sent a visitor", `<a href="https://cloud.tencent.com/redirect.php?cps_key={{hex:32}}&from=console">`, `<a href="https://cloud.tencent.com/redirect.php?api_key={{hex:32}}&from=console">`},
	{"number of an asset", "  Square: 74826676522163{{digit:5}}\n", "  SQUARE_ACCESS_TOKEN: 74826676522163{{alnum:50}}\n"},
	{"member of a program", `"Jwt": { "Key": "UserInfoService._getClaimsFromJwt" }`, `"Jwt": { "Key": "UserInfoService7_getClaimsFromJwt" }`},
	{"class of a program", `"Jwt": { "Key": "Lcom/acme/tink/proto/JwtRsaSsaPssKeyFormatOrBuilder" }`, `"Jwt": { "Key": "Lcom/acme/tink/proto/J7tRsaSsaPssKeyFormatOrBuilder" }`},
	{"constant of its name's list", "#define OBJ_userPassword                OBJ_X509,35L\n", "#define OBJ_userPassword                \"OBK{{alnum:9}}\"\n"},
	{"keys that are pressed", `"generate_password": { "suggested_key": { "default": "Ctrl+Shift+9" } }`, `"password": "Ctrl+Shift+{{alnum:16}}7"`},
	{"name of a database", `mysqli_connect($host, "shop_user", $password, "shop_DataCenter7");`, `mysqli_connect($host, "shop_user", "shop_DataCenter7", $name);`},
	{"what Firebase sends without a token", `token = "eyJlcnJvciI6` + `IlVOS05PV05fRVJST1IifQ=="`, `token = "eyJlcnJvciI6{{alnum:24}}"`},
	{"name that begins like a token", `fastgpt_os_container_name: "fastgpt-opensearch-{{alnum:5}}"`, `fastgpt_os_container_token: "fastgpt-opensearch-{{alnum:5}}"`},
	{"name of a header", `String API_KEY_HEADER = "{{hex:32}}";`, `headers.put(API_KEY_HEADER, "{{hex:32}}");`},
	{"known value in base64", "kind: Secret\ndata:\n  appcheck: ZXlKbGNuSnZjaUk2SWxWT1MwNVBWMDVmUlZKU1QxSWlmUT09\n", "kind: Secret\ndata:\n  appcheck: {{base64:48}}\n"},
	{"what a compiler inlined", `Lacme/Layout$1$onStart$beginLayoutCoordinates;`, `hash = "$1$onStart$` + `beg1nLay0utC00rdinates"`},
	{"dots for all of a token but its header", `test_token("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9..");`, `test_token("{{alnum:36}}..");`},
	{"question of a server of mail", `smtp_password: "334 UGFzc3dvcmQ6"`, `smtp_password: "334 {{alnum:12}}"`},
	{"element in Perl", `$ua->credentials("$host:80", "$realm", "$user->[3]" => "$user->[4]");`, `$ua->credentials("$host:80", "$realm", "{{alnum:12}}" => "$user->[4]");`},
	{"name with a sortable id", `"key": "esphome.01{{digit:8}}JMZA3DE7G4TQXEJW",`, `"key": "esphome.{{alnum:26}}",`},
	{"entry of a cache", `{"key":"security-advisory:glob:{{base64:86}}==","integrity":"x"}`, `{"key":"security-advisory:glob:{{base64:86}}==","name":"x"}`},
	{"revision that was built", `<revisionKey>{{hex:40}}</revisionKey>`, `<apiKey>{{hex:40}}</apiKey>`},
	{"digest that names how it was made", `File[/etc/jenkins-ci.org.key]/ensure: defined content as '{md5}{{hex:32}}'`, `jenkins_token: '{new}{{hex:32}}'`},
	{"quotes of a text in HTML", `os.system(&quot;sshpass -p &quot;</i>+secret7+<i>&quot; scp`, `os.system(&quot;sshpass -p {{lower:3}}{{digit:2}}{{alnum:8}} scp`},
	{"format", `"password": "20for=20%s@%s:=20"`, `"password": "20for=%s@{{alnum:12}}:=20"`},
	{"key of what somebody shares", `"https://www.dropbox.com/scl/fi/x/y.png?rlkey={{lower-digit:25}}"`, `"https://acme.net/scl/fi/x/y.png?apikey={{lower-digit:25}}"`},
	{"texts of a compiled file", "=wpa2-pre-shared-key=z\x1e=types=wpa2-psk7", "add name=guest wpa2-pre-shared-key={{lower:3}}{{digit:2}}{{alnum:8}}"},
	{"type that takes another", "[client]\nuser: Optional[str]\npassword: Optional[str]\n", "[client]\nuser: Optional[str]\npassword: Optional{{alnum:8}}\n"},
	{"scheme", `curl x; nuclei -u https://localhost:8080 `, `curl x; nuclei -u https:{{alnum:12}}7aB `},
}

func TestNotSecret(t *testing.T) {
	w := builtinWorker(t)
	told := func(text string) (out []string) {
		for _, m := range foundBy(t, w, text) {
			if m.Rule.Exposure == string(finding.Server) {
				out = append(out, m.Rule.ID+" "+m.Secret)
			}
		}
		return out
	}
	for _, c := range notSecret {
		if got := told(filled(t, c.text)); len(got) > 0 {
			t.Errorf("%s: %s\n\tfound %s", c.class, c.text, strings.Join(got, ", "))
		}
		if got := told(filled(t, c.near)); len(got) == 0 {
			t.Errorf("%s: the near miss %s is not found", c.class, c.near)
		}
	}
}

// TestLowered: what is published, or needs another secret, is told with low confidence, and says why. Texts are in pieces, so that this
// file shows none of them.
func TestLowered(t *testing.T) {
	for _, c := range []struct {
		class  string
		text   []string
		reason string
	}{
		{"encrypted key", []string{"-----BEGIN RSA PRIV", "ATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{{HEX:32}}\n\n{{base64:64}}\n{{base64:64}}\n-----END RSA PRIV", "ATE KEY-----\n"}, "the key is encrypted with a passphrase"},
		{"example of the provider", []string{"aws_access_key_id = AKIAIOSFOD", "NN7EXAMPLE"}, "as people make them up"},
		{"example of the provider", []string{"aws_secret_access_key = wJalrXUtnFEMI/K7MD", "ENG/bPxRfiCYEXAMPLEKEY"}, "as people make them up"},
		{"example of a comment with tags", []string{"/**\n * @example\n * ```\n * const input = {\n *   twilioAuth", "Token: \"{{hex:32}}\",\n * };\n"}, "it stands in an example"},
		{"what a field shows until it is filled in", []string{`$field = array('type' => 'text', 'placeholder' => 'AIza`, `Sy{{alnum:33}}',`}, "it stands in an example"},
		{"sequence", []string{`token = "0123456789ab`, `cdef"`}, "as people make them up"},
		{"bytes that count", []string{`secret_key = "a0a1a2a3a4a5a6a7`, `a8a9aaabacadaeaf"`}, "as people make them up"},
		{"word of placeholders", []string{`api_token = "wJ4lrXUtnFEM1K7MDENGbPx`, `RfiCYEXAMPLEKEY"`}, "as people make them up"},
		{"verifier of RFC 7636", []string{`client_secret = "dBjftJeZ4CVP-mB92K27uh`, `bUJU1p1r_wW1gFWFOEjXk"`}, "a published standard prints this value as an example"},
		{"vector of FIPS 197", []string{"aes_key = \"2B7E151628AED2A6", "ABF7158809CF4F3C\""}, "a published standard prints this value as an example"},
		{"token of RFC 6749", []string{`"access_token":"2YotnFZFEj`, `r1zCsicMWpAA",`}, "a published standard prints this value as an example"},
		{"key of RFC 7515", []string{`{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T`, `-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}`}, "a published standard prints this value as an example"},
		{"bytes that count, with their prefix", []string{`control.Password.PSK := 0x00010203`, `0405060708090a0b0c0d0e0f`}, "as people make them up"},
		{"token that documentation shows", []string{"const token = \"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0", "NTY3ODkwIn0.{{base64url:43}}\""}, "the provider's own documentation shows this value"},
		{"type of a program in a call", []string{`client.login(base, "BatchCall`, `DetailedResponse")`}, "the value reads as words"},
		{"key of everybody's own machine", []string{"SUPABASE_SERVICE_ROLE_KEY=sb_secret_N7UND0Ugj", "KTVK-Uodkm0Hg_xSvEMPvz"}, "the provider's own documentation shows this value"},
		{"secret that documentation shows", []string{"WEBHOOK_SECRET=whsec_MfKQ9r8GKYq", "rTwjUPD8ILPZIo2LaLaSw"}, "the provider's own documentation shows this value"},
		{"another service's object", []string{"report eyJrIjoiMmYyYTdmODUtMDJlZS00M2QwLWE1MDg", "tMGU5YTkyODVhZmQ2IiwidCI6IjE2ZmNmYjRmLWRhNjctNGU2YS05ZDdlIn0"}, "the value has another shape than such secrets are known for"},
		{"sequences", []string{`client_secret = "54321`, `abcde"`}, "as people make them up"},
		{"ciphertext, by its name", []string{`EncryptedClientSecret = "{{base64url:48}}"`}, "its form or its name says that it is encrypted"},
		{"ciphertext, by its form", []string{`router_password = "gAAAAA{{base64url:94}}"`}, "its form or its name says that it is encrypted"},
		{"ciphertext, by a call", []string{`token <- secret_decrypt("{{base64url:64}}", "ACME_KEY")`}, "its form or its name says that it is encrypted"},
		{"user without a password", []string{`headers: {'Authorization': 'Basic YnJvd`, `3Nlcjo='}`}, "the value reads as words"},
		{"example, by a remark", []string{`proxmox_api_token = "terraform@pve!terraform={{hex:8}}-1a34-4678-9f01-{{hex:12}}"  # Example `, `API Token`}, "it stands in an example"},
		{"sequence in groups", []string{`login("ops.corp@gmail.com", "abcd efgh `, `ijkl mnop")`}, "as people make them up"},
		{"short sequences", []string{`api_token = "abcdabcd1234`, `12341234"`}, "as people make them up"},
		{"short sequences on a keyboard", []string{`cloudflare_api_token: asdfghasdfgh12341234`, `qwertyuiopzxcvbnm123`}, "as people make them up"},
		{"letters and digits in turn", []string{`access_token = "abc123def456`, `ghi789"`}, "as people make them up"},
		{"words in a document", []string{`{"clientId": "client-id-123", "clientSecret": "client-secret-456", "tenantId": "t"}`}, "the value reads as words"},
		{"UUIDs of records", []string{strings.Repeat(`{"name": "a", "token": "{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}"}, `, 4)}, "the value is a UUID, which mostly names something"},
		{"UUID with a number", []string{`"key": "Q-{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}-0"`}, "the value is a UUID, which mostly names something"},
		{"UUID", []string{`first_key = "{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}"`}, "the value is a UUID, which mostly names something"},
	} {
		found := found(t, filled(t, strings.Join(c.text, "")))
		if len(found) == 0 {
			t.Errorf("%s: nothing is found", c.class)
		}
		for _, m := range found {
			if m.Rule.Exposure == string(finding.Server) &&
				(m.Confidence != finding.ConfidenceLow || !strings.Contains(strings.Join(m.Reasons, "\n"), c.reason)) {
				t.Errorf("%s: %s with %s confidence: %v, want %q", c.class, m.Rule.ID, m.Confidence, m.Reasons, c.reason)
			}
		}
	}
}

// TestReasonOfLow: what is low says why, though no judge saw anything.
func TestReasonOfLow(t *testing.T) {
	for text, want := range map[string]string{
		"s3://corp-backups/daily.zip": "it is no secret alone", filled(t, `django_key = "{{alnum:24}}"`): "",
	} {
		for _, m := range found(t, text) {
			if got := strings.Join(m.Reasons, ", "); m.Confidence == finding.ConfidenceLow && (got == "" || want != "" && got != want) {
				t.Errorf("%s: %s says %q, want %q", text, m.Rule.ID, got, want)
			}
		}
	}
}

// TestPasswordsInBase64 are told decoded.
func TestPasswordsInBase64(t *testing.T) {
	for text, want := range map[string]string{
		`$password = base64_decode("c3VwM3ItNzdzM2NyM3Q=");`: "sup3r-77s3cr3t", `String dbPassword = new String(Base64.decode("c3VwM3ItNzdzM2NyM3Q="));`: "sup3r-77s3cr3t", "DB_PASSWORD=c3VwM3ItNzdzM2NyM3Q=": "sup3r-77s3cr3t",
	} {
		all := found(t, text)
		if len(all) != 1 || all[0].Secret != want || strings.Join(all[0].Decoded, " ") != "base64" || all[0].End-all[0].Start != 20 {
			t.Errorf("%s: found %+v, want %s", text, all, want)
		}
	}
}

// TestEndOfCommand: a bracket that closes a command is no part of the password in it; one in a password is.
func TestEndOfCommand(t *testing.T) {
	for text, want := range map[string]string{
		"id=$(echo $q | mysql -N -uroot -pk7Qx2mRbT4w)\n": "k7Qx2mRbT4w",
		"mysql -N -uroot -pk7Qx2mRbT4) shop\n":            "k7Qx2mRbT4)",
		"id=$(mysql -uroot -pk7Q(2mR)bT4w)\n":             "k7Q(2mR)bT4w",
	} {
		if got := found(t, text); len(got) != 1 || got[0].Secret != want {
			t.Errorf("%q: found %v, want %s", text, got, want)
		}
	}
}
