using System.Globalization;
using CsCheck;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>
/// Runs properties: each for a number of random cases that fits into the normal suite, or for as many as
/// PROBE_PROPERTY_ITERATIONS says. A failure prints the smallest case found and the seed that makes it again.
/// </summary>
internal static class Property
{
    private const string Variable = "PROBE_PROPERTY_ITERATIONS";

    /// <summary>Asserts something of random cases.</summary>
    /// <param name="cases">Makes them.</param>
    /// <param name="usual">How many in the normal suite.</param>
    /// <param name="assertion">What must hold.</param>
    /// <param name="print">A case in words.</param>
    public static void Holds<T>(Gen<T> cases, int usual, Action<T> assertion, Func<T, string> print) =>
        cases.Sample(assertion, iter: Iterations(usual), print: print);

    private static long Iterations(int usual)
    {
        string? given = Environment.GetEnvironmentVariable(Variable);
        return long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out long many) ? many : usual;
    }
}
