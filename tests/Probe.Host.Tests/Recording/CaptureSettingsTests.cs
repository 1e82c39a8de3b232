using KosmosProbe.Host.Configuration;
using Xunit;

namespace KosmosProbe.Host.Tests.Recording;

public class CaptureSettingsTests
{
    [Fact]
    public void NothingIsRecordedUnlessItIsAskedFor()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("falco.yaml", "capture:\n  mode: all_rules\n");

        var options = ConfigReader.Load(file, [], []).Options;

        Assert.Null(options.Captures);
        Assert.Equal(1L << 30, options.Recording.BytesMax);
    }

    [Fact]
    public void AllIsReadThatIsSaid()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("falco.yaml", """
            capture:
              enabled: true
              path_prefix: /var/captures/node
              mode: all_rules
              default_duration: 1500
              max_file_size_mb: 7
            """);

        var captures = ConfigReader.Load(file, [], []).Options.Captures!;

        Assert.Equal("/var/captures/node", captures.PathPrefix);
        Assert.True(captures.ForAllRules);
        Assert.Equal(TimeSpan.FromMilliseconds(1500), captures.DefaultDuration);
        Assert.Equal(7L << 20, captures.Recording.BytesMax);
        Assert.True(captures.Recording.IsCompressed);
    }
}
