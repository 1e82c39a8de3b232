using System.Globalization;
using KosmosProbe.Host.Containers;

namespace KosmosProbe.Host.Configuration;

/// <summary>
/// Which container runtimes are asked, out of the settings of Falco's plugin <c>container</c>: each engine's switch and
/// sockets, and how long labels may be. The library that Falco loads for it is not needed here.
/// </summary>
internal static class RuntimeSettings
{
    private const string Engines = "init_config.engines";
    private const string LabelLengthMax = "init_config.label_max_len";

    private static readonly (string Engine, RuntimeKind Kind)[] Rows =
    [
        ("cri", RuntimeKind.Cri),
        ("containerd", RuntimeKind.Cri),
        ("docker", RuntimeKind.Docker),
        ("podman", RuntimeKind.Podman),
    ];

    /// <summary>Reads them; what is not said stays as usual.</summary>
    /// <param name="values">The configuration.</param>
    /// <exception cref="ProbeException">A value has the wrong type.</exception>
    public static RuntimeOptions Read(ConfigValues values)
    {
        var options = new RuntimeOptions { HostRoot = Environment.GetEnvironmentVariable("HOST_ROOT") ?? "" };
        var plugins = (values.Find("plugins") as ConfigList)?.Items.OfType<ConfigMap>() ?? [];
        var plugin = plugins.FirstOrDefault(static one => one.Find("name") is ConfigScalar { Text: "container" });
        if (plugin is null) return options;
        var settings = new ConfigValues(plugin);
        options = options with { LabelLengthMax = Length(settings, options.LabelLengthMax) };
        if (settings.Find(Engines) is not ConfigMap engines) return options;

        var sockets = RuntimeSocket.Usual.ToList();
        foreach (var (engine, kind) in Rows)
        {
            if (engines.Find(engine) is not { } node || node is ConfigScalar { IsNull: true }) continue;
            if (node is not ConfigMap map)
            {
                throw new ProbeException($"{node.Place}: `{Engines}.{engine}` must be a mapping, found {node.Kind}");
            }

            Apply(sockets, new ConfigValues(map), engine, kind);
        }

        return options with { Sockets = sockets };
    }

    private static int Length(ConfigValues values, int otherwise)
    {
        if (values.Find(LabelLengthMax) is not { } node || node is ConfigScalar { IsNull: true }) return otherwise;
        string text = node is ConfigScalar scalar ? scalar.Text : "";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length)
            ? length
            : throw new ProbeException(
                $"{node.Place}: `{LabelLengthMax}` must be a number of bytes, found {node.Kind}");
    }

    // containerd's own sockets are asked like any other CRI socket, beside those of the engine `cri`.
    private static void Apply(List<RuntimeSocket> sockets, ConfigValues values, string engine, RuntimeKind kind)
    {
        bool isOn = values.Boolean("enabled", true);
        var named = values.Texts("sockets").Select(text => new RuntimeSocket(kind, text.Text)).ToList();
        foreach (var socket in named)
        {
            if (socket.Path.StartsWith('/')) continue;
            throw new ProbeException($"`{Engines}.{engine}.sockets` must be absolute paths, found '{socket.Path}'");
        }

        if (engine == "containerd")
        {
            if (isOn) sockets.AddRange(named.Except(sockets));
            return;
        }

        if (isOn && named.Count == 0) return;
        sockets.RemoveAll(socket => socket.Kind == kind);
        if (isOn) sockets.AddRange(named);
    }
}
