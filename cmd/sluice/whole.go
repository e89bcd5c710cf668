package main

import (
	"errors"

	"github.com/spf13/cobra"
)

// wholeFlags are the flags of how a history is scanned.
type wholeFlags struct {
	full         bool
	cache, shard string
}

func (f *wholeFlags) register(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.full, "full-scan", false, "scan every content as a whole instead of what changed; finds the same, slower")
	cmd.Flags().StringVar(&f.cache, "cache", "", "remember in this `file` what is clean, and do not read it again; "+
		"it holds no secrets, but whoever can write it can hide findings")
	cmd.Flags().StringVar(&f.shard, "shard", "",
		"scan the `I/N`-th part of the history, such as 1/4; 'sluice merge' joins the JSON reports of all parts")
	cmd.MarkFlagsMutuallyExclusive("cache", "full-scan")
	cmd.MarkFlagsMutuallyExclusive("cache", "shard")
}

// none returns an error if a flag is given that is for whole histories only.
func (f *wholeFlags) none() error {
	switch {
	case f.shard != "":
		return errors.New("--shard is for whole histories: a range is scanned by one run")
	case f.cache != "":
		return errors.New("--cache is for whole histories: a range reads little anyway")
	}
	return nil
}

// apply sets the options that the flags stand for.
func (f *wholeFlags) apply(o *scanOptions) (err error) {
	o.fullScan = f.full
	if f.shard != "" {
		if o.shard, err = parseShard(f.shard); err != nil {
			return err
		}
	}
	if f.cache != "" {
		o.cachePath = f.cache
		o.cache, err = openCache(f.cache)
	}
	return err
}
