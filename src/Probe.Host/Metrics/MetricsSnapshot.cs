using System.Text;
using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration.Options;
using KosmosProbe.Host.Health;
using KosmosProbe.Host.Outputs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KosmosProbe.Host.Metrics;

/// <summary>Tells the metrics again and again, as an internal alert, as a line of a file, or both.</summary>
/// <param name="options">How often and where.</param>
/// <param name="fields">What is told.</param>
/// <param name="status">The run, and where alerts go.</param>
/// <param name="log">Where failures are told.</param>
internal sealed class MetricsSnapshot(
    MetricsOptions options, SnapshotFields fields, ProbeStatus status, ILogger<MetricsSnapshot> log) : BackgroundService
{
    /// <summary>The rule that it looks like.</summary>
    public const string Rule = "Falco internal: metrics snapshot";

    private const long NsPerTick = 100;

    private long _samples;
    private bool _isFileFailing;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Enabled || (!options.OutputRule && options.OutputFile.Length == 0)) return;
        using var timer = new PeriodicTimer(options.Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                if (status.Running is { } running) Tell(running);
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }

    private void Tell(RunningProbe running)
    {
        long nowNs = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * NsPerTick;
        var taken = fields.Take(running, status.Reloads.Now, nowNs);
        _samples++;
        if (options.OutputRule)
        {
            status.Internals.Post(new InternalAlert(Rule, Priority.Informational, "Falco metrics snapshot", taken)
            {
                TimeNs = nowNs,
            });
        }

        if (options.OutputFile.Length > 0) Append(taken);
    }

    private void Append(IReadOnlyList<InternalField> taken)
    {
        var line = new StringBuilder("{\"output_fields\":{");
        line.AppendJoin(',', taken.OrderBy(static field => field.Name, StringComparer.Ordinal)
            .Select(static field => $"{Encoding.UTF8.GetString(JsonText.Encode(field.Name))}:{field.Json}"));
        line.Append("},\"sample\":").Append(_samples).Append("}\n");
        try
        {
            File.AppendAllText(options.OutputFile, line.ToString());
            _isFileFailing = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!_isFileFailing) log.MetricsFileFailed(options.OutputFile, e.Message);
            _isFileFailing = true;
        }
    }
}
