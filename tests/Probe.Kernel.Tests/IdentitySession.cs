using System.Diagnostics;
using System.Text.Json;
using KosmosProbe.Engine;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Identities;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Host.Identities;
using KosmosProbe.Native;
using Microsoft.Extensions.Logging.Abstractions;

namespace KosmosProbe.Kernel.Tests;

/// <summary>An alert about a file.</summary>
/// <param name="Name">fd.name; of a hard link the new name.</param>
/// <param name="Same">fd.name.same, null where it is missing; of a hard link what it is made of.</param>
/// <param name="Output">The text.</param>
internal sealed record FileAlert(string Name, string? Same, string Output);

/// <summary>
/// A whole probe within the test: programs, pipeline, one rule that names files, and the thread that follows them. What
/// processes of the test open comes out as alerts.
/// </summary>
internal sealed class IdentitySession : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FileIdentities _identities = new();
    private readonly LinkedNames _links = new() { WaitMaxMs = (long)Patience.TotalMilliseconds };
    private readonly LinkWatch _linkWatch;
    private readonly AlertQueue _queue = new(1 << 20);
    private readonly List<FileAlert> _alerts = [];
    private readonly List<FileAlert> _linked = [];
    private readonly EventPipeline _pipeline;
    private readonly IdentityWatch _watch;
    private readonly LiveProbe _probe;
    private readonly Thread _reader;
    private volatile bool _stopped;

    /// <summary>A probe whose rule names these files, and that relies on what events tell.</summary>
    internal IdentitySession(params string[] paths)
        : this(TimeSpan.FromHours(1), paths)
    {
    }

    /// <summary>A probe whose rule names these files, and that looks at all of them every so often.</summary>
    internal IdentitySession(TimeSpan sweepPause, params string[] paths)
    {
        Privilege.Demand();
        var rules = Load(paths);
        var node = NodeState.ForHost("", 0, exchange: null, _identities, _links);
        _pipeline = new EventPipeline(rules, node, new AlertOptions { Form = AlertForm.Json }, _queue);
        _probe = LiveProbe.Start(new LiveProbeSettings
        {
            WantedEvents = rules.WantedTypes.Union(rules.FollowedTypes).Select(static type => (int)type).ToHashSet(),
        });
        node.Threads.Seed();
        _watch = new IdentityWatch(_identities, () => _pipeline.Rules.ExactPaths, "", sweepPause, NullLogger.Instance);
        _watch.Start();
        _linkWatch = new LinkWatch(_links, _identities, "", NullLogger.Instance);
        _linkWatch.Start();
        _reader = new Thread(Read) { IsBackground = true, Name = "identity reader" };
        _reader.Start();
    }

    /// <summary>Namespaces whose file systems do not answer.</summary>
    internal int Hanging => _watch.Hanging;

    /// <summary>The inode number of this process' mount namespace.</summary>
    internal static uint OwnNamespace => Namespaces.NumberOf("/proc/self");

    /// <summary>Waits until it is known what a path leads to.</summary>
    /// <param name="path">The rule's.</param>
    /// <param name="file">Any name of the file, here.</param>
    /// <param name="mountNamespace">Where; 0: here.</param>
    internal void UntilKnown(string path, string file, uint mountNamespace = 0)
    {
        uint number = mountNamespace == 0 ? OwnNamespace : mountNamespace;
        ulong inode = FileStamp.Of(file).Inode;
        Until(() => Knows(path, inode, number), $"{path} is not known to be {file} in {number}");
    }

    /// <summary>Opens files by their names, one after the other, and gives the alerts of it.</summary>
    /// <param name="last">Opened last: alerts surely, and is not among what is given.</param>
    /// <param name="names">What to open before.</param>
    internal FileAlert[] Open(string last, params string[] names)
    {
        string script = string.Join("; ", names.Append(last).Select(static name => $"cat '{name}'"));
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", script])
        {
            RedirectStandardOutput = true,
        })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return TakeUntil(last);
    }

    /// <summary>Waits for the alert of a file that was opened by the rule's own name; gives those before it.</summary>
    internal FileAlert[] TakeUntil(string last)
    {
        int at = -1;
        Until(() => (at = Find(last)) >= 0, $"no alert of {last}");
        lock (_alerts)
        {
            var before = _alerts.Take(at).ToArray();
            _alerts.RemoveRange(0, at + 1);
            return before;
        }
    }

    /// <summary>Waits for the alert that a name was given to a file; gives what file it was.</summary>
    /// <param name="name">The new name.</param>
    internal string? UntilLinked(string name)
    {
        FileAlert? alert = null;
        Until(
            () =>
            {
                lock (_linked) alert = _linked.Find(one => one.Name == name);
                return alert is not null;
            },
            () => $"no alert of the link {name}: {_links.Answered} asked, {_links.Led} elsewhere, {_links.Late} late");
        return alert!.Same;
    }

    /// <summary>Links that alerted so far.</summary>
    internal int LinksCount
    {
        get
        {
            lock (_linked) return _linked.Count;
        }
    }

    public void Dispose()
    {
        _stopped = true;
        _reader.Join();
        _watch.Dispose();
        _linkWatch.Dispose();
        _links.Dispose();
        _probe.Dispose();
        _identities.Dispose();
        _queue.Dispose();
    }

    /// <summary>Waits for a condition.</summary>
    internal static void Until(Func<bool> holds, string complaint) => Until(holds, () => complaint);

    private static void Until(Func<bool> holds, Func<string> complaint)
    {
        var waited = Stopwatch.StartNew();
        while (!holds())
        {
            if (waited.Elapsed >= Patience) Assert.Fail(complaint());
            Thread.Sleep(5);
        }
    }

    // Only what the tests open with: where another probe runs, that one looks at new links as well.
    private static RuleSet Load(string[] paths)
    {
        string text = $"""
            - rule: Named
              desc: A file that is named.
              condition: >
                evt.type in (open, openat, openat2, creat) and evt.rawres >= 0 and proc.name in (cat, workload)
                and fd.name in ({string.Join(", ", paths)})
              output: opened %fd.name
              priority: CRITICAL
            - rule: Linked
              desc: A file that is named gets another name.
              condition: evt.type in (link, linkat) and evt.arg.oldpath in ({string.Join(", ", paths)})
              output: linked %fs.path.source to %fs.path.target
              priority: CRITICAL
            """;
        var report = new RuleReport();
        bool isLoaded = RuleSet.TryLoad(
            [new RuleFile("test.yaml", text)], SyscallFields.Table, new RuleSetOptions(), report, out var rules);
        Assert.True(isLoaded, string.Join('\n', report.All));
        rules!.Compiled.Wait();
        return rules;
    }

    // The test's files are on one file system, so the inode tells them apart.
    private bool Knows(string path, ulong inode, uint mountNamespace)
    {
        var table = _identities.Table;
        return table.Knows(mountNamespace) && table.Files.Any(file => file.Namespace == mountNamespace
            && file.File.Inode == inode && file.Path.AsSpan().SequenceEqual(System.Text.Encoding.UTF8.GetBytes(path)));
    }

    private int Find(string name)
    {
        lock (_alerts) return _alerts.FindIndex(alert => alert.Name == name && alert.Same is null);
    }

    private void Read()
    {
        while (!_stopped)
        {
            while (_probe.TryRead(out var record))
            {
                _pipeline.Handle(record);
                _probe.Advance();
            }

            _pipeline.TakeAnswers();
            Take();
            _probe.Wait(TimeSpan.FromMilliseconds(50));
        }
    }

    private void Take()
    {
        while (_queue.TryTake(out var alert))
        {
            using var parsed = JsonDocument.Parse(AlertEnvelope.View(alert).Message.ToArray());
            var fields = parsed.RootElement.GetProperty("output_fields");
            bool isLink = fields.TryGetProperty("fs.path.target", out var other);
            string? same = isLink || fields.TryGetProperty("fd.name.same", out other) ? other.GetString() : null;
            string output = parsed.RootElement.GetProperty("output").GetString()!;
            string name = fields.GetProperty(isLink ? "fs.path.source" : "fd.name").GetString()!;
            var alerts = isLink ? _linked : _alerts;
            lock (alerts) alerts.Add(new FileAlert(name, same, output));
            _queue.Release();
        }
    }
}
