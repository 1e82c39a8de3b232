using System.Diagnostics;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>What the kernel leaves out by a policy, what it sends, and that both are counted.</summary>
[Collection(OwnProbeCollection.Name)]
public sealed class PolicyTests : IDisposable
{
    private const int Policy = 7;

    // The steps of evade-standard, and what it takes to save three descriptors.
    private const int CopiesWithoutDup = 9;
    private const string Opened = "/etc/passwd";

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _verdicts = new byte[EventClasses.Count];
    private LiveProbe? _probe;

    public PolicyTests() => Array.Fill(_verdicts, KernelPolicy.Send);

    public void Dispose()
    {
        _probe?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void WhatAPolicyLeavesOutIsNotSentAndIsCounted()
    {
        Start(EventType.Openat);
        LeaveOut(EventType.Openat);
        Enforce();
        var before = Counts(EventType.Openat);

        Assert.Empty(OpensOf(Open(Opened)));
        var after = Counts(EventType.Openat);
        Assert.True(after.LeftOut > before.LeftOut, "nothing was counted as left out");
        Assert.True(AddUp(after), $"{after}");
    }

    [Fact]
    public void NothingIsLeftOutBeforePoliciesAreInForce()
    {
        Start(EventType.Openat);
        LeaveOut(EventType.Openat);
        Enforce();
        _probe!.Policies.InForce = false;

        Assert.NotEmpty(OpensOf(Open(Opened)));
    }

    [Fact]
    public void AllOfAGroupThatIsNotKnownIsSent()
    {
        Start(EventType.Openat);
        LeaveOut(EventType.Openat);
        Enforce();
        using (var tree = CgroupTree.Open())
        {
            foreach (var node in tree.List()) _probe!.Policies.RemoveGroup(node.Key);
        }

        Assert.NotEmpty(OpensOf(Open(Opened)));
    }

    [Fact]
    public void WhatIsLeftOutIsSentMarkedWhereThatIsToBeProven()
    {
        Start(EventType.Openat, EventType.Chmod);
        LeaveOut(EventType.Openat);
        LeaveOut(EventType.Chmod);
        Enforce();
        _probe!.Policies.IsProven = true;

        var open = Assert.Single(OpensOf(Open(Opened)), record => NameOf(record) == Opened);
        Assert.True((open.Header.Flags & RecordFlags.LeftOut) != 0, "the open is not marked");
    }

    [Fact]
    public void CallsWithoutFactsAreLeftOutButStateIsSent()
    {
        Start(EventType.Getuid, EventType.Chdir, EventType.Kill);
        LeaveOut(EventType.Getuid);
        LeaveOut(EventType.Chdir);
        LeaveOut(EventType.Execve);
        LeaveOut(EventType.Procexit);
        Enforce();
        var types = Of(Shell("cd / && kill -0 $$"), ReadAll()).Select(record => record.Type).ToHashSet();

        Assert.Superset(
            new HashSet<EventType> { EventType.Chdir, EventType.Kill, EventType.Execve, EventType.Procexit }, types);
        Assert.DoesNotContain(EventType.Getuid, types);
        Assert.True(Counts(EventType.Getuid).LeftOut > 0, "no getuid was left out");
    }

    /// <summary>A copy by another call is sent or left out as a dup, whatever the policy says of that call.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void WhatIsToldTwiceIsLeftOutOneAtATime(bool leavesOutCalls, bool leavesOutCopies)
    {
        EventType[] calls = [EventType.Fcntl, EventType.Connect, EventType.Accept, EventType.PidfdGetfd];
        Start([EventType.Dup, .. calls]);
        if (leavesOutCalls) Array.ForEach(calls, LeaveOut);
        if (leavesOutCopies) LeaveOut(EventType.Dup);
        Enforce();
        var types = Of(Run("evade-standard"), ReadAll()).Select(record => record.Type).ToList();

        Assert.Equal(leavesOutCopies ? 0 : CopiesWithoutDup, types.Count(type => type == EventType.Dup));
        Assert.All(calls, call => Assert.Equal(!leavesOutCalls, types.Contains(call)));
    }

    /// <summary>What is an open or a connection by another call has that one's verdict.</summary>
    [Theory]
    [InlineData(EventType.Open, new[] { EventType.Creat, EventType.OpenByHandleAt }, "twice-open")]
    [InlineData(EventType.Connect, new[] { EventType.Sendto, EventType.Sendmsg, EventType.Sendmmsg }, "twice-connect")]
    public void WhatIsAlsoToldAsAnotherIsLeftOutAsThat(EventType also, EventType[] calls, string action)
    {
        Start(also);
        Assert.NotEmpty(Told());
        Array.ForEach(calls, LeaveOut);
        Enforce();
        Assert.NotEmpty(Told());
        LeaveOut(also);
        Enforce();
        Assert.Empty(Told());

        List<Recorded> Told() =>
            [.. Of(Run(action, _folder.Path), ReadAll()).Where(record => record.Type == also)];
    }

    /// <summary>Each open is in the class that user space reckons from its record, and in no other.</summary>
    [Theory]
    [InlineData("/etc/passwd", 0, 0, OpenFacts.Read)]
    [InlineData("/etc", 0, 0, OpenFacts.Read | OpenFacts.Directory)]
    [InlineData("/nowhere/at/all", 0, 0, OpenFacts.Read | OpenFacts.Failed)]
    [InlineData("/dev/null", 1, 0, OpenFacts.Write)]
    [InlineData("/dev/null", 2, 0, OpenFacts.Read | OpenFacts.Write)]
    [InlineData("made", 0x41, 0x1ed, OpenFacts.Write | OpenFacts.Created | OpenFacts.Create | OpenFacts.Executable)]
    [InlineData("made", 0x42, 0x1a4, OpenFacts.Read | OpenFacts.Write | OpenFacts.Created | OpenFacts.Create)]
    public void AnOpenIsOfTheClassThatItsRecordSays(string name, int flags, int mode, OpenFacts facts)
    {
        if (!name.StartsWith('/')) name = _folder[$"{name}{flags:x}"];
        Start(EventType.Openat);
        LeaveOut(EventType.Openat);
        _verdicts[EventClasses.Of(EventType.Openat).First + (int)facts] = KernelPolicy.Send;
        Enforce();
        var sent = Assert.Single(OpensOf(Open(name, flags, mode)), record => NameOf(record) == name);
        Assert.Equal(facts, FactsOf(sent));

        if (name.StartsWith(_folder.Path, StringComparison.Ordinal)) File.Delete(name);
        Array.Fill(_verdicts, KernelPolicy.Send);
        _verdicts[EventClasses.Of(EventType.Openat).First + (int)facts] = KernelPolicy.LeaveOut;
        Enforce();
        Assert.DoesNotContain(OpensOf(Open(name, flags, mode)), record => NameOf(record) == name);
    }

    [Theory]
    [InlineData("127.0.0.1", SocketKind.V4Loopback)]
    [InlineData("::1", SocketKind.V6Loopback)]
    [InlineData("::ffff:127.0.0.1", SocketKind.MappedLoopback)]
    public void ASocketsEventIsOfTheClassThatItsRecordSays(string address, SocketKind kind)
    {
        Start(EventType.Sendto);
        LeaveOut(EventType.Sendto);
        _verdicts[EventClasses.Of(EventType.Sendto).First + (int)kind] = KernelPolicy.Send;
        Enforce();
        Assert.Contains(Of(Run("send", "sendto", "libc", address), ReadAll()), IsSend);

        Array.Fill(_verdicts, KernelPolicy.Send);
        _verdicts[EventClasses.Of(EventType.Sendto).First + (int)kind] = KernelPolicy.LeaveOut;
        Enforce();
        Assert.DoesNotContain(Of(Run("send", "sendto", "libc", address), ReadAll()), IsSend);

        static bool IsSend(Recorded record) => record.Type == EventType.Sendto;
    }

    /// <summary>Marks of paths: what has one passes, what is like it does not.</summary>
    [Theory]
    [InlineData(FilterMark.Path, "wanted", "wanted", "wanted2")]
    [InlineData(FilterMark.Directory, "", "below/wanted", "below/deeper/wanted")]
    [InlineData(FilterMark.Name, "wanted", "below/wanted", "wanted/other")]
    [InlineData(FilterMark.Start, "wan", "wanted/other", "wbn")]
    [InlineData(FilterMark.Ending, ".key", "some.key", "some.keys")]
    [InlineData(FilterMark.Ending, "/id_rsa_of_someone", "id_rsa_of_someone", "id_rsa")]
    [InlineData(FilterMark.Part, "secret", "mysecrets", "mysecets")]
    public void OnlyAnOpenWithAMarkPasses(FilterMark place, string mark, string passes, string isLeftOut)
    {
        string text = place switch
        {
            FilterMark.Directory => _folder["below"],
            FilterMark.Path or FilterMark.Start => _folder[mark],
            _ => mark,
        };
        Start(EventType.Openat);
        Filter(EventType.Openat);
        var filter = new FilterImage();
        filter.AddMark(place, Bytes(text));
        filter.AddMark(FilterMark.Name, "no-such-name"u8.ToArray());
        Enforce(filter);

        AssertSent(Make(passes));
        AssertLeftOut(Make(isLeftOut));
    }

    [Fact]
    public void ALinkToAMarkedPathPassesAndOneFromItWhereAskedNamesCount()
    {
        Start(EventType.Openat);
        Filter(EventType.Openat);
        string target = Make("wanted"), other = Make("other");
        string link = _folder["link"], from = _folder["marked"];
        File.CreateSymbolicLink(link, target);
        File.CreateSymbolicLink(from, other);
        var byPath = new FilterImage();
        byPath.AddMark(FilterMark.Path, Bytes(target));
        byPath.AddMark(FilterMark.Path, Bytes(from));
        Enforce(byPath);
        AssertSent(link);
        AssertLeftOut(from);
        AssertLeftOut(other);

        byPath.AskedNames = true;
        Enforce(byPath);
        AssertSent(from);
        AssertLeftOut(other);
    }

    [Fact]
    public void APathThatWasCutPasses()
    {
        Start(EventType.Openat);
        Filter(EventType.Openat);
        var filter = new FilterImage();
        filter.AddMark(FilterMark.Name, "no-such-name"u8.ToArray());
        Enforce(filter);

        var cut = Of(Run("evade-depth", _folder.Path), ReadAll()).Where(record => NameOf(record) == "secret.pem");
        Assert.All(cut, record => Assert.True(record.Header.Flags.HasFlag(RecordFlags.Truncated)));
        Assert.NotEmpty(cut);
        AssertLeftOut(Make("secret.pem"));
    }

    [Fact]
    public void ARelativeNamePassesUnlessItSurelyLeadsWhereItSays()
    {
        Start(EventType.Openat);
        Filter(EventType.Openat);
        string file = Make("plain");
        File.CreateSymbolicLink(_folder["renamed"], file);
        var filter = new FilterImage { AskedNames = true };
        filter.AddMark(FilterMark.Path, Bytes(_folder["renamed"]));
        Enforce(filter);

        Assert.Empty(OpenedIn(_folder.Path, "plain"));
        Assert.NotEmpty(OpenedIn(_folder.Path, "renamed"));
        Assert.NotEmpty(OpenedIn(_folder.Path, "./plain"));
        Assert.NotEmpty(OpenedIn(_folder.Path, $"../{Path.GetFileName(_folder.Path)}/plain"));
    }

    [Fact]
    public void PartsOfTheNameAskedForCount()
    {
        Start(EventType.Openat);
        Filter(EventType.Openat);
        var filter = new FilterImage();
        filter.AddMark(FilterMark.AskedPart, "../"u8.ToArray());
        Enforce(filter);

        AssertSent("/etc/../etc/passwd");
        AssertSent("/etc/../no/such/file");
        AssertLeftOut("/etc/passwd");
        AssertLeftOut("/no/such/file");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(21)]
    public void OnlyPartsOfANameThatIsThePathCount(int length)
    {
        Start(EventType.Openat);
        Filter(EventType.Openat);
        string file = Make(new string('a', length)), link = _folder[new string('a', length - 1) + "c"];
        File.CreateSymbolicLink(link, file);
        var filter = new FilterImage { AskedNames = true };
        filter.AddMark(FilterMark.Path, Bytes(link));
        Enforce(filter);
        AssertSent(link);
        AssertLeftOut(file);
        AssertLeftOut("/etc");
        filter.AddMark(FilterMark.AskedPart, Bytes(file[^3..]));
        Enforce(filter);
        AssertSent(file);
    }

    [Fact]
    public void AWatchedFilePassesByWhateverName()
    {
        Start(EventType.Openat);
        Filter(EventType.Openat);
        string file = Make("secret"), other = Make("other");
        File.CreateSymbolicLink(_folder["hard"], file);
        var filter = new FilterImage { Identities = true };
        filter.AddMark(FilterMark.Path, Bytes("/nowhere"));
        Enforce(filter);
        AssertLeftOut(file);
        var stamp = Sent(file, () => _probe!.Policies.InForce = false).As<OpenEvent>();
        _probe!.Policies.InForce = true;

        _probe.Policies.WatchFile(stamp.Dev, stamp.Ino);
        AssertSent(file);
        AssertSent(_folder["hard"]);
        AssertLeftOut(other);
        _probe.Policies.LeaveFile(stamp.Dev, stamp.Ino);
        AssertLeftOut(file);
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(true, true, true)]
    [InlineData(false, false, false)]
    public void ASocketPassesByPortAndNetwork(bool hasPort, bool hasNetwork, bool isSent)
    {
        Start(EventType.Connect);
        Filter(EventType.Connect);
        var filter = new FilterImage();
        filter.AddNetwork(new UInt128(0, 0xffff_0a00_0000), 96 + 8);
        if (hasNetwork) filter.AddNetwork(new UInt128(0, 0xffff_7f00_0000), 96 + 8);
        if (!hasNetwork && hasPort) filter = new FilterImage();
        if (hasPort) AddAllPorts(filter);
        Enforce(filter);
        var connects = Of(Run("connect", "libc", "127.0.0.1", "stream"), ReadAll())
            .Where(record => record.Type == EventType.Connect);

        Assert.Equal(isSent, connects.Any());
    }

    /// <summary>What has changed groups is sent in full until it has executed something and that was agreed.</summary>
    [Fact]
    public void AProcessThatChangedGroupsHasNoPolicyUntilItIsSettled()
    {
        Start(EventType.Openat);
        LeaveOut(EventType.Openat);
        string group = Path.Combine(Unified(), $"kosmos-moved-{Guid.NewGuid():N}");
        Directory.CreateDirectory(group);
        try
        {
            Enforce();
            using var shell = Process.Start(new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true })!;
            shell.StandardInput.WriteLine(
                $"echo $$ > {group}/cgroup.procs; : < {Opened}; read line; : < {Opened}; exit");
            shell.StandardInput.Flush();
            var seen = Await(records => Of((uint)shell.Id, records).Any(IsOfPasswd));
            _probe!.Policies.Settle((uint)shell.Id, seen.Last(IsOfPasswd).Header.TimeNs);
            shell.StandardInput.WriteLine("go");
            shell.WaitForExit();

            Assert.DoesNotContain(Of((uint)shell.Id, ReadAll()), IsOfPasswd);
        }
        finally
        {
            Directory.Delete(group);
        }

        static bool IsOfPasswd(Recorded record) => record.Type == EventType.Openat && NameOf(record) == Opened;
    }

    private static void AddAllPorts(FilterImage filter)
    {
        for (int port = 1; port <= ushort.MaxValue; port++) filter.AddPort((ushort)port);
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Unified() =>
        Directory.Exists("/sys/fs/cgroup/unified") ? "/sys/fs/cgroup/unified" : "/sys/fs/cgroup";

    private List<Recorded> Await(Func<List<Recorded>, bool> isThere)
    {
        var records = new List<Recorded>();
        var waited = Stopwatch.StartNew();
        while (!isThere(records))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "what was waited for did not come");
            _probe!.Wait(TimeSpan.FromMilliseconds(50));
            records.AddRange(ReadAll());
        }

        return records;
    }

    private string Make(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllText(_folder[name], "");
        return _folder[name];
    }

    private Recorded Sent(string name, Action before)
    {
        before();
        return Assert.Single(OpensOf(Open(name)), record => NameOf(record) == name);
    }

    private void AssertSent(string name) =>
        Assert.Contains(OpensOf(Open(name)), record => NameOf(record) == name);

    private void AssertLeftOut(string name) =>
        Assert.DoesNotContain(OpensOf(Open(name)), record => NameOf(record) == name);

    private List<Recorded> OpenedIn(string folder, string name)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", ": < \"$0\"", name]) { WorkingDirectory = folder };
        uint pid = Run(start);
        return [.. Of(pid, ReadAll()).Where(record => record.Type == EventType.Openat && NameOf(record) == name)];
    }

    private void Filter(EventType type)
    {
        var (first, count) = EventClasses.Of(type);
        _verdicts.AsSpan(first, count).Fill(KernelPolicy.FirstFilter);
    }

    private static OpenFacts FactsOf(Recorded record) => EventClasses.OpenFacts(EventClasses.Of(record.Seen));

    private static string NameOf(Recorded record) => record.Text(record.As<OpenEvent>().Name);

    private static IEnumerable<Recorded> Of(uint pid, List<Recorded> records) =>
        records.Where(record => record.Header.Pid == pid);

    private void Start(params EventType[] wanted)
    {
        Workload.Make();
        var types = wanted.Select(static type => (int)type).ToHashSet();
        _probe = LiveProbe.Start(new LiveProbeSettings { RingBytes = ProbeSession.RingBytes, WantedEvents = types });
    }

    private void LeaveOut(EventType type)
    {
        var (first, count) = EventClasses.Of(type);
        _verdicts.AsSpan(first, count).Clear();
    }

    /// <summary>Gives the policy to all groups that there are.</summary>
    private void Enforce(params FilterImage[] filters)
    {
        var policies = _probe!.Policies;
        ushort[] numbers = [.. Enumerable.Range(0, filters.Length).Select(number => (ushort)number)];
        foreach (ushort number in numbers) policies.WriteFilter(number, filters[number]);
        policies.WritePolicy(Policy, _verdicts, numbers);
        using var tree = CgroupTree.Open();
        foreach (var node in tree.List()) policies.SetGroup(node.Key, Policy, node.Flags);
        policies.InForce = true;
    }

    private uint Open(string name, int flags = 0, int mode = 0) =>
        Run("open", "openat", "raw", "cwd", name, $"{flags}", $"{mode}", "0");

    private static uint Run(params string[] arguments) => Run(Workload.Action(arguments));

    private static uint Shell(string script) => Run(new ProcessStartInfo("/bin/sh", ["-c", script]));

    private static uint Run(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return (uint)process.Id;
    }

    private List<Recorded> ReadAll() => _probe!.ReadAll();

    private List<Recorded> OpensOf(uint pid) =>
        [.. Of(pid, ReadAll()).Where(record => record.Type == EventType.Openat)];

    // Another CPU may be between counting an event and counting what came of it.
    private EventCounts Counts(EventType type)
    {
        var counts = new EventCounts[EventTable.TypesCount];
        var waited = Stopwatch.StartNew();
        do
        {
            _probe!.Count(counts);
        }
        while (!AddUp(counts[(int)type]) && waited.Elapsed < TimeSpan.FromSeconds(60));

        return counts[(int)type];
    }

    private static bool AddUp(EventCounts counts) =>
        counts.Seen == counts.Filtered + counts.Submitted + counts.Dropped;
}
