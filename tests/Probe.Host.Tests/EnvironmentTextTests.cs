using KosmosProbe.Engine.Output;
using KosmosProbe.Engine.Rules;
using KosmosProbe.Host.Configuration;
using Xunit;

namespace KosmosProbe.Host.Tests;

public sealed class EnvironmentTextTests : IDisposable
{
    private static readonly Place Somewhere = new("falco.yaml", 3, 5);

    private readonly TemporaryFolder _folder = new();

    static EnvironmentTextTests()
    {
        Environment.SetEnvironmentVariable("KOSMOS_TEST_X", "x");
        Environment.SetEnvironmentVariable("KOSMOS_TEST_NAMES_X", "<${KOSMOS_TEST_X}>");
        Environment.SetEnvironmentVariable("KOSMOS_TEST_ITSELF", "a${KOSMOS_TEST_ITSELF}${KOSMOS_TEST_ITSELF}");
        Environment.SetEnvironmentVariable("KOSMOS_TEST_PRIORITY", "notice");
        Environment.SetEnvironmentVariable("KOSMOS_TEST_TRUE", "true");
        Environment.SetEnvironmentVariable("KOSMOS_TEST_12", "12");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("${KOSMOS_TEST_X}", "x")]
    [InlineData(" ${KOSMOS_TEST_X} ", " x ")]
    [InlineData("/${KOSMOS_TEST_X}/${KOSMOS_TEST_X}${KOSMOS_TEST_X}/foo", "/x/xx/foo")]
    [InlineData("a ${KOSMOS_TEST_UNSET}b", "a b")]
    [InlineData("${KOSMOS_TEST_NAMES_X}/foo", "<x>/foo")]
    [InlineData("$${KOSMOS_TEST_X}", "${KOSMOS_TEST_X}")]
    [InlineData("$${KOSMOS_TEST_X}$${KOSMOS_TEST_X}", "${KOSMOS_TEST_X}${KOSMOS_TEST_X}")]
    [InlineData("$${KOSMOS_TEST_X}${KOSMOS_TEST_X}", "${KOSMOS_TEST_X}x")]
    [InlineData("$${${KOSMOS_TEST_X}}", "${x}")]
    [InlineData("${ KOSMOS_TEST_X}", "")]
    [InlineData("${}", "")]
    [InlineData("${unclosed", "${unclosed")]
    [InlineData("$${unclosed", "$${unclosed")]
    [InlineData("plain $HOME, $$HOME and $", "plain $HOME, $$HOME and $")]
    public void NamesAreReplacedAsFalcoDoes(string text, string expected) =>
        Assert.Equal(expected, EnvironmentText.Expand(text, Somewhere));

    [Fact]
    public void VariablesThatNameThemselvesAreRefused()
    {
        var error = Assert.Throws<ProbeException>(() => EnvironmentText.Expand("${KOSMOS_TEST_ITSELF}", Somewhere));
        Assert.Equal(
            "falco.yaml:3:5: environment variables name each other without end, last '${KOSMOS_TEST_ITSELF}'",
            error.Message);
    }

    [Fact]
    public void ValuesHaveTheirTypeAfterTheReplacement()
    {
        var options = Load("""
            priority: ${KOSMOS_TEST_PRIORITY}
            json_output: ${KOSMOS_TEST_TRUE}
            log_stderr: ${KOSMOS_TEST_UNSET}
            outputs_queue: {capacity: "${KOSMOS_TEST_12}0"}
            append_output: [{extra_output: "site=${KOSMOS_TEST_X}", match: {tags: ["${KOSMOS_TEST_X}"]}}]
            webhooks: [{name: a, url: "http://${KOSMOS_TEST_X}/", headers: {Authorization: "Bearer ${KOSMOS_TEST_X}"}}]
            """);
        Assert.Equal(Priority.Notice, options.Rules.LeastPriority);
        Assert.Equal(AlertForm.Json, options.Rules.Alerts.Form);
        Assert.True(options.LogStderr);
        Assert.Equal(120, options.QueueCapacity);
        var addition = Assert.Single(options.Rules.Additions);
        Assert.Equal(("site=x", "x"), (addition.ExtraOutput, Assert.Single(addition.Tags)));
        var webhook = Assert.Single(options.Webhooks);
        Assert.Equal("http://x/", webhook.Url.AbsoluteUri);
        Assert.Equal("Bearer x", webhook.Headers["Authorization"]);
    }

    [Fact]
    public void OverridesAreReplacedToo()
    {
        Assert.Equal(Priority.Notice, Load("", "priority=${KOSMOS_TEST_PRIORITY}").Rules.LeastPriority);
        Assert.Equal("http://x/", Load("", "webhooks[]={name: a, url: 'http://${KOSMOS_TEST_X}/'}")
            .Webhooks[0].Url.AbsoluteUri);
    }

    [Fact]
    public void ATextThatBecameWrongIsToldAsItIs()
    {
        var error = Assert.Throws<ProbeException>(() => Load("json_output: ${KOSMOS_TEST_X}"));
        Assert.EndsWith("falco.yaml:1:14: `json_output` must be true or false, found 'x'", error.Message);
    }

    private ProbeOptions Load(string text, params string[] overrides) =>
        ConfigReader.Load(_folder.Write("falco.yaml", text), [], overrides).Options;
}
