package detect

import (
	"strings"
	"testing"

	"github.com/sluice-scan/sluice/scanner/finding"
)

// TestBlockKey: words under the name of a key are one, of low confidence, if they are as long as those of a block cipher and the text makes one.
func TestBlockKey(t *testing.T) {
	const cipher = `Cipher c = Cipher.getInstance("AES/CBC/PKCS5Padding");`
	far := strings.Repeat("// nothing of it\n", cipherReach/8)
	for _, c := range []struct {
		text string
		want int
	}{
		{"private static final String KEY = \"GardenLampSeven7\";\n" + cipher, 1},
		{"key = b'the seven lamps!'\ncipher = AES.new(key, AES.MODE_ECB)\n", 1},
		{"const key = 'lamps of the garden at seven 007';\ncrypto.createCipheriv('aes-256-cbc', key, iv)\n", 1},
		{"private static final String KEY = \"GardenLampSeven77\";\n" + cipher, 0},
		{"$config['encryption_key'] = 'GardenOfSevenLAMPS2017ab';\n", 1},
		{"$config['encryption_key'] = 'GardenOfSevenLAMPSofStre';\n", 0},
		{"$config['sort_key'] = 'GardenOfSevenLAMPS2017ab';\n", 0},
		{"private static final String NAME = \"GardenLampSeven7\";\n" + cipher, 0},
		{"private static final String KEY = \"GardenLampSeven7\";\n", 0},
		{"private static final String KEY = \"GardenLampSeven7\";\n" + far + cipher, 0},
	} {
		matches := found(t, c.text)
		if len(matches) != c.want || c.want > 0 && matches[0].Confidence != finding.ConfidenceLow {
			t.Errorf("%s: %+v, want %d of low confidence", c.text, matches, c.want)
		}
	}
}
