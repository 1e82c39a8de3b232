namespace KosmosProbe.Bench;

/// <summary>What one benchmark took, the best of several runs.</summary>
/// <param name="Nanoseconds">Of the fastest iteration of all runs, per operation.</param>
/// <param name="Bytes">Allocated per operation.</param>
internal readonly record struct Cost(double Nanoseconds, double Bytes)
{
    /// <summary>The lesser of both: noise only ever adds, so the least of several runs is nearest to true.</summary>
    public Cost Best(Cost other) => new(Math.Min(Nanoseconds, other.Nanoseconds), Math.Min(Bytes, other.Bytes));
}

/// <summary>
/// Whether a commit is as fast as another: a benchmark that became slower by more than <see cref="Tolerance"/>, that
/// allocates, or that is gone, fails. New ones are held to allocating nothing. What no event goes through may allocate,
/// but not more than it did.
/// </summary>
internal static class GateVerdict
{
    /// <summary>What a benchmark may take of what it took before.</summary>
    public const double Tolerance = 1.10;

    // Policies are derived when rules were loaded or a container has come.
    private const string Aside = ".PolicyBench.";

    // Below a byte per operation it is what the measuring itself allocated.
    private const double BytesMin = 1;

    /// <summary>A line for each benchmark by name, and whether it passed.</summary>
    public static IEnumerable<(string Line, bool Passed)> Judge(
        IReadOnlyDictionary<string, Cost> before, IReadOnlyDictionary<string, Cost> after)
    {
        foreach (string name in before.Keys.Union(after.Keys).Order(StringComparer.Ordinal))
        {
            bool wasThere = before.TryGetValue(name, out var old);
            if (!after.TryGetValue(name, out var now)) yield return ($"{name}: gone", false);
            else if (now.Bytes >= BytesMin && !MayAllocate(name, wasThere ? old.Bytes : now.Bytes, now.Bytes))
                yield return ($"{name}: allocates {now.Bytes:0} B an operation", false);
            else if (!wasThere) yield return ($"{name}: new, {now.Nanoseconds:0.0} ns", true);
            else yield return Compare(name, old, now);
        }
    }

    private static bool MayAllocate(string name, double before, double now) =>
        name.Contains(Aside, StringComparison.Ordinal) && now <= before * Tolerance;

    private static (string Line, bool Passed) Compare(string name, Cost old, Cost now)
    {
        double ratio = now.Nanoseconds / old.Nanoseconds;
        return ($"{name}: {old.Nanoseconds:0.0} to {now.Nanoseconds:0.0} ns, {ratio:0.00}", ratio <= Tolerance);
    }
}
