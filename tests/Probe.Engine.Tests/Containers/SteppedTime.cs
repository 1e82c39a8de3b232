namespace KosmosProbe.Engine.Tests.Containers;

/// <summary>Time that passes when a test says so: however busy the machine is, nothing waits too long.</summary>
internal sealed class SteppedTime : TimeProvider
{
    public TimeSpan Now { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.Ticks;
}
