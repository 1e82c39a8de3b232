using System.Diagnostics;
using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Engine.Threads;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// The programs against the meaning of policies: of what a process opens in every way the kernel marks nothing that a
/// random filter lets pass, and a good part of what it does not.
/// </summary>
[Collection(OwnProbeCollection.Name)]
public sealed class PolicyModelTests : IDisposable
{
    private const int Policy = 9;
    private const int Opens = 150;

    private static readonly string[] Files =
        ["etc/shadow", "etc/pam.d/sshd", "home/a/.ssh/id_rsa", "usr/lib/liblzma.so.5", "x", "dev/null", ".hidden/x"];

    private static readonly string[] Parts =
        ["shadow", "ssh", "/etc", "id_rsa", ".so", "x", "/.", "pam.d", "lib", "../"];

    private readonly TemporaryFolder _folder = new();
    private readonly NodeState _node = new();
    private LiveProbe? _probe;

    public void Dispose()
    {
        _probe?.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void NothingIsMarkedThatTheFilterLetsPass(int seed)
    {
        Privilege.Demand();
        var random = new Random(seed);
        MakeFiles();
        var filter = RandomFilter(random);
        var policy = PolicyOf(filter, random);
        _probe = LiveProbe.Start(new LiveProbeSettings { WantedEvents = new HashSet<int> { (int)EventType.Openat } });
        Enforce(policy, filter);
        uint pid = RunShell(Script(random));

        (int allowed, int marked) = (0, 0);
        foreach (var record in _probe.ReadAll())
        {
            if (record.Header.Pid != pid || record.Type != EventType.Openat) continue;
            var context = new EventContext(record.Seen, ThreadInfo.Unknown, _node, 1, record.Header.Result);
            bool mayBeLeftOut = !PolicyModel.Sends(policy, context);
            bool isMarked = (record.Header.Flags & RecordFlags.LeftOut) != 0;
            var open = record.As<OpenEvent>();
            Assert.True(
                mayBeLeftOut || !isMarked,
                $"{record.Text(open.Name)} in {record.Text(open.Directory)} is {record.Text(open.Path)}, "
                + $"result {record.Header.Result}, class {EventClasses.Of(record.Seen)}: "
                + $"marked, but for {Print(filter)}");
            allowed += mayBeLeftOut ? 1 : 0;
            marked += isMarked ? 1 : 0;
        }

        Assert.True(allowed > 10, $"only {allowed} may be left out for {Print(filter)}");

        // Names with dots, and relative ones through folders, are sent unless that is plain.
        Assert.True(marked * 8 > allowed, $"of {allowed} only {marked} are left out for {Print(filter)}");
    }

    private static string Print(EventFilter filter) =>
        string.Join(' ', filter.Marks.Select(mark => $"{mark.Place}:{Encoding.UTF8.GetString(mark.Text)}"))
        + $" asked {filter.AskedNames}";

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];

    private void MakeFiles()
    {
        foreach (string file in Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
            File.WriteAllText(_folder[file], "text");
        }

        File.CreateSymbolicLink(_folder["link"], _folder["etc/shadow"]);
        File.CreateSymbolicLink(_folder["etc/out"], _folder["x"]);
        Directory.CreateSymbolicLink(_folder["way"], _folder["home/a"]);
        Directory.CreateSymbolicLink(_folder["usr/etc"], _folder["etc"]);
    }

    private EventFilter RandomFilter(Random random)
    {
        string[] names = [.. Files.Select(file => Path.GetFileName(file)), "out", "link", "made1"];
        var marks = new List<PathMark>();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            string file = Pick(random, [.. Files, "link", "etc/out", "way/.ssh/id_rsa", "made2"]);
            var (place, text) = random.Next(7) switch
            {
                0 => (MarkPlace.Path, _folder[file]),
                1 => (MarkPlace.Directory, Path.GetDirectoryName(_folder[file])!),
                2 => (MarkPlace.Name, Pick(random, names)),
                3 => (MarkPlace.Start, _folder[file[..random.Next(1, file.Length)]]),
                4 => (MarkPlace.Ending, file[random.Next(file.Length)..]),
                5 => (MarkPlace.Part, Pick(random, Parts)),
                _ => (MarkPlace.AskedPart, Pick(random, Parts)),
            };
            marks.Add(new PathMark(place, Encoding.UTF8.GetBytes(text)));
        }

        return new EventFilter(marks) { AskedNames = random.Next(2) == 0 };
    }

    // Some classes are sent, some left out, most are filtered.
    private static KernelPolicy PolicyOf(EventFilter filter, Random random)
    {
        byte[] verdicts = KernelPolicy.Everything.Verdicts.ToArray();
        var (first, count) = EventClasses.Of(EventType.Openat);
        foreach (ref byte verdict in verdicts.AsSpan(first, count))
        {
            verdict = random.Next(8) switch
            {
                0 => KernelPolicy.Send,
                1 => KernelPolicy.LeaveOut,
                _ => KernelPolicy.FirstFilter,
            };
        }

        return new KernelPolicy(verdicts, [filter]);
    }

    // By each name in each way: absolute, relative, through links, with dots, to read, to write, in vain.
    private string Script(Random random)
    {
        var script = new StringBuilder($"cd {_folder.Path}\n");
        string[] froms =
            ["", "./", $"{_folder.Path}/", "etc/../", "usr/etc/../", $"{_folder.Path}//etc/./../", "home/../"];
        string[] targets =
        [
            .. Files, "link", "etc/out", "way/.ssh/id_rsa", "usr/etc/shadow", "no/such", "etc/none", "made1", "made2",
            ".", "etc", "way/..", "usr/../x", "x/y",
        ];
        for (int i = 0; i < Opens; i++)
        {
            string target = Pick(random, targets);
            string name = Pick(random, froms) + target;
            bool isMade = target.StartsWith("made", StringComparison.Ordinal);
            string how = isMade ? Pick(random, ["<", ">", ">>"]) : Pick(random, ["<", "<", "<", ">>", "<>"]);
            script.Append(random.Next(12) == 0 ? $"cd {_folder[Pick(random, ["etc", "home/a", ".", "way"])]}\n" : "");
            script.Append($"true {how} {name}\n");
        }

        return script.ToString();
    }

    private static uint RunShell(string script)
    {
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        var errors = shell.StandardError.ReadToEndAsync();
        shell.StandardInput.Write(script);
        shell.StandardInput.Close();
        Assert.True(shell.WaitForExit(TimeSpan.FromSeconds(120)) && errors.Wait(TimeSpan.FromSeconds(60)), "sh hangs");
        return (uint)shell.Id;
    }

    private void Enforce(KernelPolicy policy, EventFilter filter)
    {
        var image = new FilterImage { AskedNames = filter.AskedNames };
        foreach (var mark in filter.Marks) image.AddMark(PlaceOf(mark.Place), mark.Text);
        var policies = _probe!.Policies;
        policies.WriteFilter(0, image);
        policies.WritePolicy(Policy, policy.Verdicts, [0]);
        using var tree = CgroupTree.Open();
        foreach (var node in tree.List()) policies.SetGroup(node.Key, Policy, node.Flags);
        policies.IsProven = true;
        policies.InForce = true;
    }

    private static FilterMark PlaceOf(MarkPlace place) => place switch
    {
        MarkPlace.Path => FilterMark.Path,
        MarkPlace.Name => FilterMark.Name,
        MarkPlace.Directory => FilterMark.Directory,
        MarkPlace.Ending => FilterMark.Ending,
        MarkPlace.Start => FilterMark.Start,
        MarkPlace.Part => FilterMark.Part,
        _ => FilterMark.AskedPart,
    };
}
