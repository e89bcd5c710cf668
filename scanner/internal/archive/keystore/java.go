package keystore

import (
	"bytes"
	"crypto/sha1"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/binary"

	"github.com/sluice-scan/sluice/scanner/internal/archive/magic"
)

// How Java's keystores begin; a version, 1 or 2, follows. The formats are those of sun.security.provider.JavaKeyStore and
// com.sun.crypto.provider.JceKeyStore in OpenJDK.
const magicWidth = 4 // without the version

// isJava reports whether data begins like a keystore of Java's own format.
func isJava(data []byte) bool {
	return len(data) > 0 && magic.Of(data) == magic.Keystore && !magic.IsPKCS12(data)
}

// Entries of a store.
const (
	privateEntry = 1
	trustedEntry = 2
	secretEntry  = 3
)

// java reads a store up to the first entry that it does not understand.
func (o *opener) java(data []byte) {
	r := reader{rest: data[magicWidth:]}
	version := r.number(4)
	stored := o.integral(data)
	for count := r.number(4); count > 0 && !r.failed; count-- {
		kind := r.number(4)
		alias := string(r.take(r.number(2)))
		r.take(8) // date
		switch kind {
		case privateEntry:
			o.javaKey(alias, r.take(r.number(4)), stored)
			for chain := r.number(4); chain > 0 && !r.failed; chain-- {
				r.certificate(version)
			}
		case trustedEntry:
			r.certificate(version)
		case secretEntry:
			sealed, ok := readObject(&r)
			if o.unknown = stored != nil && !ok; !ok {
				return
			}
			o.javaSecret(alias, sealed, stored)
		default:
			o.unknown = stored != nil
			return
		}
	}
}

// javaSecret tries the password of a store on a secret key, which is sealed (javax.crypto.SealedObject: the parameters, what is
// encrypted) and is a javax.crypto.spec.SecretKeySpec or a java.security.KeyRep: an algorithm, the key.
func (o *opener) javaSecret(alias string, sealed object, stored []byte) {
	if stored == nil || len(sealed.arrays) != 2 {
		return
	}
	how := pkix.AlgorithmIdentifier{Algorithm: oidJavaMD5DES, Parameters: asn1.RawValue{FullBytes: sealed.arrays[0]}}
	key, _ := readObject(&reader{rest: o.decrypt(how, sealed.arrays[1], string(stored))})
	if len(key.arrays) > 0 && len(key.arrays[0]) > 0 {
		o.keys = append(o.keys, Key{Alias: alias, Secret: key.arrays[0]})
	}
}

func (r *reader) certificate(version int) {
	if version == 2 {
		r.take(r.number(2)) // its type
	}
	r.take(r.number(4))
}

// javaKey tries passwords on an encrypted key: JKS's way takes no time, for the other one only that of the store is tried.
func (o *opener) javaKey(alias string, encrypted, stored []byte) {
	var e encryptedKey
	if _, err := asn1.Unmarshal(encrypted, &e); err != nil {
		return
	}
	if e.Algorithm.Algorithm.Equal(oidJavaKey) {
		for _, p := range o.passwords {
			if o.keep(alias, unmaskJava(e.Data, wide(p)), encrypted) {
				return
			}
		}
		return
	}
	if stored != nil {
		o.keep(alias, o.decrypt(e.Algorithm, e.Data, string(stored)), encrypted)
	}
}

// integral returns the password that the hash at a store's end is made with, nil if it is none of those that are known.
func (o *opener) integral(data []byte) []byte {
	if len(data) < sha1.Size {
		return nil
	}
	body, want := data[:len(data)-sha1.Size], data[len(data)-sha1.Size:]
	for _, p := range o.passwords {
		h := sha1.New()
		h.Write(wide(p))
		h.Write([]byte("Mighty Aphrodite"))
		h.Write(body)
		if bytes.Equal(h.Sum(nil), want) {
			return append([]byte{}, p...)
		}
	}
	return nil
}

// unmaskJava undoes sun.security.provider.KeyProtector: a salt, the key under a stream of hashes of the password and the hash before, and a
// hash of password and key.
func unmaskJava(data, password []byte) []byte {
	if len(data) < 2*sha1.Size {
		return nil
	}
	salt, masked, check := data[:sha1.Size], data[sha1.Size:len(data)-sha1.Size], data[len(data)-sha1.Size:]
	plain := make([]byte, 0, len(masked))
	for stream := salt; len(plain) < len(masked); {
		sum := sha1.Sum(append(bytes.Clone(password), stream...))
		stream = sum[:]
		for i := 0; i < len(stream) && len(plain) < len(masked); i++ {
			plain = append(plain, masked[len(plain)]^stream[i])
		}
	}
	if sum := sha1.Sum(append(bytes.Clone(password), plain...)); !bytes.Equal(sum[:], check) {
		return nil
	}
	return plain
}

// reader reads fields of big-endian numbers and of bytes.
type reader struct {
	rest   []byte
	failed bool
}

// take returns the next n bytes; too few are none.
func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.rest) {
		r.failed, r.rest = true, nil
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

// number reads a number of 1, 2 or 4 bytes.
func (r *reader) number(width int) int {
	b := r.take(width)
	switch {
	case b == nil:
		return 0
	case width == 1:
		return int(b[0])
	case width == 2:
		return int(binary.BigEndian.Uint16(b))
	}
	return int(int32(binary.BigEndian.Uint32(b)))
}
