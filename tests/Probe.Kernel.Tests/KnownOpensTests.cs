using System.Diagnostics;
using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// A filter is not asked again about what it has left out just now (bpf/known.h), unless something of it has changed.
/// Each test opens a file many times, changes one thing, and opens it once more.
/// </summary>
[Collection(OwnProbeCollection.Name)]
public sealed class KnownOpensTests : IDisposable
{
    private const int Policy = 7;
    private const int Opens = 64;

    private readonly TemporaryFolder _folder = new();
    private readonly LiveProbe _probe;

    public KnownOpensTests()
    {
        Privilege.Demand();
        _probe = LiveProbe.Start(new LiveProbeSettings { WantedEvents = new HashSet<int> { (int)EventType.Openat } });
        var filter = new FilterImage { AskedNames = true, Identities = true };
        filter.AddMark(FilterMark.Name, "wanted"u8.ToArray());
        filter.AddMark(FilterMark.Directory, Encoding.UTF8.GetBytes(_folder["marked"]));
        filter.AddMark(FilterMark.AskedPart, "../"u8.ToArray());
        filter.AddMark(FilterMark.Ending, ".pem"u8.ToArray());
        Enforce(filter);
        _folder.Folder("below");
        _folder.Write("below/plain");
    }

    public void Dispose()
    {
        _probe.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void WhatIsKnownIsLeftOutAndCounted()
    {
        ulong before = LeftOut();

        Assert.Empty(Opened(Many("below/plain")));

        Assert.True(LeftOut() >= before + Opens, "opens that were left out are missing in the count");
        Assert.SkipUnless(IsOnRootMount(), $"{_folder.Path} is not on the mount of the root: nothing of it is kept");
        Assert.True(KnownOpens() > 0, "nothing is known");
    }

    /// <summary>What is kept of a name that was asked for is not the start of another one.</summary>
    [Theory]
    [InlineData(61)]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    public void ALongerNameThatBeginsLikeAKnownOnePasses(int length)
    {
        string name = "below/" + new string('a', length - _folder["below/"].Length);
        _folder.Write(name);

        Assert.NotEmpty(Opened($"{Many(name)}; ln -s $PWD/{name} {name}.pem; {Once(name + ".pem")}"));
    }

    [Theory]
    [InlineData("mv below/plain below/wanted", "below/wanted")]
    [InlineData("mv below marked", "marked/plain")]
    [InlineData("ln below/plain below/wanted", "below/wanted")]
    [InlineData("ln -s plain below/wanted", "below/wanted")]
    [InlineData("rm below/plain; ln -s ../below/secret below/plain; mkdir marked; mv below/secret marked/plain; "
        + "ln -s ../marked/plain below/secret", "below/plain")]
    [InlineData("true", "below/../below/plain")]
    public void WhatIsAnotherNameByNowPasses(string change, string then)
    {
        _folder.Write("below/secret");

        Assert.NotEmpty(Opened($"{Many("below/plain")}; {change}; {Once(then)}"));
    }

    [Fact]
    public void AWatchedFileInThePlaceOfAnotherPasses()
    {
        string watched = _folder.Write("watched");
        _probe.Policies.InForce = false;
        var stamp = Opened(Once("watched")).Single(record => record.Text(record.As<OpenEvent>().Name) == watched)
            .As<OpenEvent>();
        _probe.Policies.InForce = true;
        _probe.Policies.WatchFile(stamp.Dev, stamp.Ino);

        string replaced = "rm below/plain; ln watched below/plain";
        Assert.NotEmpty(Opened($"{Many("below/plain")}; {replaced}; {Once("below/plain")}"));
    }

    [Fact]
    public void AFileThatIsWatchedByNowPasses()
    {
        _probe.Policies.InForce = false;
        var stamp = Opened(Once("below/plain"))[0].As<OpenEvent>();
        _probe.Policies.InForce = true;
        Assert.Empty(Opened(Many("below/plain")));

        _probe.Policies.WatchFile(stamp.Dev, stamp.Ino);

        Assert.NotEmpty(Opened(Once("below/plain")));
    }

    /// <summary>Names of 31 bytes are kept, longer ones and those of deep folders are not.</summary>
    [Theory]
    [InlineData("below/nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn", "below/nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnN")]
    [InlineData("below/nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn", "below/nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnN")]
    [InlineData("below/1/2/3/4/5/6/7/8/plain", "below/1/2/3/4/5/6/7/8/wanted")]
    public void ANameAtTheBoundsOfWhatIsKeptIsStillAskedFor(string name, string renamed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        _folder.Write(name);
        Assert.Empty(Opened(Many(name)));
        Enforce(OfNames(Path.GetFileName(renamed)));

        Assert.NotEmpty(Opened($"{Many(name)}; mv {name} {renamed}; {Once(renamed)}"));
    }

    [Fact]
    public void AnOpenThatAsksForMorePasses()
    {
        Enforce(OfNames("wanted"), static (verdicts, first, count) =>
        {
            foreach (int facts in Enumerable.Range(0, count))
            {
                if (((OpenFacts)facts).HasFlag(OpenFacts.Write)) verdicts[first + facts] = KernelPolicy.Send;
            }
        });

        Assert.NotEmpty(Opened($"{Many("below/plain")}; : >> \"$PWD/below/plain\""));
    }

    [Fact]
    public void APolicyThatWantsTheFileByNowGetsIt()
    {
        Assert.Empty(Opened(Many("below/plain")));

        WritePolicy(static (verdicts, first, count) => verdicts.AsSpan(first, count).Fill(KernelPolicy.Send));

        Assert.NotEmpty(Opened(Once("below/plain")));
    }

    [Fact]
    public void AFilterThatWantsTheFileByNowGetsIt()
    {
        Assert.Empty(Opened(Many("below/plain")));

        Enforce(OfNames("plain"));

        Assert.NotEmpty(Opened(Once("below/plain")));
    }

    private static string Once(string name) => $": < \"$PWD/{name}\"";

    private static string Many(string name) => $"i=0; while [ $i -lt {Opens} ]; do {Once(name)}; i=$((i+1)); done";

    /// <summary>What a shell has opened in the folder by itself and was sent.</summary>
    private List<Recorded> Opened(string script)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script]) { WorkingDirectory = _folder.Path };
        using var shell = Process.Start(start)!;
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
        return
        [
            .. _probe.ReadAll().Where(record => record.Type == EventType.Openat
                && record.Header.Pid == (uint)shell.Id
                && record.Text(record.As<OpenEvent>().Name).StartsWith(_folder.Path, StringComparison.Ordinal)),
        ];
    }

    private static FilterImage OfNames(string name)
    {
        var filter = new FilterImage();
        filter.AddMark(FilterMark.Name, Encoding.UTF8.GetBytes(name));
        return filter;
    }

    private void Enforce(FilterImage filter, Action<byte[], int, int>? change = null)
    {
        _probe.Policies.WriteFilter(0, filter);
        WritePolicy(change);
        using var tree = CgroupTree.Open();
        foreach (var node in tree.List()) _probe.Policies.SetGroup(node.Key, Policy, node.Flags);
        _probe.Policies.InForce = true;
    }

    /// <summary>Opens are asked of the filter, but for the classes that are changed.</summary>
    private void WritePolicy(Action<byte[], int, int>? change)
    {
        byte[] verdicts = new byte[EventClasses.Count];
        Array.Fill(verdicts, KernelPolicy.Send);
        var (first, count) = EventClasses.Of(EventType.Openat);
        verdicts.AsSpan(first, count).Fill(KernelPolicy.FirstFilter);
        change?.Invoke(verdicts, first, count);
        _probe.Policies.WritePolicy(Policy, verdicts, [0]);
    }

    private bool IsOnRootMount() => !File.ReadLines("/proc/self/mountinfo")
        .Select(static line => line.Split(' ')[4])
        .Any(place => place.Length > 1 && (_folder.Path + "/").StartsWith(place + "/", StringComparison.Ordinal));

    private int KnownOpens()
    {
        var map = _probe.Object.Map("known_opens");
        byte[] known = new byte[map.LookupBytes];
        return Enumerable.Range(0, (int)map.MaxEntries)
            .Count(key => map.TryLookup((uint)key, known) && BitConverter.ToUInt64(known) != 0);
    }

    private ulong LeftOut()
    {
        var counts = new EventCounts[EventTable.TypesCount];
        _probe.Count(counts);
        return (ulong)counts[(int)EventType.Openat].LeftOut;
    }
}
