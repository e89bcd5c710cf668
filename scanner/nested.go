package scanner

import (
	"cmp"
	"context"
	"path"

	"github.com/sluice-scan/sluice/scanner/finding"
	"github.com/sluice-scan/sluice/scanner/source"
)

// Sources that have others inside: each is read and attributed on its own, one after the other, since an object's name says nothing
// of the repository that holds it.

// all scans src and the sources inside it. where is the path at which src lies in the root, "" for the root itself.
func (s *scan) all(ctx context.Context, src source.Source, where string) ([]finding.Finding, error) {
	found, err := s.one(ctx, src, where)
	nested, ok := src.(source.Nested)
	if err != nil || !ok {
		return found, err
	}
	err = nested.Nested(ctx, func(name string, inside source.Source) error {
		more, err := s.all(ctx, inside, path.Join(where, name))
		s.where = where
		found = append(found, more...)
		return err
	}, s.skip)
	return found, err
}

// one scans one source.
func (s *scan) one(ctx context.Context, src source.Source, where string) ([]finding.Finding, error) {
	s.where, s.hits = where, nil
	if err := s.recall(src, where); err != nil {
		return nil, err
	}
	if err := s.divide(ctx, src, where); err != nil {
		return nil, err
	}
	if t, ok := src.(source.Total); ok {
		s.total += t.Total()
	}
	var found []finding.Finding
	err := s.read(ctx, src)
	if err == nil {
		found, err = s.findings(ctx, src)
		s.overshadow(found)
	}
	if c, ok := src.(counted); ok {
		s.objects += c.Objects()
		s.commits += c.Commits()
	}
	if unread := s.remember(ctx, err == nil); err == nil {
		err = unread
	}
	for i := 0; where != "" && i < len(found); i++ {
		found[i].Container = inside(where, cmp.Or(found[i].Container, found[i].Path))
	}
	return found, err
}

// inside names what lies in a container, as it is written for archives; either may be "".
func inside(container, name string) string {
	if container == "" || name == "" {
		return container + name
	}
	return container + "!" + name
}
