using KosmosProbe.Host.Configuration.Options;

namespace KosmosProbe.Host.Configuration;

/// <summary>Reads <c>delivery</c>.</summary>
internal static class DeliverySettings
{
    private static readonly TimeSpan IntervalLeast = TimeSpan.FromMilliseconds(1);

    /// <summary>Reads it; what is not said stays as usual.</summary>
    /// <param name="values">The configuration, types checked.</param>
    /// <exception cref="ProbeException">The bounds of the waits are the wrong way round.</exception>
    public static DeliveryOptions Read(ConfigValues values)
    {
        var usual = new DeliveryOptions();
        var least = values.Duration("delivery.retry_min_interval", usual.RetryIntervalMin, IntervalLeast);
        return new DeliveryOptions
        {
            SpoolDirectory = SpoolOf(values, usual),
            SpoolBytesMax = values.Long("delivery.spool_max_bytes", usual.SpoolBytesMax),
            MemoryBytesMax = values.Long("delivery.memory_max_bytes", usual.MemoryBytesMax),
            RetryIntervalMin = least,
            RetryIntervalMax = values.Duration("delivery.retry_max_interval", usual.RetryIntervalMax, least),
            RequestTimeout = values.Duration("delivery.request_timeout", usual.RequestTimeout, IntervalLeast),
        };
    }

    // The probe's working directory is nobody's choice: alerts must be found again by the next run.
    private static string SpoolOf(ConfigValues values, DeliveryOptions usual)
    {
        const string Key = "delivery.spool_dir";
        string folder = values.Text(Key, usual.SpoolDirectory);
        return folder.Length == 0 || Path.IsPathRooted(folder)
            ? folder
            : throw values.Wrong(values.Find(Key)!, Key, "an absolute path");
    }
}
