package syntax

import "testing"

// TestItems: behind the first value of a list its others are read, as long as they are literals in the same quotes.
func TestItems(t *testing.T) {
	readAll(t, true, []string{
		"passwords = [\"{}\", \"{}\"]\n",
		"passwords = {'{}','{}' , '{}'};\n",
		"passwords: [\n  \"{}\",\n  \"{}\",\n]\n",
		"passwords = [\"x\", \"\", \"{}\"]\n"[:len("passwords = [\"x\"")] + ", \"{}\"]\n",
		"passwords = [" + times("\"x\", ", mostListed) + "\"{}\"]\n",
	})
	readAll(t, false, []string{
		"passwords = [\"x\", y, \"{}\"]\n",
		"passwords = [\"x\" , {}, \"y\"]\n",
		"passwords = [\"x\", '{}']\n",
		"passwords = [\"x\"; \"{}\"]\n",
		"passwords = [\"x\", \"{}\n",
		"passwords = \"x\", \"{}\"\n",
		"passwords = [" + times("\"x\", ", mostListed+1) + "\"{}\"]\n",
	})
}
