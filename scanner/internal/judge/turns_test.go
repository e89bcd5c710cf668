package judge

import (
	"math/rand/v2"
	"testing"
)

func TestTakesTurns(t *testing.T) {
	hold(t, []knows{
		{"going on", goOn,
			[]string{"abc123def456", "ABC12de345", "a1b2c3d4e5", "a8b9c0d1e2", "e5d4c3b2a1", "12abc345def", "fedcba54321", "xyzab12345", "cdefa12345"},
			[]string{
				"abc123def4", "abcd12345", "abcde1234", "abc123deg456", "abc123def567", "abc-123def456", "abcb12345e", "abcba12345",
				"aaaaa12345", "abcde12321",
			}},
		{"two sequences side by side", stepping,
			[]string{
				"a1b2c3d4e5f6a7b8", "f1e2d3c4b5a69788", "A1-b2-C3-d4-E5-f6-A7-b8", "9f8e7d6c5b4a392817061524", "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6",
				"zX9yW8vU7tS6rQ5pO4nM3lK2jI1hG0fE", "a1b2c3d4e5f6xxyq",
			},
			[]string{"a1b2c3d4e5f6a7b", "a1b2c3d4e5f6xxqq", "q8Zk2LwPx91vTn4RbY6m", "a1c3e5g7i9k1m3o5", "9f3b7c1d5e8a2046", "aabbccddq8zk2lwp"}},
		{"letters and digits by turns", alternating,
			[]string{"6f3e8a1c9d2b4e7f0a5c", "a7q2z9k4m1x8c3v6b0n5", "6f3e-8a1c-9d2b-4e7f-0a5c", "6f3e8a1c9d2b4e7f0a55", "6f3e8a1c9d2b47a0b6e5f1a2c3d4e5f6"},
			[]string{"6f3e8a1c9d2b4e7f0a5", "6f3e8a1c9d2b4e7f0a5566", "4f9a1c7e2b8d6053f1a9c4e7b2d80635", "e3b0c44298fc1c149afbf4c8996fb924", "abcdefghijklmnopqrst"}},
		{"a sequence of a kind", SequenceOfKind,
			[]string{"ek_abc123", "sk_test_abc123", "tok_xyz789def", "cus_123abc"},
			[]string{"abc123", "ek_abc12", "ek_abcdef", "ek_123456", "EK_abc123", "e_abc123", "sk_testing_abc123", "ek_abc129", "ek-abc123", "ek_q8z2kl"}},
		{"letters and digits in turn", TakesTurns,
			[]string{"abc123def456", "f1e2d3c4b5a69788", "6f3e8a1c9d2b4e7f0a5c"},
			[]string{"q8Zk2LwPx91vTn4RbY6m", "4f9a1c7e2b8d6053f1a9c4e7b2d80635"}},
	})
}

// Random keys hardly ever look made up, however few characters they are made of.
func TestTakesTurnsByChance(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, alphabet := range []string{"0123456789abcdef", "0123456789abcdefghijklmnopqrstuvwxyz", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"} {
		for _, length := range []int{16, 20, 32, 64} {
			const drawn = 20_000
			found := 0
			value := make([]byte, length)
			for range drawn {
				for i := range value {
					value[i] = alphabet[r.IntN(len(alphabet))]
				}
				if TakesTurns(value) {
					found++
				}
			}
			if found > 2 {
				t.Errorf("%d of %d random values of %d characters out of %d", found, drawn, length, len(alphabet))
			}
		}
	}
}
