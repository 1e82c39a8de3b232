using System.Globalization;
using System.Text;

namespace KosmosProbe.Host.Metrics;

/// <summary>
/// Metrics in Prometheus' text form 0.0.4: for each its help and kind, then its values. All values of one metric must
/// follow each other, which is what the format demands.
/// </summary>
internal sealed class MetricText
{
    /// <summary>What a response with it is called.</summary>
    public const string ContentType = "text/plain; version=0.0.4";

    private readonly StringBuilder _text = new();
    private Metric? _current;

    /// <summary>Adds a whole number.</summary>
    /// <param name="metric">What was measured.</param>
    /// <param name="value">How much.</param>
    /// <param name="labels">Of what; values may be any text.</param>
    public void Add(Metric metric, long value, params ReadOnlySpan<MetricLabel> labels) =>
        Add(metric, value.ToString(CultureInfo.InvariantCulture), labels);

    /// <summary>Adds a count.</summary>
    /// <param name="metric">What was measured.</param>
    /// <param name="value">How much.</param>
    /// <param name="labels">Of what; values may be any text.</param>
    public void Add(Metric metric, ulong value, params ReadOnlySpan<MetricLabel> labels) =>
        Add(metric, value.ToString(CultureInfo.InvariantCulture), labels);

    /// <summary>Adds a number.</summary>
    /// <param name="metric">What was measured.</param>
    /// <param name="value">How much.</param>
    /// <param name="labels">Of what; values may be any text.</param>
    public void Add(Metric metric, double value, params ReadOnlySpan<MetricLabel> labels) =>
        Add(metric, value.ToString("R", CultureInfo.InvariantCulture), labels);

    /// <summary>Adds a value of 1 whose labels are what is to be told.</summary>
    /// <param name="metric">What it is about.</param>
    /// <param name="labels">What is told.</param>
    public void AddInfo(Metric metric, params ReadOnlySpan<MetricLabel> labels) => Add(metric, "1", labels);

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void Add(Metric metric, string value, ReadOnlySpan<MetricLabel> labels)
    {
        Begin(metric);
        _text.Append(metric.Name);
        char before = '{';
        foreach (var label in labels)
        {
            _text.Append(before).Append(label.Name).Append("=\"");
            AppendEscaped(label.Value);
            _text.Append('"');
            before = ',';
        }

        if (labels.Length > 0) _text.Append('}');
        _text.Append(' ').Append(value).Append('\n');
    }

    private void Begin(Metric metric)
    {
        if (metric == _current) return;
        _current = metric;
        _text.Append("# HELP ").Append(metric.Name).Append(' ').Append(metric.Help).Append('\n');
        _text.Append("# TYPE ").Append(metric.Name).Append(' ')
            .Append(metric.Kind == MetricKind.Counter ? "counter" : "gauge").Append('\n');
    }

    private void AppendEscaped(string value)
    {
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => _text.Append("\\\\"),
                '"' => _text.Append("\\\""),
                '\n' => _text.Append("\\n"),
                _ => _text.Append(c),
            };
        }
    }
}
