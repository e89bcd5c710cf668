package main

import (
	"errors"
	"os"
	"sync"
)

// temporary is the one private folder of a run, made when it is first needed. The zero value is ready to use, by several goroutines.
type temporary struct {
	mu   sync.Mutex
	path string
	gone bool
}

// folder returns its path. Nobody but the user can read it.
func (t *temporary) folder() (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.gone {
		return "", errors.New("the run is at its end")
	}
	if t.path == "" {
		path, err := os.MkdirTemp("", "sluice-*")
		if err != nil {
			return "", err
		}
		t.path = path
	}
	return t.path, nil
}

// remove removes the folder and all that is in it, for good.
func (t *temporary) remove() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.gone = true
	if t.path != "" {
		_ = os.RemoveAll(t.path) // there is nothing else that could be done about it
	}
}
