#!/usr/bin/env bash
# All tests, with real servers: HUB_TEST_POSTGRES / HUB_TEST_RABBITMQ, else Docker (Testcontainers), else this machine's
# postgres and rabbitmq-server, installed here when missing.
#   bash tests/run.sh             everything
#   bash tests/run.sh unit        one project: architecture | unit | integration | endtoend | faults
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

projects=(Architecture Unit Integration EndToEnd Faults)
if [ $# -gt 0 ]; then
    projects=()
    for wanted in "$@"; do
        case "${wanted,,}" in
            architecture) projects+=(Architecture) ;;
            unit) projects+=(Unit) ;;
            integration) projects+=(Integration) ;;
            endtoend) projects+=(EndToEnd) ;;
            faults) projects+=(Faults) ;;
            *) echo "No test project \"$wanted\": architecture, unit, integration, endtoend, faults." >&2; exit 2 ;;
        esac
    done
fi

needs() { [[ " ${projects[*]} " == *" $1 "* ]]; }
docker_answers() { command -v docker >/dev/null && timeout 5 docker info >/dev/null 2>&1; }
have_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
have_rabbitmq() { [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]; }

# The fault tests kill and freeze servers, so they need binaries of this machine whatever else is given.
given() { ! needs Faults && { [ -n "$1" ] || docker_answers; }; }

missing=()
if needs Integration || needs EndToEnd || needs Faults; then
    have_postgres || given "${HUB_TEST_POSTGRES:-}" || missing+=(postgresql)
    have_rabbitmq || given "${HUB_TEST_RABBITMQ:-}" || missing+=(rabbitmq-server)
fi
# npm fetches the official FHIR examples and Bruno's command line.
if ! command -v npm >/dev/null && { needs Unit || needs Integration || needs EndToEnd; }; then missing+=(nodejs npm); fi
if needs EndToEnd && ! command -v chromium >/dev/null; then missing+=(chromium fonts-noto-cjk); fi
if [ ${#missing[@]} -gt 0 ]; then
    echo "Installing ${missing[*]}"
    sudo=""; [ "$(id -u)" = 0 ] || sudo="sudo"
    # Packaged services must not start: every test starts its own servers in temporary folders.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null
        $sudo chmod +x $policy
        trap '$sudo rm -f $policy' EXIT
    fi
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

echo "Building"
dotnet build IntegrationHub.sln -c Debug -v quiet -nologo
if needs Faults; then dotnet build src/Hub -c Debug -v quiet -nologo -p:HubFailpoints=true; fi

passed=0 failed=0 skipped=0
log=$(mktemp)
for project in "${projects[@]}"; do
    echo "== $project"
    code=0
    dotnet "artifacts/bin/$project/debug/IntegrationHub.$project.dll" -nologo -noColor 2>&1 | tee "$log" || code=$?
    # xUnit's own summary: "… Total: 12, Errors: 0, Failed: 1, Skipped: 0, Not Run: 0, Time: 1.2s"
    summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -n 1 || true)
    if [ -z "$summary" ]; then
        echo "$project did not report a result (exit code $code)." >&2
        failed=$((failed + 1))
        continue
    fi
    read -r total errors bad skip <<<"$(sed -E 's/[^0-9 ]//g; s/ +/ /g' <<<"$summary")"
    [ "$code" = 0 ] || [ $((errors + bad)) -gt 0 ] || bad=1
    failed=$((failed + errors + bad))
    skipped=$((skipped + skip))
    passed=$((passed + total - bad - skip))
done
rm -f "$log"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
