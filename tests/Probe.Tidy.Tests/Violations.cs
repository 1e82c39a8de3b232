using Xunit;

namespace KosmosProbe.Tidy.Tests;

/// <summary>Reports every place that breaks a rule, not only the first.</summary>
internal static class Violations
{
    /// <summary>Fails with the whole list when there is any.</summary>
    /// <param name="found">Place and what is wrong there.</param>
    public static void None(IEnumerable<string> found)
    {
        var all = found.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
