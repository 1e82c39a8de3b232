using System.Text;
using BenchmarkDotNet.Attributes;
using KosmosProbe.Engine.Matching;
using KosmosProbe.Engine.Matching.Regexes;

namespace KosmosProbe.Bench;

/// <summary>
/// Questions with short and long lists, asked of a path that none of the list fits: what a list costs must not grow
/// with its length.
/// </summary>
[MemoryDiagnoser]
public class MatcherBench
{
    private static readonly byte[] Path = Encoding.UTF8.GetBytes("/var/lib/app/config/settings.d/local/settings.json");

    private TextMatcher _matcher = TextMatcher.Create(TextTest.Equal, []);

    /// <summary>The question.</summary>
    [Params("Equal", "Prefix", "Suffix", "Contains", "ContainsIgnoreCase", "PathPrefix", "Regex")]
    public string Test { get; set; } = "";

    /// <summary>How many constants.</summary>
    [Params(1, 10, 100, 1000)]
    public int Count { get; set; }

    /// <summary>Makes paths that look like those of rules.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        string[] roots = ["/var/lib/app/", "/etc/", "/usr/local/", "/home/.", "/opt/"];
        var paths = Enumerable.Range(0, Count).Select(i => $"{roots[i % roots.Length]}name{i}/settings{i}.json");
        _matcher = Test == "Regex"
            ? Regex($"({string.Join('|', paths.Select(p => p.Replace(".", "[.]", StringComparison.Ordinal)))})")
            : TextMatcher.Create(Enum.Parse<TextTest>(Test), [.. paths.Select(Encoding.UTF8.GetBytes)]);
    }

    /// <summary>Asks.</summary>
    [Benchmark]
    public bool Matches() => _matcher.Matches(Path);

    private static RegexMatcher Regex(string pattern) =>
        RegexMatcher.TryCreate(Encoding.UTF8.GetBytes(pattern), out var matcher, out _)
            ? matcher
            : throw new InvalidOperationException(pattern);
}
