using System.Globalization;
using System.Text;
using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.RuleTesting.Inline;

/// <summary>Finds the values that a test gives for a field; null when it gives none.</summary>
/// <param name="key">From <see cref="FieldKey"/>.</param>
internal delegate InlineValue[]? GivenValues(string key);

/// <summary>
/// What follows from the fields that a test gives, where Falco has several names for one fact: both ends of a socket,
/// the chain of ancestors, how the call ended, a descriptor's type, a path's parts. Nothing else is guessed.
/// </summary>
internal static class DerivedValues
{
    /// <summary>What is known of a process and its ancestors.</summary>
    public static readonly IReadOnlyList<InlineAncestry> Ancestries =
    [
        new("proc.aname", "proc.name", "proc.pname"),
        new("proc.aexe", "proc.exe", "proc.pexe"),
        new("proc.aexepath", "proc.exepath", "proc.pexepath"),
        new("proc.acmdline", "proc.cmdline", "proc.pcmdline"),
        new("proc.apid", "proc.pid", "proc.ppid"),
    ];

    // Addresses as such and as what is compared with networks.
    private static readonly (string Address, string Network)[] Ends =
        [("fd.sip", "fd.snet"), ("fd.cip", "fd.cnet"), ("fd.rip", "fd.rnet"), ("fd.lip", "fd.lnet")];

    private static readonly string[] Ports = ["fd.sport", "fd.cport", "fd.rport", "fd.lport"];

    private static readonly (string Type, string Character)[] DescriptorTypes =
    [
        ("file", "f"), ("directory", "d"), ("ipv4", "4"), ("ipv6", "6"), ("unix", "u"), ("pipe", "p"), ("event", "e"),
        ("signalfd", "s"), ("eventpoll", "l"), ("inotify", "i"), ("timerfd", "t"), ("netlink", "n"), ("bpf", "b"),
        ("userfaultfd", "u"), ("io_uring", "r"), ("memfd", "m"), ("pidfd", "P"),
    ];

    /// <summary>A field's values, from those of others.</summary>
    /// <param name="key">The field.</param>
    /// <param name="given">What the test says.</param>
    public static InlineValue[]? Of(string key, GivenValues given) => key switch
    {
        "fd.ip" or "fd.net" => EitherEnd(given),
        "fd.port" or "fd.proto" => EitherPort(given),
        "fd.typechar" => TypeCharacter(given),
        "fd.directory" => Directory(given),
        "fd.filename" => FileName(given),
        "evt.rawres" => Result(given),
        "evt.res" => ResultName(given),
        "evt.failed" => Result(given) is [var result] ? [InlineValue.Of(result.Number < 0 ? 1 : 0)] : null,
        _ => SameEnd(key, given) ?? Ancestor(key, given),
    };

    private static InlineValue[]? SameEnd(string key, GivenValues given)
    {
        foreach (var (address, network) in Ends)
        {
            if (key == address) return given(network);
            if (key == network) return given(address);
        }

        return null;
    }

    private static InlineValue[]? EitherEnd(GivenValues given) =>
        given("fd.ip") ?? given("fd.net") ?? Join(Ends.Select(end => given(end.Address) ?? given(end.Network)));

    private static InlineValue[]? EitherPort(GivenValues given) =>
        given("fd.port") ?? given("fd.proto") ?? Join(Ports.Select(port => given(port)));

    // Client and server are also this end and the other: the same value counts once.
    private static InlineValue[]? Join(IEnumerable<InlineValue[]?> values)
    {
        InlineValue[] all = [.. values.SelectMany(static one => one ?? []).DistinctBy(
            static value => (value.Number, value.Address))];
        return all.Length == 0 ? null : all;
    }

    private static InlineValue[]? Ancestor(string key, GivenValues given)
    {
        foreach (var ancestry in Ancestries)
        {
            if (ancestry.Find(key, given) is { } values) return values;
        }

        return null;
    }

    private static InlineValue[]? TypeCharacter(GivenValues given) =>
        Text(given("fd.type")) is { } type
        && DescriptorTypes.FirstOrDefault(row => row.Type == type).Character is { } character
            ? [InlineValue.Of(character)]
            : null;

    // A directory's own path is its fd.directory, and it has no fd.filename.
    private static InlineValue[]? Directory(GivenValues given)
    {
        if (Path(given) is not { } path) return null;
        bool isDirectory = Text(given("fd.type")) == "directory" || Text(given("fd.typechar")) == "d";
        return [InlineValue.Of(isDirectory ? path : path[..Math.Max(path.LastIndexOf('/'), 1)])];
    }

    private static InlineValue[]? FileName(GivenValues given) =>
        Path(given) is { } path && Text(given("fd.type")) != "directory" && Text(given("fd.typechar")) != "d"
            ? [InlineValue.Of(path[(path.LastIndexOf('/') + 1)..])]
            : null;

    private static string? Path(GivenValues given) =>
        Text(given("fd.name")) is { } name && name.StartsWith('/') ? name : null;

    // What succeeded without saying how is taken for 0.
    private static InlineValue[]? Result(GivenValues given)
    {
        if (given("evt.rawres") is { } known) return known;
        if (Text(given("evt.res")) is not { } name) return null;
        if (name == "SUCCESS") return [InlineValue.Of(0)];
        for (int number = 1; number <= ErrnoNames.NumberMax; number++)
        {
            if (ErrnoNames.TryFind(number, out var error) && Encoding.ASCII.GetString(error) == name)
            {
                return [InlineValue.Of(-number)];
            }
        }

        return null;
    }

    private static InlineValue[]? ResultName(GivenValues given)
    {
        if (given("evt.rawres") is not [var result]) return null;
        return
        [
            InlineValue.Of(result.Number >= 0 ? "SUCCESS"
                : ErrnoNames.TryFind(-result.Number, out var name) ? Encoding.ASCII.GetString(name)
                : (-result.Number).ToString(CultureInfo.InvariantCulture)),
        ];
    }

    private static string? Text(InlineValue[]? values) =>
        values is [var value] ? Encoding.UTF8.GetString(value.Bytes) : null;
}
