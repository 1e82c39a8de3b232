using k8s.Models;
using Xunit;

namespace KosmosProbe.Deploy.Tests;

/// <summary>falcosidekick.config as the environment variables that Falcosidekick reads.</summary>
public class SidekickVariableTests
{
    private const string Prefix = "falcosidekick.config.";

    [Theory]
    [InlineData("slack.webhookurl=https://h/a?b=c&d=<e>", "SLACK_WEBHOOKURL", "https://h/a?b=c&d=<e>")]
    [InlineData("azure.eventHub.name=n", "AZURE_EVENTHUB_NAME", "n")]
    [InlineData("debug=true", "DEBUG", "true")]
    [InlineData("listenport=2801", "LISTENPORT", "2801")]
    [InlineData("kafka.maxbytes=12345678", "KAFKA_MAXBYTES", "12345678")]
    [InlineData("customfields.team=kosmos", "CUSTOMFIELDS", "team:kosmos")]
    [InlineData("outputfieldformat=<time>: $(x)", "OUTPUTFIELDFORMAT", "<time>: $(x)")]
    public void SettingIsAVariableOfTheSecret(string setting, string name, string value)
    {
        var secret = Render(setting).Single<V1Secret>();
        Assert.Equal(value, secret.StringData[name]);
    }

    [Fact]
    public void EmptySettingIsLeftToFalcosidekick()
    {
        Assert.Null(Render("slack.footer=").Single<V1Secret>().StringData);
    }

    [Fact]
    public void SeveralNamesInOneValueAreAllFilledIn()
    {
        var manifests = Render("webhook.address=http://${USER}:${PASSWORD}@h/$(x)", "slack.webhookurl=${USER}");
        var data = manifests.Single<V1Secret>().StringData;
        Assert.Equal(["PASSWORD", "USER"], data.Keys.Order());
        var variables = manifests.Single<V1Deployment>().Spec.Template.Spec.Containers.Single().Env
            .ToDictionary(variable => variable.Name, variable => variable.Value);
        Assert.Equal("http://$(USER):$(PASSWORD)@h/$$(x)", variables["WEBHOOK_ADDRESS"]);
        Assert.Equal("$(USER)", variables["SLACK_WEBHOOKURL"]);
    }

    [Fact]
    public void SecretOfTheUsersOwnIsReadLast()
    {
        var pod = Render("existingSecret=mine").Single<V1Deployment>().Spec.Template.Spec;
        Assert.Equal("mine", pod.Containers.Single().EnvFrom[^1].SecretRef.Name);
    }

    [Fact]
    public void FalcosidekickElsewhereIsUsedAndNoneIsMade()
    {
        var manifests = Manifests.Render(
            "--set", "falcosidekick.enabled=true", "--set", "falcosidekick.fullUrl=https://sidekick.example:2801/");
        Assert.Empty(manifests.All<V1Deployment>());
        Assert.Empty(manifests.All<V1Secret>());
        Assert.Equal("https://sidekick.example:2801/", Configuration.Of(manifests).Text("http_output", "url"));
    }

    // Webhooks are Falcosidekick's here, as with Falco's chart.
    private static Manifests Render(params string[] settings) => Manifests.Render(
        [
            "--set", "falcosidekick.enabled=true", "--set", "falcosidekick.webhookForm=falcosidekick",
            .. settings.SelectMany(static setting => (string[])["--set", Prefix + setting]),
        ]);
}
