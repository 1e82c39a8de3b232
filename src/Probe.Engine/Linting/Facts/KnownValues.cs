using System.Buffers;
using System.Text;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language;
using KosmosProbe.Engine.Matching;

namespace KosmosProbe.Engine.Linting.Facts;

/// <summary>Why a field never has a value, and what to write instead.</summary>
/// <param name="Why">A sentence's end: what the field's values are like.</param>
/// <param name="Fix">What to do.</param>
internal sealed record Impossible(string Why, string Fix)
{
    /// <summary>The value to write instead, where it is known and may stand beside this one already.</summary>
    public string? Instead { get; init; }
}

/// <summary>
/// What values fields can have, as far as that is certain for Falco and for this engine alike. What is not said here is
/// taken to be possible.
/// </summary>
internal static class KnownValues
{
    // The kernel keeps 16 bytes of a task's name, the last of which is a zero.
    private const int TaskNameMax = 15;
    private const int FullContainerIdLength = 64;
    private const int ShortContainerIdLength = 12;

    // What stands in names that are no paths: sockets, pipes, anonymous files. And in patterns.
    private static readonly SearchValues<char> NoPath = SearchValues.Create(":[(<> -*?");

    private static readonly Dictionary<string, string[]> Enumerated = new(StringComparer.Ordinal)
    {
        ["evt.dir"] = ["<"],
        ["evt.source"] = ["syscall"],
        ["fd.l4proto"] = ["tcp", "udp", "icmp", "raw", "<NA>"],
        ["fd.sockfamily"] = ["ip", "unix"],
        ["fd.type"] =
        [
            "file", "directory", "ipv4", "ipv6", "unix", "pipe", "event", "signalfd", "eventpoll", "inotify",
            "timerfd", "netlink", "bpf", "userfaultfd", "io_uring", "memfd", "pidfd",
        ],
        ["fd.typechar"] =
            ["f", "d", "4", "6", "u", "p", "e", "s", "l", "i", "t", "n", "b", "r", "m", "P", "o"],
    };

    private static readonly HashSet<string> TaskNames =
        ["proc.name", "proc.pname", "proc.sname", "proc.pgid.name", "proc.vpgid.name"];

    private static readonly HashSet<string> AbsolutePaths =
        ["fd.name", "proc.exepath", "proc.pexepath", "proc.sid.exepath", "proc.pgid.exepath", "proc.vpgid.exepath"];

    private static readonly HashSet<string> KubernetesNames = ["k8s.ns.name", "k8s.pod.name"];

    private static readonly HashSet<string> ErrorNames =
        [.. Enumerable.Range(1, 4095).Select(ErrnoName).OfType<string>(), "SUCCESS"];

    /// <summary>All values that a field can have; null when there are too many to tell.</summary>
    /// <param name="field">The field.</param>
    public static IReadOnlyList<string>? Of(Field field) => Enumerated.GetValueOrDefault(field.Name);

    /// <summary>Why no value of a field passes a test; null when one may.</summary>
    /// <param name="field">The field.</param>
    /// <param name="test">The test.</param>
    /// <param name="constant">Its constant.</param>
    public static Impossible? WhyNever(Field field, TextTest test, byte[] constant)
    {
        string name = field.Name;
        string value = Encoding.UTF8.GetString(constant);
        if (Enumerated.TryGetValue(name, out string[]? known))
        {
            bool isNone = !known.Any(text => TextImplication(text, test, constant));
            return isNone ? NotAmong(name, value, known) : null;
        }

        if (TaskNames.Contains(name) || name.StartsWith("proc.aname", StringComparison.Ordinal))
        {
            return TaskName(test, constant, value);
        }

        bool isWhole = test == TextTest.Equal;
        bool isEnd = isWhole || test == TextTest.Suffix;
        bool isStart = isWhole || test == TextTest.Prefix;
        bool isPart = isEnd || isStart || test == TextTest.Contains;
        return name switch
        {
            "evt.res" when isWhole => Result(value),
            "container.id" when isWhole => ContainerId(value),
            "container.image.repository" when isEnd => Repository(value),
            "fd.directory" when isEnd && value.Length > 1 && value.EndsWith('/') => new Impossible(
                "a directory has no slash at its end", $"write `{value.TrimEnd('/')}`"),
            "fd.filename" when isPart && value.Length > 1 && value.Contains('/') => new Impossible(
                "it is what stands behind the last slash", "compare `fd.name` with the whole path"),
            "proc.cwd" when isEnd && value.Length > 0 && !value.EndsWith('/') => new Impossible(
                "it always ends in a slash", $"write `{value}/`"),
            _ when isPart && KubernetesNames.Contains(name) && value.Any(char.IsAsciiLetterUpper) => new Impossible(
                "Kubernetes allows no capital letters in it", $"write `{value.ToLowerInvariant()}`"),
            _ when isStart && AbsolutePaths.Contains(name) => RelativePath(value),
            _ => null,
        };
    }

    private static bool TextImplication(string text, TextTest test, byte[] constant) =>
        Logic.TextImplication.Passes(Encoding.UTF8.GetBytes(text), test, constant);

    private static Impossible NotAmong(string name, string value, string[] known)
    {
        if (known.Length == 1)
        {
            return new Impossible(
                $"it is always `{known[0]}`",
                name == "evt.dir" ? "take the check out: there are no events for the start of calls"
                    : $"write `{known[0]}`, or take the check out");
        }

        string all = string.Join(", ", known.Where(text => text != "<NA>").Select(text => $"`{text}`"));
        string? same = known.FirstOrDefault(text => text.Equals(value, StringComparison.OrdinalIgnoreCase));
        return new Impossible(
            $"its values are {all}",
            (same ?? NearestName.Find(value, known)) is { } meant ? $"write `{meant}`" : "compare with one of these");
    }

    private static Impossible? TaskName(TextTest test, byte[] constant, string value)
    {
        bool isPlain = test is TextTest.Equal or TextTest.Prefix or TextTest.Suffix or TextTest.Contains
            or TextTest.ContainsIgnoreCase;
        if (!isPlain || constant.Length <= TaskNameMax)
        {
            return null;
        }

        string kept = Encoding.UTF8.GetString(constant.AsSpan(0, TaskNameMax));
        return new Impossible(
            $"the kernel keeps {TaskNameMax} bytes of a task's name, `{value}` has {constant.Length}",
            test == TextTest.Suffix ? "compare `proc.exepath` instead"
                : $"write `{kept}`, or compare `proc.exepath`")
        {
            Instead = kept,
        };
    }

    private static Impossible? Result(string value)
    {
        bool isNumber = value.Length > 0 && value.TrimStart('-').All(char.IsAsciiDigit);
        if (isNumber || ErrorNames.Contains(value))
        {
            return null;
        }

        string? meant = ErrorNames.FirstOrDefault(name => name.Equals(value, StringComparison.OrdinalIgnoreCase))
            ?? NearestName.Find(value, ErrorNames);
        return new Impossible(
            "it is `SUCCESS` or the name of an error like `ENOENT`",
            meant is null ? "compare `evt.rawres` with a number" : $"write `{meant}`");
    }

    private static Impossible? ContainerId(string value) =>
        value.Length == FullContainerIdLength && value.All(char.IsAsciiHexDigit)
            ? new Impossible(
                $"it is the first {ShortContainerIdLength} digits of the id",
                $"write `{value[..ShortContainerIdLength]}`, or compare `container.full_id`")
            : null;

    private static Impossible? Repository(string value)
    {
        int slash = value.LastIndexOf('/');
        int colon = value.LastIndexOf(':');
        bool hasTag = colon > Math.Max(slash, 0) && !value.StartsWith("sha256:", StringComparison.Ordinal);
        return hasTag
            ? new Impossible(
                "it is the image without its tag",
                $"compare `container.image.repository` with `{value[..colon]}` and `container.image.tag` with "
                + $"`{value[(colon + 1)..]}`")
            : null;
    }

    // Sockets and anonymous files have names of other forms; those begin with hexadecimal digits or hold a colon.
    private static Impossible? RelativePath(string value)
    {
        const string why = "paths begin with a slash here, as the kernel resolved them";
        if (value.StartsWith("~/", StringComparison.Ordinal))
        {
            return new Impossible(
                $"{why}; `~` is the shell's word", "write the directory out, or use `contains` or `glob`");
        }

        int slash = value.IndexOf('/');
        string first = slash > 0 ? value[..slash] : "";
        bool isRelative = first.Length > 0 && !first.AsSpan().ContainsAny(NoPath)
            && !first.All(c => char.IsAsciiHexDigit(c)) && !value.Contains("->", StringComparison.Ordinal);
        return isRelative
            ? new Impossible(why, value.StartsWith('.') ? "write the whole path" : $"write `/{value}`")
            : null;
    }

    private static string? ErrnoName(int number) =>
        ErrnoNames.TryFind(number, out var name) ? Encoding.ASCII.GetString(name) : null;
}
