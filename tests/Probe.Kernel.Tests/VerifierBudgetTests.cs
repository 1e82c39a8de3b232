using System.Globalization;
using KosmosProbe.Native;

namespace KosmosProbe.Kernel.Tests;

/// <summary>
/// What the verifier walks of each program stays within bpf/verifier-budget.txt: kernels differ by some tens of percent
/// in what they walk, and refuse a program at a million. So growth is noticed here and not on a node.
/// </summary>
[Collection(OwnProbeCollection.Name)]
public class VerifierBudgetTests
{
    private const double SlackMax = 2.5;
    private const int SmallBudget = 2_000;

    private static readonly Dictionary<string, int> Budget = ReadBudget();

    [Fact]
    public void EachProgramIsWithinItsBudget()
    {
        var counts = Load();

        foreach (var (program, count) in counts)
        {
            TestContext.Current.SendDiagnosticMessage($"{program} {count} of {Budget.GetValueOrDefault(program)}");
        }

        foreach (var (program, count) in counts)
        {
            Assert.True(
                Budget.TryGetValue(program, out int budget), $"bpf/verifier-budget.txt lacks {program} ({count})");
            Assert.True(count <= budget, $"{program}: the verifier walks {count} instructions of {budget} budgeted");
            Assert.True(
                budget <= Math.Max(SmallBudget, count * SlackMax), $"{program}: {count} instructions need no {budget}");
        }

        // Kernels differ in the hooks that tell of io_uring.
        Assert.DoesNotContain(
            Budget.Keys.Except(counts.Keys), name => !name.StartsWith("uring_", StringComparison.Ordinal));
    }

    private static Dictionary<string, int> Load()
    {
        Privilege.Demand();
        using var probe = LiveProbe.Start(new LiveProbeSettings { WantedEvents = ProbeSession.AllEvents });
        var counts = probe.VerifiedInstructions().ToDictionary(one => one.Program, one => (int)one.Instructions);
        if (counts.Values.All(count => count == 0))
        {
            Assert.Skip("this kernel (before 5.16) does not tell what its verifier walked");
        }

        return counts;
    }

    private static Dictionary<string, int> ReadBudget()
    {
        using var resource = typeof(VerifierBudgetTests).Assembly.GetManifestResourceStream("verifier-budget.txt")!;
        using var text = new StreamReader(resource);
        return text.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(words => words[0], words => int.Parse(words[1], CultureInfo.InvariantCulture));
    }
}
