using KosmosProbe.Engine.Containers;
using KosmosProbe.Host;
using KosmosProbe.Host.Configuration;
using KosmosProbe.Host.Containers;
using KosmosProbe.Host.Tests;
using Xunit;

namespace KosmosProbe.Containers.Tests;

public sealed class RuntimeSettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WithoutSettingsTheUsualSocketsAreAskedK3sFirst()
    {
        var sockets = Read("stdout_output: { enabled: true }").Sockets;
        Assert.Equal(RuntimeSocket.Usual, sockets);
        Assert.Equal("/run/k3s/containerd/containerd.sock", sockets[0].Path);
    }

    [Fact]
    public void AnEnginesSocketsReplaceItsOwn()
    {
        var sockets = Read("""
            plugins:
              - name: json
              - name: container
                library_path: libcontainer.so
                init_config:
                  label_max_len: 100
                  engines:
                    cri: { enabled: true, sockets: [/bed/containerd.sock] }
                    docker: { enabled: false }
                    containerd: { sockets: [/run/other.sock] }
            """).Sockets;
        Assert.Equal("/bed/containerd.sock", Assert.Single(sockets, one => one.Path.StartsWith("/bed")).Path);
        Assert.DoesNotContain(sockets, static socket => socket.Kind == RuntimeKind.Docker);
        Assert.Contains(new RuntimeSocket(RuntimeKind.Cri, "/run/other.sock"), sockets);
        Assert.DoesNotContain(sockets, static socket => socket.Path.Contains("k3s", StringComparison.Ordinal));
        Assert.Equal(2, sockets.Count(static socket => socket.Kind == RuntimeKind.Podman));
    }

    [Theory]
    [InlineData("{ label_max_len: 20 }", 20)]
    [InlineData("{ label_max_len: 0 }", 0)]
    [InlineData("{ label_max_len: null, engines: { docker: { enabled: false } } }", 100)]
    [InlineData("{ label_max_len: 250, engines: { docker: { enabled: false } } }", 250)]
    [InlineData("{}", 100)]
    public void TheLengthOfLabelsIsSet(string settings, int length)
    {
        var options = Read($"plugins: [{{ name: container, init_config: {settings} }}]");
        Assert.Equal(length, options.LabelLengthMax);
        var details = new ContainerDetails
        {
            FullId = "a",
            Labels = new Dictionary<string, string>
            {
                ["fits"] = new('x', length),
                ["long"] = new('x', length + 1),
            }
        };
        var labels = options.Describe(details).Labels!;
        Assert.Equal((1, true), (labels.Count, labels.TryFind("fits"u8, out _)));
    }

    [Theory]
    [InlineData("many")]
    [InlineData("-1")]
    [InlineData("[1]")]
    public void AWrongLengthIsAnErrorWithItsPlace(string value)
    {
        var error = Assert.Throws<ProbeException>(() => Read($$"""
            plugins:
              - name: container
                init_config: { label_max_len: {{value}} }
            """));
        Assert.Contains("falco.yaml:3:", error.Message, StringComparison.Ordinal);
        Assert.Contains("`init_config.label_max_len` must be a number", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cri: yes", "must be a mapping")]
    [InlineData("cri: { sockets: [run/x.sock] }", "absolute")]
    public void AWrongValueIsAnError(string engine, string message)
    {
        var error = Assert.Throws<ProbeException>(() => Read($$"""
            plugins:
              - name: container
                init_config: { engines: { {{engine}} } }
            """));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private RuntimeOptions Read(string config) =>
        ConfigReader.Load(_folder.Write("falco.yaml", config), [], []).Options.Runtimes;
}
