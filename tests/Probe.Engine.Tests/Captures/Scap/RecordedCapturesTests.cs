using System.IO.Compression;
using System.Text.Json;
using KosmosProbe.Engine.Captures.Scap;
using KosmosProbe.Engine.Events;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures.Scap;

/// <summary>The shared captures, against what real Falco says of them.</summary>
public sealed class RecordedCapturesTests
{
    // Falco counts these, and no rule sees them when they tell of the host.
    private static readonly string[] Accounts = ["useradded", "groupadded", "userdeleted", "groupdeleted"];

    public static TheoryData<string> Modern => ["p1.scap", "p2.scap", "p4.scap", "p5.scap"];

    public static TheoryData<string> Old =>
        ["cat_write", "connect_localhost", "curl_google_comments", "empty", "ping_sendto"];

    [Theory]
    [MemberData(nameof(Modern))]
    public void EventsOfEachTypeAreAsManyAsFalcoSaw(string name)
    {
        using var manifest = JsonDocument.Parse(
            File.ReadAllText(SharedFiles.Path("fixtures", "parity", "MANIFEST.json")));
        var events = manifest.RootElement.GetProperty("captures").EnumerateObject()
            .Single(capture => capture.Value.GetProperty("capture").GetString() == name)
            .Value.GetProperty("events");
        var expected = events.GetProperty("by_type").EnumerateObject()
            .ToDictionary(type => type.Name, type => type.Value.GetInt64());

        var (counts, last, reader) = Count(SharedFiles.Path("fixtures", "parity", name));

        // The host's own accounts come first and are not seen by rules.
        long before = events.GetProperty("first_evt_num").GetInt64() - 1;
        long accounts = Accounts.Sum(type => counts.GetValueOrDefault(type));
        Assert.Equal(before, accounts - Accounts.Sum(type => expected.GetValueOrDefault(type)));
        foreach (string type in Accounts)
        {
            counts.Remove(type);
            expected.Remove(type);
        }

        Assert.Equal(expected.OrderBy(type => type.Key), counts.OrderBy(type => type.Key));
        Assert.Equal(events.GetProperty("last_evt_num").GetUInt64(), last);
        Assert.Null(reader.Ending);
    }

    [Theory]
    [MemberData(nameof(Old))]
    public void EventsOfOldCapturesHaveFalcosNumbersTimesAndResults(string name)
    {
        string fields = SharedFiles.Path("fixtures", "captures", "fields", name + ".jsonl.gz");
        using var file = new StreamReader(new GZipStream(File.OpenRead(fields), CompressionMode.Decompress));
        using var reader = Open(SharedFiles.Path("fixtures", "captures", name + ".scap"));
        var records = new CaptureRecords(reader);
        while (records.TryRead(out var record))
        {
            Assert.True(Event.TryViewRecorded(record, out var view, out var fault), fault.ToString());
            using var line = JsonDocument.Parse(file.ReadLine() ?? "null");
            var expected = line.RootElement.GetProperty("output_fields");
            Assert.Equal(expected.GetProperty("evt.num").GetUInt64(), view.Header.Sequence);
            Assert.Equal(expected.GetProperty("evt.type").GetString(), EventTable.Name(view.Type));
            Assert.Equal(expected.GetProperty("evt.rawtime").GetUInt64(), view.Header.TimeNs);
            Assert.Equal(expected.GetProperty("evt.cpu").GetUInt32(), view.Header.Cpu);
            if (expected.GetProperty("evt.rawres").ValueKind == JsonValueKind.Number)
            {
                Assert.Equal(expected.GetProperty("evt.rawres").GetInt64(), view.Header.Result);
            }

            Assert.Equal(Names(expected.GetProperty("evt.args").GetString()!, view), ParameterNames(view));
        }

        Assert.Null(file.ReadLine());
        Assert.Null(reader.Ending);
        Assert.Equal(0, reader.MalformedEvents);
        Assert.Equal(0, records.UnknownEvents);
    }

    internal static ScapReader Open(string path) => new(File.OpenRead(path));

    // Every name that stands before an equals sign, in the order of the event's own.
    private static List<string> Names(string arguments, in Event view) =>
        [.. ParameterNames(view).Where(name => (" " + arguments).Contains($" {name}=", StringComparison.Ordinal))];

    private static List<string> ParameterNames(in Event view)
    {
        int code = view.As<RecordedEvent>().Code;
        return code == 1
            ? []
            : [.. ScapEventTable.Find(code)!.Parameters.Take(view.As<RecordedEvent>().ParametersCount)
                .Select(parameter => parameter.Name)];
    }

    private static (Dictionary<string, long> Counts, ulong Last, ScapReader Reader) Count(string path)
    {
        using var reader = Open(path);
        var records = new CaptureRecords(reader);
        Dictionary<string, long> counts = [];
        ulong last = 0;
        while (records.TryRead(out var record))
        {
            Assert.True(Event.TryViewRecorded(record, out var view, out var fault), fault.ToString());
            string type = EventTable.Name(view.Type);
            type = type == "asyncevent" ? System.Text.Encoding.UTF8.GetString(view.Parameter(1)[..^1]) : type;
            counts[type] = counts.GetValueOrDefault(type) + 1;
            last = view.Header.Sequence;
        }

        Assert.Equal(0, reader.MalformedEvents + reader.OversizedEvents + reader.UnknownBlocks);
        Assert.Equal(0, records.UnknownEvents);
        return (counts, last, reader);
    }
}
