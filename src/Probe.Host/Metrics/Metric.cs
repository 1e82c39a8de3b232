namespace KosmosProbe.Host.Metrics;

/// <summary>Whether a value only grows.</summary>
internal enum MetricKind
{
    /// <summary>It grows until the process ends.</summary>
    Counter,

    /// <summary>It is as it is at the moment.</summary>
    Gauge,
}

/// <summary>Something that is measured, under one name, once or once for each set of labels.</summary>
/// <param name="Name">In Prometheus' form, with unit and <c>_total</c> as they belong.</param>
/// <param name="Kind">Whether it only grows.</param>
/// <param name="Help">One sentence.</param>
internal sealed record Metric(string Name, MetricKind Kind, string Help)
{
    /// <summary>One that only grows.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="help">One sentence.</param>
    public static Metric Counter(string name, string help) => new(name, MetricKind.Counter, help);

    /// <summary>One that comes and goes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="help">One sentence.</param>
    public static Metric Gauge(string name, string help) => new(name, MetricKind.Gauge, help);
}

/// <summary>A value's label.</summary>
/// <param name="Name">Letters, digits and _.</param>
/// <param name="Value">Any text.</param>
internal readonly record struct MetricLabel(string Name, string Value);
