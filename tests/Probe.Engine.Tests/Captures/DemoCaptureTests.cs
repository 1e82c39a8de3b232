using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Engine.Tests.Captures;

public class DemoCaptureTests
{
    private static readonly string File = Repository.At("rules", "tests", "demo.scap");

    /// <summary>With PROBE_WRITE_DOCS it is written anew.</summary>
    [Fact]
    public void TheCaptureOfTheDemoIsTheOneThatIsMadeHere()
    {
        byte[] made = DemoCapture.Bytes();
        if (Environment.GetEnvironmentVariable("PROBE_WRITE_DOCS") is not null)
        {
            System.IO.File.WriteAllBytes(File, made);
        }

        Assert.True(
            made.AsSpan().SequenceEqual(System.IO.File.ReadAllBytes(File)), $"{File} is not up to date: run make docs");
    }
}
