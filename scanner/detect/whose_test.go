package detect

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// whose are values that a generic rule is sure of, or that two providers' rules want, and the provider that is told, "" for no finding.
var whose = []struct{ text, provider string }{
	{"paperform token = '{{alnum:40}}'", "paperform"},             // another shape
	{"tallyfy api secret: '{{alnum:48}}'", "tallyfy"},             // a name of two words
	{"tallyfy sends mail\napi secret: '{{alnum:48}}'", "generic"}, // another statement
	{"example.org/kms/azure v1.2 h1:{{base64:43}}=", ""},          // no name of a credential
	{"stytch token - '{{alnum:47}}='", "stytch"},                  // the shape holds for all but the last sign
	{"notes secret_key={{alnum:44}}", "generic"},                  // secret_ is a part of the name, no prefix
	{"RAILS_ENV=test CODECLIMATE_REPO_TOKEN={{hex:64}}", "codeclimate"},
	{"\"service\": \"sparkpost\",\n\"Authorization\": \"{{hex:40}}\"", "sparkpost"},
	{"MYSQL_PASSWORD={{alnum:10}}", "mysql"},
	{"EBAY_CLIENT_SECRET={{alnum:40}}", "generic"}, // no client id
	{"final box = await Hive.openBox('vault', encryptionKey: '{{alnum:32}}');", "generic"},
	{"const APP_KEY = '{{alnum:32}}'", "generic"},
	{"<?php\nconst APP_KEY = '{{alnum:32}}';", "laravel"},
	{"curl https://api.knock.app/v1/users/1 \\\n  -H 'Accept: x' \\\n  -H 'Authorization: Bearer sk_test_{{alnum:43}}'", "knock"},
	{"curl https://api.corp.test/v1/users/1 \\\n  -H 'Authorization: Bearer sk_test_{{alnum:43}}'", "stripe"},
	{"EBAY_CLIENT_ID={{alnum:40}}", "ebay"},
	{"heroku config:set SHOP_API_KEY={{alnum:28}}", "generic"}, // the store's program, which holds anybody's
	{"heroku config:set SENDGRID_API_KEY={{alnum:28}}", "sendgrid"},
	{"heroku auth:token SHOP_API_KEY={{alnum:28}}", "heroku"},
	{"aws secretsmanager create-secret --name shop --secret-string {{alnum:28}}", "generic"},
	{"aws rds create-db-instance --master-user-password {{alnum:28}}", "generic"}, // no password of AWS's
	{"az keyvault secret set --vault-name shop --name DbPassword --value {{alnum:28}}", "command-line"},
	{"pulumi config set --secret dbPassword {{alnum:28}}", "command-line"},
	{"PLAID_SECRET={{alnum:24}}", "plaid"},
	{"HASHICORP_TOKEN={{alnum:32}}", "hashicorp-hcp"},
	{"DISCORD_DB_PASSWORD={{alnum:20}}", "generic"}, // no token of Discord's, which a password for it is not
	{"temporal:\n  password: {{alnum:20}}", "generic"},
	{"DISCORD_TOKEN={{alnum:20}}", "discord"},
	{"postgresqlPassword: {{alnum:16}}", "postgres"}, // as charts of Helm call it
	{"const rabbitmqPassword = \"{{alnum:16}}\"", "rabbitmq"},
	{"mariadbRootPassword: {{alnum:16}}", "mysql"},
	{"curl https://fra1.blynk.cloud/oauth2/token \\\n-u oa2-reader:{{alnum:40}}\n", "blynk"}, // its host stands near by
	{"curl https://fra1.example.com/oauth2/token \\\n-u oa2-reader:{{alnum:40}}\n", "http-auth"},
	{"PINATA_JWT=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE4MDc5MTQxNjB9.{{base64url:43}}", "pinata"},
	{"curl -H 'Authorization: Bearer {{hex:32}}' \\\n  https://api.tavus.com/v1", "tavus"},
	{"curl -H 'Authorization: Bearer {{hex:30}}' \\\n  https://api.tavus.com/v1", "http-auth"},                             // another shape
	{"function render($request) {\n  $res = $client->get('https://api.corp.test/?oauth_token={{hex:32}}');\n}", "generic"}, // a function's name
	{"render:\n  oauth_token: {{hex:32}}", "render"},
	{"nasa:\n  url: x\n  api_key: {{alnum:40}}", "nasa"},
	{"nasa: x\napi_key: {{alnum:40}}\nother: y", "generic"},
	{"[duo]\nhost = x\nsecret_key = {{alnum:40}}", "duo"},
	{"yahoo_key = '$2y$10${{alnum:53}}'", "password-hash"},
	{"\"nasa\": {\"api_key\": \"{{alnum:40}}\"}", "nasa"},
	{"api_key = '{{hex:32}}'  # of tavus", "tavus"},
	{"import tavus\n\n\n\nAPI_KEY = \"{{hex:32}}\"", "tavus"},
	{"import tavus\nimport duo_client\n\n\nAPI_KEY = \"{{hex:31}}\"", "generic"},       // another shape
	{"import tavus\nimport calendarific\n\n\nAPI_KEY = \"{{hex:32}}\"", "generic"},     // which of the two?
	{"import \"github.com/tavus/tavus-go\"\n\nconst apiKey = \"{{hex:32}}\"", "tavus"}, // not the forge
	{"import { Client } from \"@tavus/sdk\";\n\n\nconst apiKey = \"{{hex:32}}\"", "tavus"},
	{"import (\n\t\"github.com/gorilla/mux\"\n)\n\nconst apiKey = \"{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}\"", "generic"}, // no word of a service
	{"import Mux from '@mux/mux-node'\n\n\nconst apiKey = \"{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}\"", "mux"},
	{"const c = require('tavus')\n\n\nconst apiKey = \"{{hex:32}}\"", "tavus"},
	{"using Tavus.Sdk;\n\n\nvar apiKey = \"{{hex:32}}\"", "tavus"},
	{"BASE = \"https://api.tavus.com/v1\"\n\n\n\n\nAPI_KEY = \"{{hex:32}}\"", "tavus"},
	{"import (\n\ttv \"github.com/acme/go-tavus\"\n)\n\nconst apiKey = \"{{hex:32}}\"", "tavus"},
	{"import os, tavus\n\n\nAPI_KEY = \"{{hex:32}}\"", "tavus"},
	{"import {\n  Client,\n} from 'tavus-node';\n\n\nconst apiKey = \"{{hex:32}}\"", "tavus"},
	{"import flat_file\n\n\nAPI_KEY = \"{{hex:32}}\"", "generic"}, // a word of many names
	{"import nottavus\n\n\nAPI_KEY = \"{{hex:32}}\"", "generic"},
	{"HOST=api.tavus.com\n\n\n\n\nAPI_KEY={{hex:32}}", "tavus"},
	{"MAIL=ops@tavus.com\n\n\n\n\nAPI_KEY={{hex:32}}", "generic"},
	{"Tavus.configure do |c|\n  c.timeout = 3\n\n  c.api_key = \"{{hex:32}}\"\nend", "tavus"},
	{"provider \"tavus\" {\n  x = 1\n\n  api_key = \"{{hex:32}}\"\n}", "tavus"},
	{"## Tavus\n\nAPI key: {{hex:32}}", "tavus"},
	{"<secret>{algolia x {{hex:32}}}</secret>", "algolia"},
	{"<secret>{box x {{alnum:32}}}</secret>", "box"}, // a common word, but in the value's own element
	{"webexbot_token = 'ajlk{{digit:2}}{{alnum:60}}'", "webex"},
	{"TestKubernetesToken = '{{alnum:40}}'", "kubernetes"}, // no word of Testkube's
	{"curl -H 'X-Service-Key: {{hex:32}}' https://api.corp.test/v1", "http-auth"},
	{"- value: {{hex:32}}\n  name: TAVUS_API_KEY\n", "tavus"},
	{"gitter-secret-{{alnum:40}}", "gitter"}, // the end of a name, no prefix
	{"sk_live_{{lower-digit:40}}", "paystack"},
	{"sk_live_{{alnum:24}}", "stripe"},
	{"pk_test_{{upper-digit:28}}", "courier"},
	{"KNOCK_API_KEY=sk_test_{{alnum:43}}", "knock"},                 // its own name, and the beginning is Knock's, too
	{"OPENAI_API_KEY=sk-ant-api03-{{base64url:93}}AA", "anthropic"}, // a longer prefix than that of OpenAI's
	{"API_KEY=sk_{{alnum:42}}", "generic"},                          // many services' keys begin so
	{"curl https://api.paystack.co/bank -H 'Authorization: Bearer sk_{{alnum:42}}'", "paystack"},
	{"curl https://api.lokalise.com/api2/projects -H 'x-api-token: {{hex:40}}'", "lokalise"},
	{"curl https://acme.pipedrive.com/v1/users -H 'x-api-token: {{hex:40}}'", "pipedrive"},
	{"scale = ScaleClient(\"live_{{hex:32}}\")", "scaleai"},             // not Twitch's, whose keys begin with live_, too
	{"api = EventApi(\"https://api.novu.co\", \"{{hex:32}}\")", "novu"}, // an address of a host is no path of a file
	{"CHROMATIC_AUTH_TOKEN={{alnum:40}}", "chromatic"},                  // not Chroma's
	{"CODERABBIT_AUTH_TOKEN={{alnum:40}}", "coderabbit"},                // not RabbitMQ's
	{"RABBIT_AUTH_TOKEN={{alnum:40}}", "rabbitmq"},
	{"SQUARESPACE_SECRET={{alnum:40}}", "squarespace"},
	{"RAVENOUS_SECRET={{alnum:40}}", "generic"}, // a word of its own
	{"GHOSTERY_API_KEY={{hex:40}}", "generic"},  // not Ghost's, whose name is the literal
	{"SQLALCHEMY_SECRET={{alnum:32}}", "generic"},
	{"sqlalchemy_secret: {{alnum:32}}", "generic"},
	{"getAlchemyKey = '{{alnum:32}}'", "alchemy"},
	{"my_alchemy_key = '{{alnum:32}}'", "alchemy"},
	{"RAVENDB_API_KEY={{alnum:16}}", "generic"},
	{"MPARTICLE_API_SECRET={{alnum:40}}", "generic"},
	{"DROPBOX_APP_KEY={{alnum:32}}", "dropbox"}, // not Laravel's, whose keys have that form
	{"APP_KEY={{alnum:32}}", "laravel"},
	{"AVAZA_CLIENT_SECRET={{hex:42}}", "avaza"},
	{"client_secret={{hex:42}}", "zoho"},
	{"service_secret = \"{{alnum:18}}GCS{{alnum:19}}\"", "generic"}, // a word in the value itself says nothing of it
	{"gcs_secret = \"{{alnum:40}}\"", "gcp"},
	{"ACME_SECRET_KEY={{lower-digit:64}}", "generic"}, // longer than Django's
	{"sk-proj-{{alnum:43}}", "openai"},                // a longer prefix than Moonshot's
	{"see glpat-{{alnum:31}}", "gitlab"},              // another shape
	{"see glpat-{{alnum:15}}glpat-{{alnum:18}}", ""},  // no token holds its prefix twice
	{"pk_{{alnum:34}}", "klaviyo"},                    // fewer lengths than Courier's
	{"whsec_{{alnum:43}}=", "svix"},
	{"whsec_{{alnum:32}}", "stripe"},
	{"twistAuthToken = '{{hex:40}}'", "twist"}, // a word of its own name that is no anchor
	{"lobAccessToken = '{{alnum:40}}'", "lob"},
	{"globalAccessToken = '{{alnum:40}}'", "generic"},
	{"tavus:\n  url: x\n  api_key: {{alnum:60}}", "tavus"}, // another shape, but the key that it lies below
	{"client = TavusClient(\n    url=\"x\",\n    api_key=\"{{alnum:60}}\",\n)", "tavus"},
	{"tavus login --token {{alnum:60}}", "tavus"},
	{"# tavus\nAPI_KEY={{alnum:60}}", "tavus"},
	{"# tavus\nHOST=x\nAPI_KEY={{alnum:60}}", "generic"}, // a comment on another line
	{"# see https://tavus.com/x\nAPI_KEY={{alnum:60}}", "generic"},
	{"dropboxApiToken = '{{alnum:32}}'", "dropbox"}, // not Box's, whose literal holds the second word, too
	{"foursquare.init('{{alnum:44}}')", "foursquare"},
	{"notsquareToken = '{{alnum:44}}'", "generic"}, // no word of Square's
	{"vercel SECRET {{alnum:24}}", "vercel"},
	{"cloudflare: the token of {{alnum:40}}", "cloudflare"},
	{"api_token of cloudflare\n{{alnum:40}}", ""}, // words for any credential say nothing of another line
	{"twitter_token = {{alnum:25}}%{{alnum:60}}", "x-twitter"},
	{"github.com/QcloudApi/qcloud_sign v1.2 h1:{{alnum:11}}/{{alnum:32}}=", ""}, // a part of a digest
	{"tavus-key-9{{hex:31}}", "tavus"},
	{"key-9{{hex:31}}", "mailgun"},
	{"mailgun SECRET {{alnum:50}}", "mailgun"}, // no sign between
	{"mailgunKEY {{alnum:50}}", "mailgun"},
	{"mailgun-api-key-{{alnum:48}}", "mailgun"},
	{"mailgun secret sauce-and-other-words-2026", ""},
	{"var c = new TwitchClient(\"{{lower-digit:34}}\");", "twitch"}, // what makes a client of it
	{"c := datadog.NewClient(\"{{alnum:34}}\")", "datadog"},
	{"Braintree.init('{{hex:34}}');", "braintree"},
	{"const c = new Twitter('{{alnum:26}}')", "x-twitter"},
	{"braintree.find('{{hex:34}}');", ""},
	{"Braintree.init('a-name-of-several-words');", ""},
	{"<id>{enigma}</id>\n<secret>{AQAAABAAA {{alnum:40}}}</secret>", "enigma"}, // what the record is called
	{"<id>{enigma}</id>\n\n<secret>{AQAAABAAA {{alnum:40}}}</secret>", "jenkins"},
	{"- name: okta\n  url: x\n  api_key: {{alnum:38}}", "okta"},
	{"[{\"service\": \"okta\", \"url\": \"x\", \"api_key\": \"{{alnum:38}}\"}]", "okta"},
	{"- name: okta\n- api_key: {{alnum:38}}", "generic"},
	{"calling the Okta API\nusing token={{alnum:35}}", "okta"},
	{"calling Okta for an API\nusing token={{alnum:35}}", "generic"},
	{"[okta]\nregion = x\napi_token = {{alnum:38}}", "okta"}, // which all of its rules want near by
	{"AWS_JWT=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjE4MDc5MTQxNjB9.{{base64url:43}}", "jwt"},
	{"const c = new Tavus({\n  retries: 3,\n  name: 'x',\n  secret: '{{hex:32}}',\n})", "tavus"},
	{"tavus = {\n  retries: 3,\n  secret: '{{hex:32}}',\n}", "tavus"},
	{"other = {\n  retries: 3,\n  secret: '{{hex:32}}',\n}", "generic"},
	{"import tavus_driver\n\n\nAPI_KEY = \"{{hex:32}}\"", "tavus"},
	{"import pytavus\n\n\nAPI_KEY = \"{{hex:32}}\"", "tavus"},
	{"import tavuslib\n\n\nAPI_KEY = \"{{hex:32}}\"", "tavus"},
	{"- uses: tavus/deploy-action@v1\n  with:\n    token: {{hex:32}}", "tavus"},
	{"clearbit.key = 'sk_{{hex:32}}'", "clearbit"},                                             // the form alone is another's
	{"guardian_api_key = {{hex:8}}-{{hex:4}}-4{{hex:3}}-a{{hex:3}}-{{hex:12}}", "guardian"},    // a word for other things, too, in the name
	{"config :shop, Shop.Guardian, issuer: \"shop\", secret_key: \"{{alnum:40}}\"", "generic"}, // and in front of it
	{"HIVE_API_KEY={{lower-digit:32}}", "hive"},
	{"hive:\n  api_key: {{hex:32}}", "generic"},
	{"hive_encryption_key = '{{lower-digit:32}}'", "generic"}, // made up by the program itself
	{"JWT_KEY_STORE_PASSWORD={{alnum:16}}", "generic"},
	{"abstract_key = '{{alnum:32}}'", "abstractapi"},
	{"abstract class A { String apiKey = \"{{alnum:32}}\"; }", "generic"},
	{"manifestPlaceholders = [MAPS_API_KEY: \"{{alnum:32}}\"]", "generic"},
	{"GNUPG_PASSWORD={{alnum:16}}", "generic"}, // pg is a part of another word
	{"PG_PASSWORD={{alnum:16}}", "postgres"},
	{"APP_KEY={{base62:32}}", "laravel"},
	{"client = Client(app_key=\"{{base62:32}}\")", "generic"},
	{"key: base64:{{base64:43}}=", "generic"},
	{"authorization_flow = \"{{hex:8}}-{{hex:4}}-4{{hex:3}}-a{{hex:3}}-{{hex:12}}\"", ""}, // no authorization
	{"const files = new UTApi({ apiKey: \"sk_live_{{hex:64}}\" })", "uploadthing"},        // the prefix alone is another's
	{"const knock = x; const stripe = new Stripe(\"sk_live_{{alnum:24}}\")", "stripe"},
	{"OTHER_KEY=  # uses the OpenWeatherMap API as its source\nAQ_API_KEY={{hex:64}}", "generic"}, // a comment of the line above
	{"# uses the OpenWeatherMap API as its source\nAQ_API_KEY={{hex:64}}", "openweather"},
	{"<id>{https://corp.example}</id><secret>{AQAAABAAA {{alnum:40}}}</secret>", "jenkins"},
}

func TestWhose(t *testing.T) {
	for _, c := range whose {
		text, got := filled(t, c.text), ""
		if matches := found(t, text); len(matches) > 0 {
			got = matches[0].Rule.Provider
		}
		if got != c.provider {
			t.Errorf("%s: %q, not %q", text, got, c.provider)
		}
	}
}

// To know whose a value is makes it no less of a secret.
func TestOwnersLowerNothing(t *testing.T) {
	for text, provider := range map[string]string{
		"particle flash --access_token {{hex:40}} x":                                                               "particle",
		"curl -H 'Authorization: token {{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}' https://api.snyk.io/v1": "snyk",
		"https://ops:{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}@hub.corp.net/wd":                           "uri-credentials",
		"class S(BaseSettings):\n    nasa_api_key: str = Field('{{alnum:40}}')":                                    "nasa",
		"PLAID_SECRET={{alnum:24}}":    "plaid",         // no client id
		"HASHICORP_TOKEN={{alnum:32}}": "hashicorp-hcp", // nor this
	} {
		text = strings.ReplaceAll(text, "{{hex:8}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:12}}", "{{hex:8}}-{{hex:4}}-4{{hex:3}}-a{{hex:3}}-{{hex:12}}")
		matches := found(t, filled(t, text))
		if len(matches) == 0 || matches[0].Rule.Provider != provider || matches[0].Confidence == finding.ConfidenceLow {
			t.Errorf("%s: %v", text, matches)
		}
	}
}

// TestVisitorsToken: what an address has behind an id is its secret if it is called one, and else what a visitor has.
func TestVisitorsToken(t *testing.T) {
	for text, want := range map[string]string{
		"https://shop.test/a?appid=wx{{hex:16}}&token={{hex:32}}":  "generic-token",
		"https://shop.test/a?appid=wx{{hex:16}}&secret={{hex:32}}": "wechat-app-secret",
		"appid = 'wx{{hex:16}}'\ntoken = '{{hex:32}}'":             "wechat-app-secret",
	} {
		told := map[string]bool{}
		for _, m := range found(t, filled(t, text)) {
			told[m.Rule.ID] = true
		}
		if !told[want] || told["generic-token"] && told["wechat-app-secret"] {
			t.Errorf("%s: %v, not %s", text, told, want)
		}
	}
}

// TestGivenIsAsSure: what a rule is never sure of is no surer as a provider's: the nonce of a page of GitHub.
func TestGivenIsAsSure(t *testing.T) {
	text := filled(t, `<link rel="assets" href="https://github.com/"><meta name="html-safe-nonce" content="{{hex:40}}">`)
	for _, m := range foundBy(t, builtinWorker(t), text) {
		if m.Confidence != finding.ConfidenceLow {
			t.Errorf("%s is told as %s with %s confidence", m.Secret, m.Rule.ID, m.Confidence)
		}
	}
}

// A word that stands for a password is none that somebody chose, and a session in an address ends by itself.
func TestTrivialPasswords(t *testing.T) {
	for text, want := range map[string]finding.Confidence{
		"sshpass -p password ssh ops@10.20.0.7":                 finding.ConfidenceLow,
		"sshpass -p 'secret' ssh ops@10.20.0.7":                 finding.ConfidenceLow,
		"sshpass -p {{alnum:14}} ssh ops@10.20.0.7":             finding.ConfidenceMedium,
		"https://shop.corp.test/cart;jsessionid={{HEX:32}}?x=y": finding.ConfidenceLow,
	} {
		matches := found(t, filled(t, text))
		if len(matches) != 1 || matches[0].Confidence != want {
			t.Errorf("%s: %+v, not %s", text, matches, want)
		}
	}
}
