using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace KosmosProbe.Bench.Profiles;

/// <summary>A method that was compiled at run time.</summary>
/// <param name="Type">With its arguments.</param>
/// <param name="Name">Of the method.</param>
/// <param name="Arguments">Of a generic method, with commas between them; else empty.</param>
internal sealed record CompiledMethod(string Type, string Name, string Arguments);

/// <summary>
/// What was compiled, from a trace of the runtime's events and the log of its compiler. The trace names types as they
/// are and leaves out the arguments of methods; the log has those, but takes enums for their numbers.
/// </summary>
internal static partial class CompiledMethods
{
    // MethodLoadVerbose, Microsoft-Windows-DotNETRuntime: flags are followed by namespace, name and signature.
    private const uint DynamicFlag = 1;
    private const uint CompiledFlag = 8;
    private const uint TierMask = 0x380;

    // Of all enums that are numbers of 16 bits, the one that generics are made of.
    private const string Enum16 = "KosmosProbe.Engine.Events.EventType";

    /// <summary>All of them, once.</summary>
    /// <param name="trace">The bytes of a .nettrace file.</param>
    /// <param name="log">The lines of DOTNET_JitDisasmSummary.</param>
    public static IReadOnlyCollection<CompiledMethod> Read(byte[] trace, IEnumerable<string> log)
    {
        var instances = log.Select(static line => Instance().Match(line)).Where(static match => match.Success)
            .ToLookup(static match => (match.Groups["type"].Value, match.Groups["name"].Value),
                static match => match.Groups["arguments"].Value);
        var found = new HashSet<CompiledMethod>();
        // One character a byte, so that a pattern can be looked for.
        foreach (Match match in Texts().Matches(System.Text.Encoding.Latin1.GetString(trace)))
        {
            uint flags = BinaryPrimitives.ReadUInt32LittleEndian(trace.AsSpan(match.Index - sizeof(uint)));
            if ((flags & CompiledFlag) == 0 || (flags & DynamicFlag) != 0 || (flags & TierMask) == 0) continue;
            string type = Text(match, "type"), name = Text(match, "name"), signature = Text(match, "signature");
            if (!signature.Contains('(')) continue;
            if (!signature[..signature.IndexOf('(')].Contains("generic "))
            {
                found.Add(new CompiledMethod(type, name, ""));
                continue;
            }

            foreach (string arguments in instances[(type.Split('[')[0], name)])
            {
                found.Add(new CompiledMethod(type, name, arguments));
                found.Add(new CompiledMethod(type, name, UShort().Replace(arguments, Enum16)));
            }
        }

        return found;
    }

    private static string Text(Match match, string group) => match.Groups[group].Value.Replace("\0", "");

    [GeneratedRegex(
        """
        (?<type>(?:[ -~]\0)+)\0\0(?<name>(?:[ -~]\0)+)\0\0(?<signature>(?:[ -~]\0)+)\0\0
        """)]
    private static partial Regex Texts();

    [GeneratedRegex(
        """
        JIT compiled (?<type>[^\[:]+)(?:\[.*?\])?:(?<name>[^\[(]+)\[(?<arguments>[^(]+)\]\(
        """)]
    private static partial Regex Instance();

    [GeneratedRegex(@"\bushort\b")]
    private static partial Regex UShort();
}
