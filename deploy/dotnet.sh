# Sourced by the other scripts: finds the .NET 10 SDK also where its install script puts it, and exports DOTNET_ROOT so
# that built programs find the runtime, under sudo too.
for dotnet_directory in "$(dirname "$(readlink -f "$(command -v dotnet || echo /nonexistent/dotnet)")")" \
    "${DOTNET_ROOT:-/nonexistent}" "${HOME:-/root}/.dotnet"; do
    if "$dotnet_directory/dotnet" --list-sdks 2>/dev/null | grep -q '^10\.'; then
        DOTNET_ROOT=$dotnet_directory
        PATH="$DOTNET_ROOT:$PATH"
        export DOTNET_ROOT PATH
        break
    fi
done
# Without ICU, as on a bare machine, the SDK stops at its first culture; nothing here needs one.
ldconfig -p 2>/dev/null | grep -q libicuuc || export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
