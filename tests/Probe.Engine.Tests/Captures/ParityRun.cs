using System.IO.Compression;
using System.Text;
using KosmosProbe.Engine.Captures.Fields;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Engine.Threads;

namespace KosmosProbe.Engine.Tests.Captures;

/// <summary>A capture replayed in this process, as Falco was told to replay it when the expectation was made.</summary>
internal sealed class ParityRun
{
    private const int QueueBytes = 1 << 22;

    /// <summary>The capture's file.</summary>
    public required string Capture { get; init; }

    /// <summary>The rules files, in order.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>rule_matching.</summary>
    public RuleMatching Matching { get; init; } = RuleMatching.All;

    /// <summary>engine.strict; these rules mean the same either way.</summary>
    public bool IsStrict { get; init; } = true;

    /// <summary>The name of the machine that replays.</summary>
    public string HostName { get; init; } = "kosmos-node-1";

    /// <summary>append_output: suggested_output.</summary>
    public bool IsSuggested { get; init; } = true;

    /// <summary>How alerts are written.</summary>
    public AlertOptions Alerts { get; init; } = new() { Form = AlertForm.Json, Time = AlertTime.Iso8601 };

    /// <summary>Lines of an expectation, in order.</summary>
    /// <param name="path">A packed file.</param>
    public static IEnumerable<string> Expected(string path)
    {
        using var packed = File.OpenRead(path);
        using var reader = new StreamReader(new GZipStream(packed, CompressionMode.Decompress), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    /// <summary>The alerts, in order, each a line without its end.</summary>
    public IEnumerable<string> Replay()
    {
        var node = NodeState.ForCapture(hostName: Encoding.UTF8.GetBytes(HostName), zone: TimeZoneInfo.Utc);
        using var queue = new AlertQueue(QueueBytes);
        var pipeline = new EventPipeline(LoadRules(), node, Alerts, queue);
        using var reader = new ScapReader(File.OpenRead(Capture));
        while (reader.TryReadHead(out var item))
        {
            node.Recorded!.Seed(item);
        }

        node.Recorded!.EndHead();
        var records = new CaptureRecords(reader);
        while (Handle(records, pipeline))
        {
            while (Taken(queue) is { } line)
            {
                yield return line;
            }
        }

        if (pipeline.BadRecords > 0 || queue.Dropped > 0)
        {
            throw new InvalidDataException($"{pipeline.BadRecords} bad records, {queue.Dropped} alerts dropped");
        }
    }

    private static bool Handle(CaptureRecords records, EventPipeline pipeline)
    {
        if (!records.TryRead(out var record))
        {
            return false;
        }

        pipeline.Handle(record);
        return true;
    }

    private static string? Taken(AlertQueue queue)
    {
        if (!queue.TryTake(out var message))
        {
            return null;
        }

        string line = Encoding.UTF8.GetString(AlertEnvelope.View(message).Message);
        queue.Release();
        return line;
    }

    private RuleSet LoadRules()
    {
        var report = new RuleReport();
        var options = new RuleSetOptions
        {
            ForCaptures = true,
            Strict = IsStrict,
            Matching = Matching,
            Alerts = Alerts,
            Additions = [new OutputAddition { IsSuggested = IsSuggested }],
        };
        return RuleSet.TryLoad(RulePaths.Read(Rules, report), CaptureFields.Table, options, report, out var rules)
            ? rules
            : throw new InvalidDataException(string.Join('\n', report.Errors));
    }
}
