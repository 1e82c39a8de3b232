using KosmosProbe.Engine.Audit;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Rules.Reading;
using KosmosProbe.Engine.RuleTesting.Inline;

namespace KosmosProbe.Engine.RuleTesting.Reading;

/// <summary>
/// Reads <c>audit</c>: events that stand there, in YAML or as the JSON that they came in, and names of files that hold
/// some, in any form that an API server gives them.
/// </summary>
/// <param name="file">The file of tests; files that it names lie beside it.</param>
internal sealed class AuditEventReader(RuleFile file)
{
    private readonly AuditBody _body = new(new AuditLimits());

    /// <summary>The audit events of a case; none when it has no such key.</summary>
    /// <param name="test">The case.</param>
    public IReadOnlyList<InlineAuditEvent> Read(StrictReader test)
    {
        var events = new List<InlineAuditEvent>();
        foreach (var item in test.Sequence("audit"))
        {
            if (item.Kind == YamlKind.Mapping)
            {
                byte[] json = YamlToJson.EventOf(item, events.Count + 1, fault => test.Report(fault.At, fault.What));
                Add(test, item, "the event", json, events);
            }
            else if (item.Kind == YamlKind.Scalar && item.Text.Length > 0)
            {
                ReadFile(test, item, events);
            }
            else
            {
                string found = ItemReader.Describe(item);
                test.Report(
                    item, $"items of `audit` are audit events, or names of files that hold some; found {found}");
            }
        }

        return events;
    }

    private void ReadFile(StrictReader test, YamlValue name, List<InlineAuditEvent> events)
    {
        string path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.Name))!, name.Text);
        try
        {
            byte[] text = File.ReadAllBytes(path);
            if (Cuts(text) is { Count: > 1 } lines)
            {
                foreach (var (line, number) in lines) Add(test, name, $"line {number} of {path}", line, events);
            }
            else
            {
                Add(test, name, path, text, events);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            test.Report(name, e is FileNotFoundException or DirectoryNotFoundException
                ? $"there is no file {path}"
                : e.Message);
        }
    }

    // As a log has them, where each line is JSON of its own; else the whole is.
    private List<(byte[] Line, int Number)> Cuts(byte[] text)
    {
        var lines = new List<(byte[], int)>();
        int number = 0;
        foreach (var range in text.AsSpan().Split((byte)'\n'))
        {
            number++;
            byte[] line = [.. text.AsSpan(range).Trim(" \t\r"u8)];
            if (line.Length == 0) continue;
            if (lines.Count == 0 && !_body.TryRead(line, out _)) return [];
            lines.Add((line, number));
        }

        return lines;
    }

    private void Add(StrictReader test, YamlValue at, string what, byte[] json, List<InlineAuditEvent> events)
    {
        if (!_body.TryRead(json, out string reason))
        {
            test.Report(at, $"{what} cannot be used: {reason.Replace("the body", "it", StringComparison.Ordinal)}");
        }
        else if (_body.LeftOut > 0)
        {
            test.Report(at, $"{what} holds {_body.LeftOut} parts that are no audit events");
        }

        events.AddRange(_body.Events.Select(one => new InlineAuditEvent(json.AsMemory(one.Start, one.Length))));
    }
}
