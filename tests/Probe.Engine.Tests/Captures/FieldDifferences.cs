using System.Globalization;
using System.Text;
using System.Text.Json;

namespace KosmosProbe.Engine.Tests.Captures;

/// <summary>
/// Compares alerts that show many fields of every event with what Falco showed, and tells for each field how many
/// values differ and where first. <c>PROBE_PARITY_FIELDS</c> keeps to fields whose name begins so;
/// <c>PROBE_PARITY_EXAMPLES</c> is how many examples each gets.
/// </summary>
internal sealed class FieldDifferences
{
    private const int ExamplesDefault = 3;
    private const int ExampleCharsMax = 1500;
    private const string Missing = "(no such event)";

    private readonly SortedDictionary<string, (int Count, List<string> Examples)> _byField = [];
    private readonly string _prefix = Environment.GetEnvironmentVariable("PROBE_PARITY_FIELDS") ?? string.Empty;
    private readonly int _examplesMax = int.TryParse(
        Environment.GetEnvironmentVariable("PROBE_PARITY_EXAMPLES"), CultureInfo.InvariantCulture, out int given)
        ? given
        : ExamplesDefault;

    /// <summary>Events compared.</summary>
    public int Events { get; private set; }

    /// <summary>Values that differ.</summary>
    public int Count => _byField.Values.Sum(entry => entry.Count);

    /// <summary>Compares two lists of alerts, event by event: both are in the order of evt.num.</summary>
    public static FieldDifferences Of(IEnumerable<string> expected, IEnumerable<string> got)
    {
        var differences = new FieldDifferences();
        using var right = expected.GetEnumerator();
        using var left = got.GetEnumerator();
        bool isRight = right.MoveNext();
        bool isLeft = left.MoveNext();
        while (isRight || isLeft)
        {
            long toRight = isRight ? NumberOf(right.Current) : long.MaxValue;
            long toLeft = isLeft ? NumberOf(left.Current) : long.MaxValue;
            differences.Compare(toRight <= toLeft ? right.Current : null, toLeft <= toRight ? left.Current : null);
            isRight = toRight <= toLeft ? right.MoveNext() : isRight;
            isLeft = toLeft <= toRight ? left.MoveNext() : isLeft;
        }

        return differences;
    }

    /// <summary>A table of all fields with differences, and the first examples of each.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Events} events, {Count} values differ\n");
        foreach (var (field, (count, _)) in _byField)
        {
            text.Append(CultureInfo.InvariantCulture, $"{count,8} {field}\n");
        }

        foreach (var (field, (_, examples)) in _byField)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{field}\n");
            examples.ForEach(example => text.Append(example));
        }

        return text.ToString();
    }

    private static long NumberOf(string line)
    {
        const string Key = "\"evt.num\":";
        int start = line.IndexOf(Key, StringComparison.Ordinal) + Key.Length;
        int end = line.IndexOfAny([',', '}'], start);
        return long.Parse(line.AsSpan(start, end - start), CultureInfo.InvariantCulture);
    }

    private void Compare(string? expected, string? got)
    {
        Events++;
        if (expected is null || got is null)
        {
            using var only = JsonDocument.Parse(expected ?? got!);
            Add("evt.num", only, expected is null ? Missing : expected, got ?? Missing);
        }
        else if (expected != got)
        {
            using var right = JsonDocument.Parse(expected);
            using var left = JsonDocument.Parse(got);
            CompareObjects(right.RootElement, left.RootElement, string.Empty, right);
        }
    }

    private void CompareObjects(JsonElement expected, JsonElement got, string prefix, JsonDocument line)
    {
        var names = expected.EnumerateObject().Concat(got.EnumerateObject()).Select(entry => entry.Name).Distinct();
        foreach (string name in names)
        {
            bool isRight = expected.TryGetProperty(name, out var right);
            bool isLeft = got.TryGetProperty(name, out var left);
            if (name == "output_fields" && isRight && isLeft)
            {
                CompareObjects(right, left, string.Empty, line);
            }
            else if (!isRight || !isLeft || right.GetRawText() != left.GetRawText())
            {
                Add(
                    prefix + name,
                    line,
                    isRight ? right.GetRawText() : "(absent)",
                    isLeft ? left.GetRawText() : "(absent)");
            }
        }
    }

    private void Add(string field, JsonDocument line, string expected, string got)
    {
        if (!field.StartsWith(_prefix, StringComparison.Ordinal))
        {
            return;
        }

        var entry = _byField.TryGetValue(field, out var known) ? known : (0, []);
        if (entry.Count < _examplesMax)
        {
            var fields = line.RootElement.GetProperty("output_fields");
            entry.Examples.Add(
                $"  {fields.GetProperty("evt.num")} {fields.GetProperty("evt.type")}\n"
                + $"    expected {Cut(expected)}\n    got      {Cut(got)}\n");
        }

        _byField[field] = (entry.Count + 1, entry.Examples);
    }

    private static string Cut(string text) => text.Length <= ExampleCharsMax ? text : text[..ExampleCharsMax] + "...";
}
