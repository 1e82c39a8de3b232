namespace KosmosProbe.Host.Doctor;

/// <summary>How a thing stands.</summary>
internal enum Verdict
{
    /// <summary>As it should be.</summary>
    Fine,

    /// <summary>The probe runs, with less.</summary>
    Limited,

    /// <summary>The probe does not run.</summary>
    Missing,
}

/// <summary>One line of the doctor's report.</summary>
/// <param name="What">What was looked at.</param>
/// <param name="Verdict">How it stands.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to change; empty when nothing.</param>
internal sealed record Finding(string What, Verdict Verdict, string Text, string Remedy = "");
