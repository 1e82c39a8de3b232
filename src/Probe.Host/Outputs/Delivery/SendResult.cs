using System.Net.Http.Headers;

namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>What became of an attempt to send.</summary>
internal enum SendOutcome
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>The receiver will not take this body, however often it comes.</summary>
    Refused,

    /// <summary>The probe itself failed over it, perhaps over this alert alone.</summary>
    Faulted,

    /// <summary>The receiver did not answer in time.</summary>
    TimedOut,

    /// <summary>Anything else, which may pass.</summary>
    Failed,
}

/// <summary>What became of an attempt to send.</summary>
/// <param name="Outcome">The kind.</param>
/// <param name="Reason">Why it did not arrive; empty when it did.</param>
internal readonly record struct SendResult(SendOutcome Outcome, string Reason = "")
{
    /// <summary>The receiver has it.</summary>
    public static readonly SendResult Delivered = new(SendOutcome.Delivered);

    /// <summary>How long the receiver asks to be left alone; zero when it does not.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Alerts among the delivered ones that the receiver took and then refused.</summary>
    public long Rejected { get; init; }

    /// <summary>It may pass.</summary>
    /// <param name="reason">What happened.</param>
    public static SendResult Failed(string reason) => new(SendOutcome.Failed, reason);

    /// <summary>Reads a Retry-After header.</summary>
    /// <param name="header">The header, or null.</param>
    public static TimeSpan PauseOf(RetryConditionHeaderValue? header)
    {
        var pause = header?.Delta ?? (header?.Date - DateTimeOffset.UtcNow) ?? TimeSpan.Zero;
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }
}
