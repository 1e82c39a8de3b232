using Xunit;

namespace KosmosProbe.Triggers.Tests;

/// <summary>
/// The rule for connections in the place of standard descriptors, and ways to put them there without dup.
/// </summary>
[Collection(TriggerCollection.Name)]
public sealed class RedirectTests(TriggerScene scene)
{
    private const string Rule = "Redirect STDOUT/STDIN to Network Connection in Container";
    private const string Public = TriggerScene.Public;

    [Theory]
    [InlineData("copy", "0")]
    [InlineData("copy", "2")]
    [InlineData("replace", "0")]
    [InlineData("replace", "1")]
    public async Task AlertsHoweverTheConnectionCameThere(string deed, string descriptor)
    {
        var run = await scene.RunAsync(Place.Container, Script(deed, descriptor));
        var alert = Assert.Single(run.Of(Rule));
        Assert.Equal("dup", alert["evt.type"]);
        Assert.EndsWith($"->{Public}:4444", alert["fd.name"], StringComparison.Ordinal);
        Assert.Equal(Public, alert["fd.sip"]);
    }

    [Theory]
    [InlineData("copy", "7")]
    [InlineData("replace", "7")]
    public async Task IsSilentAboutOtherDescriptors(string deed, string descriptor) =>
        (await scene.RunAsync(Place.Container, Script(deed, descriptor))).CheckSilence(Rule);

    private static string Script(string deed, string descriptor) =>
        $"as server serve {Public} 4444 -- $(name client) {deed} {Public} 4444 {descriptor}";
}
