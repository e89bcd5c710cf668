# shellcheck shell=bash
# Steps of run that have reports read by other programs than ours.

puppeteer='puppeteer-core@24.8.2'
junitparser='junitparser==5.0.3'

# written makes the folder $work/written, with reports of 0, 10 and 5,000 findings and of hostile ones.
written() {
    [ ! -d "$work/written" ] || return 0
    mkdir "$work/written"
    SLUICE_WRITTEN="$work/written" go test ./reporters -run '^TestWritten$' -count=1
}

# reports: JSON Schema for SARIF and GitLab, a consumer of JUnit's XML. A report that lacks what is required is refused.
reports() {
    written
    packages_of_python readers "$jsonschema" "$junitparser"
    local check="$work/readers/bin/check-jsonschema" schemas=testdata/schemas
    "$check" --schemafile "$schemas/sarif-schema-2.1.0.json" "$work"/written/*.sarif
    "$check" --schemafile "$schemas/gitlab-secret-detection-15.2.4.json" "$work"/written/*.gitlab.json
    echo '{}' >"$work/none.json"
    local schema
    for schema in sarif-schema-2.1.0 gitlab-secret-detection-15.2.4; do
        if "$check" --schemafile "$schemas/$schema.json" "$work/none.json" >/dev/null; then
            echo "$schema takes a report without anything"
            return 1
        fi
    done
    "$work/readers/bin/python" - "$work/written" <<'PYTHON'
import sys, junitparser
for name, findings, unread in ("0", 0, 0), ("10", 10, 1), ("5000", 5000, 0), ("hostile", 66, 2):
    suites = junitparser.JUnitXml.fromfile(f"{sys.argv[1]}/{name}.junit.xml")
    results = [type(result).__name__ for suite in suites for case in suite for result in case.result or [None]]
    counts = {kind: results.count(kind) for kind in set(results)}
    print(f"{name}.junit.xml: {suites.tests} cases, {counts}")
    assert results.count("Failure") == suites.failures == findings and results.count("Error") == suites.errors == unread
    assert len(results) == suites.tests == max(1, findings + unread)
PYTHON
}

# browser opens the HTML reports in Chromium, wide and narrow.
browser() (
    written
    local names=(chromium chromium-browser google-chrome)
    package_of_debian chromium "${names[@]}"
    cp .ci/pages.mjs "$work/written"
    cd "$work/written"
    npm_package "$puppeteer"
    CHROMIUM=$(program "${names[@]}") node pages.mjs
)
