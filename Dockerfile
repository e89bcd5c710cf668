# The image is the program and nothing else: put a static binary named sluice beside this file, such as one of a release.
#
#   CGO_ENABLED=0 go build -o sluice ./cmd/sluice && docker build -t sluice .
#   docker run --rm -v "$PWD:/repository:ro" sluice git /repository
#
# It has no folder for temporary files: --tmpfs /tmp gives it one, for a repository by its URL and for contents above 64 MiB. Nor has it
# certificates: for an https URL, -v /etc/ssl/certs/ca-certificates.crt:/etc/ssl/certs/ca-certificates.crt:ro lends it those of Debian.
FROM scratch
COPY sluice /sluice
ENTRYPOINT ["/sluice"]
