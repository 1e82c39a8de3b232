using KosmosProbe.Host.Metrics;
using Xunit;

namespace KosmosProbe.Host.Tests.Metrics;

public class MetricTextTests
{
    private static readonly Metric Count = Metric.Counter("a_total", "Things.");
    private static readonly Metric Size = Metric.Gauge("b_bytes", "How large.");

    [Fact]
    public void EachMetricIsExplainedOnce()
    {
        var page = new MetricText();
        page.Add(Count, 1, new MetricLabel("of", "x"));
        page.Add(Count, 2, new("of", "y"), new("by", "z"));
        page.Add(Size, 0.5);
        Assert.Equal(
            "# HELP a_total Things.\n# TYPE a_total counter\na_total{of=\"x\"} 1\na_total{of=\"y\",by=\"z\"} 2\n"
                + "# HELP b_bytes How large.\n# TYPE b_bytes gauge\nb_bytes 0.5\n",
            page.ToString());
    }

    [Theory]
    [InlineData("a\"b", "a\\\"b")]
    [InlineData("a\\b", "a\\\\b")]
    [InlineData("a\nb", "a\\nb")]
    [InlineData("größe {}", "größe {}")]
    public void LabelsAreEscaped(string value, string written)
    {
        var page = new MetricText();
        page.AddInfo(Size, new MetricLabel("of", value));
        Assert.EndsWith($"\nb_bytes{{of=\"{written}\"}} 1\n", page.ToString());
    }

    [Fact]
    public void LargeCountsStayWholeNumbers()
    {
        var page = new MetricText();
        page.Add(Count, 1_700_000_000_123_456_789);
        Assert.DoesNotContain("E+", page.ToString(), StringComparison.Ordinal);
    }
}
