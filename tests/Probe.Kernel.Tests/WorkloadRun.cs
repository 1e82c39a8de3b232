using System.Globalization;

namespace KosmosProbe.Kernel.Tests;

/// <summary>What one run of the workload printed and what the probe recorded of it.</summary>
internal sealed class WorkloadRun
{
    private readonly List<Line> _lines;

    internal WorkloadRun(int pid, int exitCode, string output, IReadOnlyList<Recorded> records)
    {
        Pid = (uint)pid;
        ExitCode = exitCode;
        Records = records;
        _lines = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Line.Read)];
    }

    internal uint Pid { get; }

    internal int ExitCode { get; }

    /// <summary>All records of the time from the start to the end of the process, other processes' too.</summary>
    internal IReadOnlyList<Recorded> Records { get; }

    /// <summary>The line of a step or fact by its name.</summary>
    internal Line this[string name] => _lines.Single(line => line.Name == name);

    /// <summary>The records of a process, oldest first.</summary>
    internal IEnumerable<Recorded> Of(uint pid) => Records.Where(record => record.Header.Pid == pid);

    /// <summary>The only record that a step's thread made while it ran; the test fails when there are others.</summary>
    internal Recorded Only(Line step) => Assert.Single(During(step));

    /// <summary>An expected text with what it names in braces: {folder}, {result} of the step, {fact.key}.</summary>
    internal string Fill(string step, string expected, string folder)
    {
        string filled = expected
            .Replace("{result}", this[step]["result"], StringComparison.Ordinal)
            .Replace("{folder}", folder, StringComparison.Ordinal);
        for (int open = filled.IndexOf('{'); open >= 0; open = filled.IndexOf('{'))
        {
            int close = filled.IndexOf('}');
            string[] names = filled[(open + 1)..close].Split('.');
            filled = filled[..open] + this[names[0]][names[1]] + filled[(close + 1)..];
        }

        return filled;
    }

    /// <summary>All records that a step's thread made while the step ran.</summary>
    internal List<Recorded> During(Line step) =>
    [
        .. Records.Where(record => record.Header.Tid == step.Unsigned("tid")
            && record.Header.TimeNs >= step.Number("start_ns") && record.Header.TimeNs <= step.Number("end_ns")),
    ];
}

/// <summary>One line that the workload printed: <c>step open fd=3 ...</c>.</summary>
internal sealed class Line
{
    private readonly Dictionary<string, string> _values;

    private Line(string name, Dictionary<string, string> values)
    {
        Name = name;
        _values = values;
    }

    internal string Name { get; }

    internal string this[string key] => _values[key];

    internal static Line Read(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var values = words.Skip(2).Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        return new Line(words[1], values);
    }

    internal ulong Number(string key) => ulong.Parse(_values[key], CultureInfo.InvariantCulture);

    internal uint Unsigned(string key) => uint.Parse(_values[key], CultureInfo.InvariantCulture);

    internal long Signed(string key) => long.Parse(_values[key], CultureInfo.InvariantCulture);

    internal ulong Hex(string key) => ulong.Parse(_values[key], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The innermost of numbers that a line of /proc/self/status gives by namespace.</summary>
    internal uint Innermost(string key) => uint.Parse(_values[key].Split(',')[^1], CultureInfo.InvariantCulture);

    /// <summary>The host's.</summary>
    internal uint Outermost(string key) => uint.Parse(_values[key].Split(',')[0], CultureInfo.InvariantCulture);
}
