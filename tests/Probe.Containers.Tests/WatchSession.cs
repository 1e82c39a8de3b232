using System.Diagnostics;
using System.Text;
using KosmosProbe.Engine.Containers;
using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Tests;
using Microsoft.Extensions.Logging;
using Xunit;

namespace KosmosProbe.Containers.Tests;

/// <summary>A running <see cref="RuntimeWatch"/>; the test has the event thread's end of the exchange.</summary>
internal sealed class WatchSession : ILogger<RuntimeWatch>, IAsyncDisposable
{
    internal static readonly TimeSpan Patience = ProbeRun.Patience;

    private readonly ContainerExchange _exchange = new();
    private readonly RuntimeWatch _watch;
    private readonly List<string> _lines = [];

    private WatchSession(RuntimeOptions options) => _watch = new RuntimeWatch(options, _exchange, this);

    internal RuntimeConnection Runtime => _watch.Connections[0];

    internal int Connections => _watch.Connections.Count;

    /// <summary>Thrown once when a line is logged: a fault where none is expected.</summary>
    internal Exception? Fault { private get; set; }

    /// <summary>What was logged.</summary>
    internal string[] Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    /// <summary>State, counters and log, for a test that fails.</summary>
    internal string Describe()
    {
        var counters = Runtime.Counters;
        return $"{Runtime.State}, asked {counters.Asked}, found {counters.Found}, timed out {counters.TimedOut}, "
            + $"failed {counters.Failed}, refused {counters.Refused}\n{string.Join('\n', Lines)}";
    }

    internal static async Task<WatchSession> StartAsync(RuntimeOptions options, Exception? fault = null)
    {
        var session = new WatchSession(options) { Fault = fault };
        await session._watch.StartAsync(CancellationToken.None);
        return session;
    }

    internal void AskNested(string id, string path) => Assert.True(_exchange.Ask(new ContainerRequest(
        Encoding.UTF8.GetBytes(id), Encoding.UTF8.GetBytes(path), ContainerRequestCause.CgroupMade)
    {
        IsNested = true,
    }));

    internal void Ask(string id, string path = "/") => Assert.True(_exchange.Ask(new ContainerRequest(
        Encoding.UTF8.GetBytes(id), Encoding.UTF8.GetBytes(path), ContainerRequestCause.CgroupMade)));

    /// <summary>Asks and waits for the last answer, and for how long it took.</summary>
    internal async Task<(ContainerAnswer Answer, TimeSpan Took)> FindAsync(string id)
    {
        long start = Stopwatch.GetTimestamp();
        Ask(id);
        var answer = await NextAsync(id, static answer => answer.Outcome != ContainerOutcome.Partial);
        return (answer, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Asks until an answer is as wanted: a busy machine may have kept the first from coming.</summary>
    internal async Task<ContainerAnswer> FindUntilAsync(string id, Func<ContainerAnswer, bool> wanted)
    {
        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            var (answer, _) = await FindAsync(id);
            if (wanted(answer)) return answer;
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"last {answer.Outcome}; {Describe()}");
        }
    }

    /// <summary>Asks again and again until what the runtime says was refused; nothing of it may be told.</summary>
    internal async Task UntilRefusedAsync(string id)
    {
        var answer = await FindUntilAsync(id, answer =>
            answer.Outcome == ContainerOutcome.Known || Runtime.Counters.Refused > 0);
        Assert.Equal(ContainerOutcome.Unknown, answer.Outcome);
    }

    /// <summary>Waits for an answer about a container; others are left behind.</summary>
    internal async Task<ContainerAnswer> NextAsync(string id, Func<ContainerAnswer, bool> wanted)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < Patience)
        {
            while (_exchange.TryTake(out var answer))
            {
                if (Encoding.UTF8.GetString(answer.FullId) == id && wanted(answer)) return answer;
            }

            await Task.Delay(1);
        }

        throw new TimeoutException($"no answer about {id}; log: {string.Join('\n', Lines)}");
    }

    internal static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (long start = Stopwatch.GetTimestamp(); !condition(); await Task.Delay(5))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"waited in vain for {what}");
        }
    }

    internal async Task UntilAsync(RuntimeState state)
    {
        long start = Stopwatch.GetTimestamp();
        while (Runtime.State != state)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience,
                $"{Runtime.State} instead of {state}; log: {string.Join('\n', Lines)}");
            await Task.Delay(5);
        }
    }

    internal async Task UntilLineAsync(string part)
    {
        long start = Stopwatch.GetTimestamp();
        while (!Lines.Any(line => line.Contains(part, StringComparison.Ordinal)))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"no line with '{part}'");
            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.StopAsync(CancellationToken.None);
        _watch.Dispose();
        _exchange.Dispose();
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        lock (_lines)
        {
            _lines.Add($"{formatter(state, exception)}{exception}");
            if (Fault is not { } fault) return;
            Fault = null;
            throw fault;
        }
    }
}
