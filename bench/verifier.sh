#!/bin/bash
# verifier.sh: prints what this kernel's verifier walked of each program, in instructions, and its budget. The status
# is 1 when a program is above its budget in bpf/verifier-budget.txt.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/dotnet.sh
project=tests/Probe.Kernel.Tests
dotnet build "$project" -c Release --nologo -v quiet
"$project/bin/Release/net10.0/Probe.Kernel.Tests" -noLogo -noColor -diagnostics -class '*VerifierBudgetTests' |
    grep -vE 'Discover|Starting|Finished|SUMMARY'
