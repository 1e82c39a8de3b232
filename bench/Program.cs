// Benchmarks of the stages that every event goes through: `make bench`, or with a filter `dotnet run -c Release --
// --filter '*Condition*'`. Quote CPU, kernel and .NET with each number, and compare within one run only.
using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
