package model

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

// goldenLines are made-up values in the syntaxes that the scanner weighs.
var goldenLines = []struct {
	line   string
	syntax Syntax
}{
	{`‹DB_PASSWORD›=«` + made(alnum, 20) + `»` + "\n", Equals},
	{`  "‹client_secret›": "«` + made(hexDigits, 40) + `»",` + "\n", Colon},
	{`‹password›: "«correct horse battery»"` + "\n", Colon},
	{`	‹token› := "«hunter2»" // of the tests` + "\n", Equals},
	{`define("‹API_KEY›", "«` + made(alnum, 32) + `»");`, Comma},
	{`set‹Password›('«changeme»')`, Call},
	{`<‹password›>«` + made(alnum, 12) + `!»</password>`, Element},
	{`mysql --‹password› «s3cr3t-` + made(alnum, 8) + `» shop`, Flag},
	{`<add key="‹ApiToken›" value="«` + made(hexDigits, 32) + `»"/>`, Attribute},
	{`curl -H "Authorization: ‹Bearer› «` + made(alnum, 44) + `»"`, Header},
	{`postgres://‹app›:«pâté-` + made(alnum, 6) + `»@db.corp.test/x`, Userinfo},
	{`process.env.‹SECRET› || "«${OTHER}»"`, Otherwise},
	{`# ‹csrf_token›: «123e4567-e89b-12d3-a456-426614174000»` + "\n", Colon},
}

// TestGoldenFeatures holds the features of values, and what the trained model makes of them. Features that change make the
// trained model wrong: train it again, as training/README.md says, then run this test with UPDATE_GOLDEN=1.
func TestGoldenFeatures(t *testing.T) {
	var got bytes.Buffer
	for _, g := range goldenLines {
		v := assigned(t, g.line, g.syntax)
		score, random := judge(v)
		fmt.Fprintf(&got, "%q\n\tscore %d, random %v\n", v.Text, score, random)
		for i, n := range Describe(v) {
			if n != 0 {
				fmt.Fprintf(&got, "\t%s %d\n", Feature(i), n)
			}
		}
	}
	const file = "testdata/features.golden"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the features or scores are not those of %s; got\n%s", file, got.Bytes())
	}
}
