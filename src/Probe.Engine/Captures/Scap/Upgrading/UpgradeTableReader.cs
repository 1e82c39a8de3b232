using System.Globalization;
using static KosmosProbe.Engine.Captures.Scap.Upgrading.UpgradeSource;

namespace KosmosProbe.Engine.Captures.Scap.Upgrading;

/// <summary>Reads the rows of <c>scap-upgrades.txt</c>; their form is told at its top.</summary>
internal sealed class UpgradeTableReader
{
    private readonly Dictionary<(int Code, int Count), UpgradePlan> _rows = [];

    private UpgradeTableReader()
    {
    }

    /// <summary>Reads the text that is part of this assembly.</summary>
    public static UpgradeTableReader ReadResource()
    {
        var reader = new UpgradeTableReader();
        using var resource = typeof(UpgradeTableReader).Assembly.GetManifestResourceStream("scap-upgrades.txt")!;
        using var text = new StreamReader(resource);
        while (text.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                reader.Add(line);
            }
        }

        return reader;
    }

    /// <summary>What the rows come to, one behind the other.</summary>
    public IReadOnlyDictionary<(int Code, int Count), UpgradePlan> Plans() =>
        _rows.ToDictionary(static row => row.Key, row => Follow(row.Value));

    private void Add(string line)
    {
        string[] parts = line.Split(':');
        string[] head = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int code = Number(head[0]), count = Number(head[1]);
        bool isOther = head.Length > 2;
        List<UpgradeStep> steps = isOther ? [] : [.. FromEvent(0, count - 1)];
        foreach (string source in parts[1].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            steps.AddRange(Steps(source));
        }

        _rows.Add((code, count), new UpgradePlan((ushort)(isOther ? Number(head[3]) : code), [.. steps]));
    }

    // The next row's parameters are those that the rows before it made. What they took of the beginning is used up.
    private UpgradePlan Follow(UpgradePlan plan)
    {
        while (_rows.TryGetValue((plan.Code, plan.Steps.Length), out var next))
        {
            var former = plan;
            plan = new UpgradePlan(next.Code, [.. next.Steps.Select(step => After(former, step))]);
        }

        return plan;
    }

    private static UpgradeStep After(UpgradePlan former, UpgradeStep step) => step.Source switch
    {
        Event => former.Steps[step.Index],
        Enter when former.NeedsEnter => new UpgradeStep(step.Otherwise),
        _ => step,
    };

    private static IEnumerable<UpgradeStep> Steps(string source)
    {
        string[] range = source.TrimStart('o', 'e').TrimEnd('?').Split('-');
        return source[0] switch
        {
            'o' => FromEvent(Number(range[0]), Number(range[^1])),
            'e' => [new UpgradeStep(Enter, Number(range[0]), source[^1] == '?' ? Unset : Default)],
            '-' => [new UpgradeStep(Unset)],
            '0' => [new UpgradeStep(Default)],
            'c' => [new UpgradeStep(ContainerJson)],
            _ => throw new InvalidDataException($"the table of upgrades has no source {source}"),
        };
    }

    private static IEnumerable<UpgradeStep> FromEvent(int first, int last) =>
        Enumerable.Range(first, last - first + 1).Select(index => new UpgradeStep(Event, index));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
