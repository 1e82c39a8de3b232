using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Host.Tests;

/// <summary>The events' lists beside what Falco printed.</summary>
public class EventListingTests
{
    [Theory]
    [InlineData("events.txt", "--list-events")]
    [InlineData("events.txt", "--list-events", "--format", "text")]
    [InlineData("events.json", "--list-events", "--format", "json")]
    [InlineData("ignored_events.txt", "-i")]
    public void ListsAreFalcosOwn(string recorded, params string[] arguments)
    {
        var (run, status) = ProbeRun.ToEnd(arguments);
        Assert.Equal(0, status);
        Assert.Equal(Recorded(recorded), run.OutputText + "\n");
    }

    [Fact]
    public void MarkdownIsATableForEachOrigin()
    {
        var (run, status) = ProbeRun.ToEnd("--list-events", "--format", "markdown");
        Assert.Equal(0, status);
        string[] lines = [.. run.Output.Select(line => line.Text)];
        Assert.Equal("## Syscall events", lines[1]);
        Assert.Equal("Default | Dir | Name | Params ", lines[3]);
        Assert.Equal(":-------|:----|:-----|:-----", lines[4]);
        Assert.Contains("Yes | `<` | `shutdown` | ERRNO **res**, FD **fd**, ENUMFLAGS8 **how**: *SHUT_UNKNOWN*, "
            + "*SHUT_RDWR*, *SHUT_WR*, *SHUT_RD*", lines);
        Assert.Contains("No | `<` | `send` | ERRNO **res**, BYTEBUF **data**, FD **fd**, UINT32 **size**, "
            + "SOCKTUPLE **tuple**", lines);
        Assert.Equal(4, lines.Count(line => line.StartsWith("Default |", StringComparison.Ordinal)));
    }

    private static string Recorded(string name)
    {
        string path = Path.Combine(Repository.Shared ?? "", "fixtures", "falco-output", name);
        if (!File.Exists(path)) Assert.Skip($"{name} is not there: set KOSMOS_SHARED or put ../shared beside");
        return File.ReadAllText(path);
    }
}
