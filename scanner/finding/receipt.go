package finding

// Skipped counts what was not read for one reason.
type Skipped struct {
	Class string // "unread" makes the scan incomplete, "outside" does not
	What  string // the first few names, separated by ", "
	Why   string
	Count int
}

// Receipt says what a scan read and what it did not.
type Receipt struct {
	Complete     bool   // nothing unread and not interrupted
	Interrupted  bool   // stopped before the end
	Repository   string // the scanned root as the user named it
	Range        string // or ""
	Shard        string // "I/N" for a part of a history, or ""
	Commits      int
	Blobs        int   // distinct contents scanned
	Cached       int   // of Blobs, those that were known to be clean from an earlier scan and not read
	Lowered      int   // secrets that are not reported because tests, examples and the like, where they stand, lower their confidence
	Objects      int   // git objects looked at, 0 outside git
	Bytes        int64 // bytes of the contents scanned
	Seconds      float64
	Memory       int64    // bytes: the peak of what the Go runtime held
	RulesDigest  string   // hexadecimal digest of the rules in force
	ConfigSource string   // the config file that was used, or ""
	Limits       []string // what a bound kept from being judged, one sentence each
	Warnings     []string // entries of which the last day has passed and what they allowed was found, one sentence each
	Skipped      []Skipped
}
