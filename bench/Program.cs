// Benchmarks of the stages that every event goes through: `make bench`, or with a filter `dotnet run -c Release --
// --filter '*Condition*'`; `dotnet run -c Release -- replay [CAPTURE...]` measures whole captures, `gate BEFORE AFTER`
// compares two directories of reports, `profile TRACE LOG ASSEMBLIES FILE` is for bench/start.sh. Quote CPU, kernel and
// .NET with each number, and compare within one run only.
using BenchmarkDotNet.Running;
using KosmosProbe.Bench;
using KosmosProbe.Bench.Profiles;

if (args is ["replay", ..]) return ReplayRates.Run(args[1..]);
if (args is ["gate", var before, var after]) return Gate.Run(before, after);
if (args is ["profile", var trace, var log, var assemblies, var file])
{
    return StartProfile.Run(trace, log, assemblies, file);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
